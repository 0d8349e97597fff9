"""Tables of files that carry their own types: one table per file, called like it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import readable_name
from pii_scanner.sources.headers import column_names
from pii_scanner.sources.plain_types import plainly

ROWS = 65_536
# What readers raise for bytes that are none of theirs.
FAULTS = (pa.ArrowException, OSError, ValueError, EOFError, OverflowError, MemoryError, RecursionError)


def typed_table(
    location: Location,
    kind: str,
    schema: pa.Schema,
    batches: Callable[[], Iterator[pa.RecordBatch]],
    layout: Mapping[str, Any],
    data_types: list[str] | None = None,
    comments: list[str] | None = None,
) -> Table:
    """Return the table of a file; batches longer than ROWS are cut, faults midway become a SourceError.

    `data_types` are those of the columns in the file's own words, where they are not Arrow's.
    """
    assert location.path is not None
    names = column_names(schema.names, len(schema))

    def read() -> Iterator[pa.RecordBatch]:
        try:
            for batch in batches():
                for start in range(0, batch.num_rows, ROWS):
                    yield plainly(batch.slice(start, ROWS).rename_columns(names))
        except FAULTS as error:
            raise SourceError(midway(location.name)) from error

    types = data_types or [str(field.type) for field in schema]
    notes = comments or [comment_of(field) for field in schema]
    columns = tuple(ColumnInfo(*each) for each in zip(names, types, notes, strict=True))
    return Table(
        location.name,
        readable_name(location.path.stem),
        kind,
        columns,
        read,
        layout={"path": location.path, "schema": schema, **layout},
    )


def comment_of(field: pa.Field) -> str:
    """Return what a field's metadata calls its comment."""
    return str(((field.metadata or {}).get(b"comment") or b"").decode("utf-8", "replace"))


def midway(name: str) -> str:
    """Return the sentence for a file that is damaged after its head."""
    return tr("{name} is damaged inside: reading stopped midway and the table was not judged.", name=name)


def cut_off(name: str, kind: str) -> str:
    """Return the sentence for a file of `kind` that cannot be opened."""
    return tr(
        "{name} is not a whole {kind} file: it is cut off or damaged. Copy it again from where it came.",
        name=name,
        kind=kind,
    )
