"""The kinds of files and databases that can be read: every module here with a `KIND` is one.

A kind is chosen by content before its file name: an .xls that holds CSV is read as CSV.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from pii_scanner.arrow_alone import arrow_alone
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Location, Table

ENTRY_POINTS = "pii_scanner.sources"


@dataclass(frozen=True)
class SourceKind:
    """One kind of source.

    `recognizes(head, path)` gets the first 64 KiB; `tables(location)` lists what is inside.
    `order` ranks the kinds: those whose content is unmistakable come first. Where a file's bytes hide
    texts (compressed blocks, character references), `unpacked(path)` yields (part of the file, bytes as
    they are inside): the search through every byte of a release looks there too.
    """

    name: str
    order: int
    recognizes: Callable[[bytes, Path], bool]
    tables: Callable[[Location], list[Table]]
    unpacked: Callable[[Path], Iterator[tuple[str, bytes]]] | None = None


@cache
def kinds() -> tuple[SourceKind, ...]:
    found: list[SourceKind] = []
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        kind = getattr(importlib.import_module(f"{__package__}.{module.name}"), "KIND", None)
        if isinstance(kind, SourceKind):
            found.append(kind)
    found += [point.load() for point in entry_points(group=ENTRY_POINTS)]
    return tuple(sorted(found, key=lambda kind: kind.order))


def open_tables(location: Location) -> list[Table]:
    """Return the tables of one source.

    Raises SourceError when the file is of no known kind or cannot be opened, whatever the reason.
    """
    arrow_alone()
    try:
        if location.url is not None:
            from pii_scanner.sources.databases.opening import tables_of_url

            return tables_of_url(location)
        assert location.path is not None
        return kind_of(location.path, location.name).tables(location)
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(unreadable(location.name, error)) from error
    except Exception as error:  # a reader's own error may hold values: only its kind is named
        raise SourceError(
            tr("{name} cannot be read ({reason}); it was not scanned.", name=location.name, reason=type(error).__name__)
        ) from error


def kind_of(path: Path, name: str) -> SourceKind:
    """Return the kind of a file by its first bytes; raises SourceError when there is none."""
    try:
        refuse_special(path, name)
        with path.open("rb") as file:
            head = file.read(65536)
    except OSError as error:
        raise SourceError(unreadable(name, error)) from error
    if not head:
        raise SourceError(tr("{name} is empty: there is nothing to scan.", name=name))
    for kind in kinds():
        if kind.recognizes(head, path):
            return kind
    raise SourceError(
        tr(
            "{name} is of a kind that is not read yet; it was not scanned. Convert it to CSV or XLSX, or leave it out.",
            name=name,
        )
    )


def refuse_special(path: Path, name: str) -> None:
    """Raise SourceError for pipes, devices and sockets: to open one may wait for ever; OSError for what is not there."""
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        raise SourceError(tr("{name} is a folder, not a file.", name=name))
    if not stat.S_ISREG(mode):
        raise SourceError(tr("{name} is no ordinary file (a pipe, device or socket); it was not opened.", name=name))


def unreadable(name: str, error: OSError) -> str:
    """Return the sentence for a file that the system does not let us read."""
    return tr(
        "{name} cannot be read: {reason}. Check that it exists and that you may read it.",
        name=name,
        reason=error.strerror or type(error).__name__,
    )
