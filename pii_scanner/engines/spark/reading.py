"""A table of a Spark session opened: its columns, and its batches as our own readers give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.engines.spark.session import read_by_spark
from pii_scanner.engines.spark.sources import MALFORMED, spark_table
from pii_scanner.engines.spark.tasks import Batches
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.csv import plain
from pii_scanner.sources.dialect import Dialect


@dataclass(frozen=True)
class Prepared:
    """How the batches of a partition are made those of the table; travels with a task."""

    source: str
    names: tuple[str, ...]
    dialect: Dialect | None = None

    def of(self, batches: Batches) -> Batches:
        """Yield batches of the table's columns; raises SourceError for a row that does not fit its header."""
        for batch in batches:
            if not batch.num_rows:
                continue
            if self.dialect is not None:
                if batch.column(MALFORMED).null_count < batch.num_rows:
                    raise SourceError(
                        tr("{name}: rows have other fields than the header; use --engine local for this.", name=self.source)
                    )  # fmt: skip
                texts = [pc.fill_null(batch.column(name), "") for name in self.names]
                batch = plain(pa.record_batch(texts, names=list(self.names)), self.dialect)
            yield batch


@dataclass(frozen=True)
class Opened:
    """A table ready to be read: `table` has no batches of its own, `frame` is Spark's, of the Arrow types in `schema`."""

    table: Table
    frame: Any
    prepared: Prepared
    schema: pa.Schema


def no_batches() -> Batches:
    """Return no batches: those of a table in Spark are read by executors."""
    return iter(())


def opened(session: Any, location: Location) -> Opened:
    """Return the table of a source; raises SourceError when Spark cannot read it."""
    with read_by_spark(location.name):
        found = spark_table(session, location)
        frame = found.frame()
        schema: pa.Schema = frame.limit(0).toArrow().schema
        comments = {field.name: str((field.metadata or {}).get("comment") or "") for field in frame.schema.fields}
    if found.dialect is not None:
        schema = pa.schema([field for field in schema if field.name != MALFORMED])
    columns = tuple(
        ColumnInfo(each.name, "text" if found.dialect is not None else str(each.type), comments[each.name])
        for each in schema
    )
    layout = {"schema": schema, "delimiter": found.dialect.delimiter if found.dialect is not None else ""}
    table = Table(location.name, found.name, found.kind, columns, no_batches, layout=layout)
    return Opened(table, frame, Prepared(location.name, tuple(schema.names), found.dialect), schema)
