"""Masked Avro: types of columns that pass, nested ones too, and the codec stay; masked columns are strings."""

from __future__ import annotations

import dataclasses
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedColumn, MaskedTable, pieces_of
from pii_scanner.model.table import Location
from pii_scanner.sinks.avro.nested import NoPlace, masked_value
from pii_scanner.sinks.avro.schema import Unclean, forgets, valid_name, written_schema
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.typed import written
from pii_scanner.sources.avro import fields_of, rows_of
from pii_scanner.sources.avro.columns import arrow_type, values_of
from pii_scanner.sources.avro.container import SYNC, block_bytes, blocks, head_bytes, read_head
from pii_scanner.sources.avro.schema import Field, Type, plain_schema

_ROWS = 4096


# Logical types and the kinds they stand on.
_STANDS_ON = {"date": "int", "timestamp-millis": "long", "timestamp-micros": "long"}


class _AsText(Exception):
    """A column cannot keep its type; the copy is begun once more."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


@dataclass
class _Copy:
    """How the columns are written: places of those that are text, and of those that are text and may be null."""

    table: MaskedTable
    scrub: Scrub
    text: set[int] = dataclasses.field(default_factory=set)
    nulls: set[int] = dataclasses.field(default_factory=set)

    @property
    def whole(self) -> Type:
        made: Type = self.table.source.layout["type"]
        return made

    def own(self, column: MaskedColumn) -> Type:
        own = fields_of(self.whole)[column.index].type
        return _declared(column.declared, own) if column.declared else own


def _declared(word: str, own: Type) -> Type:
    """Return the type that a word stands for, nullable where a column's own is."""
    kind = Type(_STANDS_ON[word], word) if word in _STANDS_ON else Type(word)
    return Type("union", parts=[_part(Type("null")), _part(kind)]) if own.nullable else kind


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    copy = _Copy(table, scrub)
    while True:
        try:
            with written(location.name), target.open("wb") as file:
                _write(copy, file)
            break
        except _AsText as refused:
            (copy.nulls if refused.position in copy.text else copy.text).add(refused.position)
    warnings = []
    if table.source.layout["head"].others:
        warnings.append(tr("metadata of the file was left out"))
    if forgets(copy.whole):
        warnings.append(tr("default values and other names of fields were left out"))
    return warnings


def _write(copy: _Copy, file: IO[bytes]) -> None:
    table, head = copy.table, copy.table.source.layout["head"]
    pieces = pieces_of(table)
    piece = next(pieces, None)
    types = _types(copy, piece.batch if piece is not None else None)
    sync = os.urandom(SYNC)
    file.write(head_bytes(_schema(copy, types), head.codec, sync))
    originals = _originals(copy, types)
    while piece is not None:
        before = (
            None if originals is None else iter(list(compress(islice(originals, len(piece.staying)), piece.staying)))
        )
        for start in range(0, piece.batch.num_rows, _ROWS):
            part = piece.batch.slice(start, _ROWS)
            count, data = _packed(_rows(copy, types, part, before), copy.whole.kind == "record", types)
            file.write(block_bytes(count, data, head.codec, sync))
        piece = next(pieces, None)


def _types(copy: _Copy, first: pa.RecordBatch | None) -> list[Type]:
    """Return the type each column is written with: its own where the masked values are of it, else text."""
    types = []
    for position, column in enumerate(copy.table.columns):
        own = copy.own(column)
        same = first is None and column.kept
        if first is not None:
            same = first.schema.field(position).type == arrow_type(own)
        same = same and (column.kept or own.nested or not (own.value.kind == "enum" or own.value.logical == "uuid"))
        if same and position not in copy.text:
            types.append(own)
            continue
        copy.text.add(position)
        types.append(_text(nullable=own.nullable or position in copy.nulls))
    return types


def _text(*, nullable: bool) -> Type:
    string = Type("string")
    if not nullable:
        return string
    return Type("union", parts=[_part(Type("null")), _part(string)])


def _part(made: Type) -> Field:
    return Field("", made)


def _schema(copy: _Copy, types: list[Type]) -> Any:
    seen: set[str] = set()
    fields = []
    for position, (column, made) in enumerate(zip(copy.table.columns, types, strict=True)):
        source = fields_of(copy.whole)[column.index]
        kept_name = column.name == copy.table.source.columns[column.index].name
        name = source.name if kept_name else valid_name(column.name)
        try:
            kind = written_schema(made, copy.scrub, seen)
        except Unclean as error:
            raise _AsText(position) from error
        fields.append({"name": name, "type": kind} | ({"doc": copy.scrub(source.doc)} if source.doc else {}))
    if copy.whole.kind != "record":
        return fields[0]["type"] if fields else "null"
    name = copy.whole.name
    whole = {"type": "record", "name": name if copy.scrub(name) == name else "record", "fields": fields}
    return whole | ({"doc": copy.scrub(copy.whole.doc)} if copy.whole.doc else {})


def _originals(copy: _Copy, types: list[Type]) -> Iterator[Any] | None:
    """Return the source's values, one after the other, where nested ones are needed."""
    if not any(made.nested for made in types):
        return None
    layout = copy.table.source.layout
    return (row for rows in rows_of(layout["path"], layout["head"], copy.whole) for row in rows)


def _rows(copy: _Copy, types: list[Type], batch: pa.RecordBatch, originals: Iterator[Any] | None) -> list[Any]:
    before = [next(originals) for _ in range(batch.num_rows)] if originals is not None else []
    columns = []
    for position, (column, made) in enumerate(zip(copy.table.columns, types, strict=True)):
        array = batch.column(position)
        if position in copy.text:
            values = array.cast(pa.string()).to_pylist()
            if array.null_count and not made.nullable:
                raise _AsText(position)
        elif made.nested:
            own, number = copy.own(column), f"f{column.index}"
            cells = before if copy.whole.kind != "record" else [row[number] for row in before]
            try:
                values = [
                    masked_value(*each) for each in zip(cells, [own] * len(cells), array.to_pylist(), strict=True)
                ]
            except NoPlace as error:
                raise _AsText(position) from error
        else:
            try:
                values = values_of(array, made)
            except (KeyError, OverflowError, ValueError) as error:
                raise _AsText(position) from error
            if array.null_count and not made.nullable:
                raise _AsText(position)
        columns.append(values)
    if copy.whole.kind != "record":
        return columns[0] if columns else [None] * batch.num_rows
    if not columns:
        return [{} for _ in range(batch.num_rows)]
    names = [f"f{position}" for position in range(len(columns))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _packed(rows: list[Any], records: bool, types: list[Type]) -> tuple[int, bytes]:
    """Return (number of values, their bytes); a file of no `records` has values of one type."""
    import fastavro

    whole = Type("record", key="R", parts=[_part(made) for made in types]) if records else (*types, Type("null"))[0]
    made = io.BytesIO()
    fastavro.writer(made, plain_schema(whole, write=True), rows, codec="null", sync_interval=1 << 62)
    made.seek(0)
    parts = list(blocks(made, read_head(made)))
    return sum(count for count, _ in parts), b"".join(data for _, data in parts)


SINK = SinkKind("avro", ("avro",), write, named_by_file=True, reorders=False)
