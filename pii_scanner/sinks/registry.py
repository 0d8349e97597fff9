"""The kinds of masked copies that can be written: every module here with a `SINK` is one.

A sink is chosen by the kind of the source: a workbook becomes a workbook, SQLite becomes SQLite.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path, PurePosixPath

from pii_scanner.errors import PolicyError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location

ENTRY_POINTS = "pii_scanner.sinks"
_FOLDER = str(Path(__file__).parent)
Scrub = Callable[[str], str]


def same_name(name: str) -> str:
    """Return the name of a copy: that of its source."""
    return name


@dataclass(frozen=True)
class Scrubs:
    """Takes values out of names (other words stay as they are) and out of texts that may say anything."""

    name: Scrub
    text: Scrub

    def __call__(self, text: str) -> str:
        return self.name(text)


def scrubs(scrub: Scrub) -> Scrubs:
    """Return both ways to scrub, where a caller has but one."""
    return scrub if isinstance(scrub, Scrubs) else Scrubs(scrub, scrub)


@dataclass(frozen=True)
class SinkKind:
    """One kind of masked copy.

    `kinds` are the kinds of tables it takes; `database:FORM` takes databases where a user asks for that form.
    `write(location, tables, target, scrub)` writes all tables of one source to `target`, a path that does not
    exist yet, and returns warnings.
    `file_name(name)` gives the copy's name where it is not that of the source. `fit(tables)` gives names that the
    copy can hold, and warnings. `parts(tables)` names a file for each table, where the copy is a folder.
    `named_by_file`: the one table of a file is called like the file. `chooses`: rows may leave; `reorders`: they may
    change places.
    """

    name: str
    kinds: tuple[str, ...]
    write: Callable[[Location, Sequence[MaskedTable], Path, Scrub], list[str]]
    file_name: Callable[[str], str] = same_name
    named_by_file: bool = False
    fit: Callable[[Sequence[MaskedTable]], tuple[list[MaskedTable], list[str]]] | None = None
    parts: Callable[[Sequence[MaskedTable]], list[str]] | None = None
    chooses: bool = True
    reorders: bool = True


@cache
def sinks(*, databases: bool = True) -> dict[str, SinkKind]:
    """Return the sink of each kind of table; without `databases`, those of files only, which load sooner."""
    found: list[SinkKind] = []
    for inside in ("", "databases") if databases else ("",):
        for module in pkgutil.iter_modules([str(Path(_FOLDER, inside))]):
            name = ".".join(filter(None, (__package__, inside, module.name)))
            sink = getattr(importlib.import_module(name), "SINK", None)
            if isinstance(sink, SinkKind):
                found.append(sink)
    found += [point.load() for point in entry_points(group=ENTRY_POINTS)]
    return {kind: sink for sink in found for kind in sink.kinds}


@cache
def _called_like(kind: str) -> dict[str, SinkKind]:
    """Return the sink of a kind of files whose module is called like it, so that no other is loaded: none where others
    than those that are shipped may take its place."""
    if entry_points(group=ENTRY_POINTS) or kind not in {each.name for each in pkgutil.iter_modules([_FOLDER])}:
        return {}
    sink = getattr(importlib.import_module(f"{__package__}.{kind}"), "SINK", None)
    return {kind: sink} if isinstance(sink, SinkKind) and kind in sink.kinds else {}


def sink_of(kind: str, name: str, form: str = "") -> SinkKind:
    """Return the sink for a kind of table, for databases in a `form`; raises SourceError when there is none."""
    there = _called_like(kind) or sinks(databases=kind == "database")
    sink = there.get(f"database:{form}" if kind == "database" and form else kind) or there.get(kind)
    if sink is None:
        raise SourceError(tr("{name}: no masked copy can be written of this kind of source yet.", name=name))
    return sink


def refuse_unchosen(sink: SinkKind, tables: Sequence[MaskedTable], name: str) -> None:
    """Raise PolicyError where rows are to leave, or to change places in, a kind of copy that cannot have it."""
    chosen = [table.chosen for table in tables if table.chosen is not None]
    if chosen and not sink.chooses:
        raise PolicyError(
            tr(
                "{name}: rows cannot leave this kind of file; write it as CSV first, or limit the row rules by tables.",
                name=name,
            )
        )
    if not sink.reorders and any(each.order is not None for each in chosen):
        raise PolicyError(
            tr(
                "{name}: rows cannot change places in this kind of file; write it as CSV first, or limit `order: shuffled` by tables.",
                name=name,
            )
        )


def safe_name(name: str) -> str:
    """Return a relative POSIX path that cannot leave the release folder."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"/", "..", "."}]
    return "/".join(part.replace(":", "_") for part in parts) or "copy"
