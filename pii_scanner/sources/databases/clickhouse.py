"""ClickHouse by its driver's stream of Arrow batches: the cursor of its SQLAlchemy dialect holds a whole table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pii_scanner.model.table import Draw
from pii_scanner.sources.databases.asking import ask
from pii_scanner.sources.databases.generic import GenericReader, GenericSession
from pii_scanner.sources.databases.relations import WHOLE, Field, Place, Relation, Span
from pii_scanner.sources.databases.sampling import settled
from pii_scanner.sources.databases.values import after

_SETTINGS = {"output_format_arrow_string_as_string": 0, "output_format_arrow_low_cardinality_as_dictionary": 0}
_AROUND = re.compile(r"(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, ?)?(.*)\)", re.DOTALL)
# Types whose Arrow form holds them exactly; dates and times are read as text and cast here, for the number that stands
# for a date differs by version; all others are text as the server writes it.
_NATIVE = re.compile(r"U?Int(?:8|16|32|64)|Float(?:32|64)|Bool|String|Decimal\((?:[0-9]|[12][0-9]|3[0-8]),.*")
_NESTED = re.compile(r"(?:Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic)\b.*", re.DOTALL)
_ZONED = re.compile(r"DateTime(?:64)?\((?:[0-9], ?)?'[^']+'\)")
# Of the server, in its two spellings; rows of a materialized view stand in a table behind it.
_OWN = "('system', 'information_schema', 'INFORMATION_SCHEMA')"
_TABLES = """
SELECT database, name, engine, database = currentDatabase() FROM system.tables
  WHERE database NOT IN {own} AND NOT is_temporary AND NOT startsWith(name, '.inner')
    AND ({all} OR database = currentDatabase())
  ORDER BY 4 DESC, database, name
"""
_COLUMNS = """
SELECT database, table, name, type, comment FROM system.columns
  WHERE database NOT IN {own} AND default_kind != 'EPHEMERAL' ORDER BY database, table, position
"""
_OF_PARTS = """
SELECT partition_id, sum(rows), groupArray(concat(name, hash_of_all_files)) FROM
  (SELECT partition_id, rows, name, hash_of_all_files FROM system.parts
    WHERE active AND database = {schema} AND table = {name} ORDER BY name)
  GROUP BY partition_id ORDER BY partition_id
"""


@dataclass(frozen=True)
class ClickhouseReader(GenericReader):
    def open(self) -> ClickhouseSession:
        return ClickhouseSession(self.engine())

    def relations(self) -> list[Relation]:
        """Return the tables of the database that the URL names, else of all that the account sees."""
        fields: dict[tuple[str, str], list[Field]] = defaultdict(list)
        for schema, table, name, declared, comment in ask(self, _COLUMNS.format(own=_OWN)):
            fields[schema, table].append(_field(name, declared, comment))
        tables = ask(self, _TABLES.format(own=_OWN, all=int(not self.url.database)))
        return [
            Relation(schema, name, name if own else f"{schema}.{name}", _kind(engine), tuple(fields[schema, name]))
            for schema, name, engine, own in tables
        ]

    def spans(self, relation: Relation) -> Sequence[Span]:
        """Return the partitions of a table of the MergeTree family, else the whole."""
        parts = [] if relation.derived else self._parts(relation)
        return [Span(table=("", str(name))) for name, _, _ in parts] if len(parts) > 1 else (WHOLE,)

    def span_states(self, relation: Relation, spans: Sequence[Span]) -> list[str] | None:
        """Return what the server's catalogue says of the files of each partition: a merge writes others too."""
        told = {name: repr((rows, files)) for name, rows, files in self._parts(relation)}
        return [told[span.table[1]] for span in spans if span.table and span.table[1] in told]

    def state(self, relation: Relation) -> str | None:
        parts = [] if relation.derived else self._parts(relation)
        return repr(parts) if parts else None

    def draw(self, relation: Relation, count: int) -> Draw | None:
        if relation.derived:
            return None
        rows = sum(int(each[1]) for each in self._parts(relation))
        if rows < 4 * count:
            return None
        session = self.open()
        try:
            batches = list(session.run(f"{_statement(relation, WHOLE)} ORDER BY rand() LIMIT {count}", relation))
            return settled(batches, count, rows)
        finally:
            session.close()

    def _parts(self, relation: Relation) -> list[tuple[Any, ...]]:
        """Return (partition, rows, its files) of a table; none of an engine without parts."""
        place = {"schema": _text(relation.schema or "default"), "name": _text(relation.name)}
        return ask(self, _OF_PARTS.format(**place))


class ClickhouseSession(GenericSession):
    @property
    def _client(self) -> Any:
        return self._connection.connection.dbapi_connection.client  # type: ignore[union-attr]

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._client.query(statement).result_rows]

    def read(self, relation: Relation, span: Span, place: Place) -> Iterator[pa.RecordBatch]:
        return after(self.run(_statement(relation, span), relation), place.rows)

    def run(self, statement: str, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a query whose columns are those of a relation."""
        names = [field.name for field in relation.fields]
        with self._client.query_arrow_stream(statement, settings=_SETTINGS) as batches:
            for batch in batches:
                arrays = [_typed(a, field.arrow) for a, field in zip(batch.columns, relation.fields, strict=True)]
                yield pa.RecordBatch.from_arrays(arrays, names=names)


def _statement(relation: Relation, span: Span) -> str:
    chosen = f" WHERE _partition_id = {_text(span.table[1])}" if span.table else ""
    return (
        f"SELECT {relation.expressions} FROM {_quoted(relation.schema or 'default')}.{_quoted(relation.name)}{chosen}"
    )


def _kind(engine: str) -> str:
    return {"MaterializedView": "materialized view"}.get(engine, "view" if engine.endswith("View") else "table")


def _field(name: str, declared: str, comment: str) -> Field:
    """Return a column with the expression that reads it exactly."""
    own, kind = _quoted(name), declared
    while inner := _AROUND.fullmatch(kind):
        kind = inner[1]
    expression, arrow = f"toString({own}) AS {own}", None
    if _NATIVE.fullmatch(kind):
        expression = own
    elif _NESTED.fullmatch(kind):
        expression = f"toJSONString({own}) AS {own}"
    elif kind.startswith("AggregateFunction"):
        expression = f"hex({own}) AS {own}"
    elif kind in {"Date", "Date32"}:
        arrow = pa.date32()
    elif _ZONED.fullmatch(kind):
        expression, arrow = f"toString(toTimeZone({own}, 'UTC')) AS {own}", pa.timestamp("us", "UTC")
    elif kind.startswith("DateTime"):
        arrow = pa.timestamp("us")
    return Field(name, declared, comment, expression, arrow)


def _typed(array: pa.Array, kind: pa.DataType | None) -> pa.Array:
    """Return a column of an answer: texts as texts, dates and times as `kind` where all of them fit."""
    if pa.types.is_binary(array.type) or pa.types.is_string(array.type):
        array = _texts(array.cast(pa.binary()))
    if kind is None:
        return array
    try:
        if pa.types.is_timestamp(kind):
            return array.cast(pa.timestamp("us")).cast(kind)
        return array.cast(kind)
    except pa.ArrowException:
        return array


def _texts(array: pa.Array) -> pa.Array:
    """Return bytes as texts; ClickHouse's String holds any, so those of another encoding are read as GB18030."""
    try:
        return array.cast(pa.string())
    except pa.ArrowException:
        return pa.array([None if each is None else _decoded(each) for each in array.to_pylist()], pa.string())


def _decoded(value: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.decode("utf-8", "replace")


def _quoted(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
