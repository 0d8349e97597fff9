"""The copies of a release opened again, as a stranger would: files, members of archives, schemas of a server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pii_scanner.errors import SourceError
from pii_scanner.model.table import Location, Table
from pii_scanner.release.contents import contents
from pii_scanner.release.copies import CopiedFile, CopiedSchema
from pii_scanner.sources.hand import at_hand
from pii_scanner.sources.registry import open_tables

_SAYS_SOMETHING = re.compile(r"\w")


@dataclass(frozen=True)
class Reopened:
    """The tables of a copy; `contents` yields (part, text) of every byte of its file, or of what stands beside the
    rows of a schema."""

    tables: list[Table]
    contents: Callable[[], Iterator[tuple[str, str]]]


@contextmanager
def reopened(file: CopiedFile) -> Iterator[Reopened]:
    """Yield a copy opened again; what holds no row is no table that could hold a value.

    Raises SourceError when it cannot be read.
    """
    if file.database is not None:
        database = file.database
        texts = partial(database.server.texts, database.schema)
        yield Reopened(tables_of_server(file.name, database), lambda: (("", text) for text in texts()))
        return
    with at_hand(file.location) as here:
        assert here.path is not None
        yield Reopened(_of_file(here.path), partial(contents, here.path))


def _of_file(path: Path) -> list[Table]:
    if path.stat().st_size == 0:
        return []
    try:
        return open_tables(Location(path.name, path))
    except SourceError:
        # An empty list of JSON holds no row either.
        if not any(_SAYS_SOMETHING.search(text) for _, text in contents(path)):
            return []
        raise


def tables_of_server(name: str, copy: CopiedSchema) -> list[Table]:
    """Return the tables of a copy in a schema of a server."""
    url = copy.server.place(copy.schema).render_as_string(hide_password=False)
    return [
        replace(table, source=name, name=table.layout["table"])
        for table in open_tables(Location(name, url=url))
        if table.layout.get("schema") == copy.schema
    ]
