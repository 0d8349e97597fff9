"""What the sinks of typed files share: the copy's schema, and batches that fit it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedTable
from pii_scanner.sinks.pandas_schema import pandas_schema
from pii_scanner.sources.plain_types import holds, is_cast_by_nobody, plain_type, with_fields
from pii_scanner.sources.uuids import is_uuid, uuids_of


def masked_schema(table: MaskedTable, first: pa.RecordBatch | None, *, pandas: bool = False) -> pa.Schema:
    """Return the masked types where there are rows, else those of the source, as text where masked.

    Nothing of the source's metadata is in it but, if `pandas` is asked for, the index and dtypes of a DataFrame. A column keeps its written name unless it was scrubbed.
    """
    source: pa.Schema = table.source.layout["schema"]
    fields = []
    for position, column in enumerate(table.columns):
        own = source.field(column.index)
        kind = own.type if column.kept else pa.string()
        if first is not None:
            kind = as_before(first.schema.field(position).type, own.type, kept=column.kept)
        name = own.name if column.name == column.source_name else column.name
        fields.append(pa.field(name, bare(kind), nullable=own.nullable or not column.kept or column.emptied))
    return pa.schema(
        fields, pandas_schema(source, table.columns, fields, all_rows=table.chosen is None) if pandas else None
    )


def as_before(kind: pa.DataType, own: pa.DataType, *, kept: bool) -> pa.DataType:
    """Return the type of a copied column: that of the source where its values fit it."""
    if pa.types.is_string(kind) and is_text(own):
        return own  # masked text stays the kind of text it was
    if is_uuid(own):
        return own if kept else kind
    return own if kind == plain_type(own) and not holds(own, _never_returns) else kind


def _never_returns(kind: pa.DataType) -> bool:
    """Return whether Arrow makes nothing of a type out of its plain one."""
    return pa.types.is_run_end_encoded(kind) or is_cast_by_nobody(kind)


def is_text(kind: pa.DataType) -> bool:
    """Return whether a type holds text, plain or as a dictionary."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view()


def cast_to(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return an array as another type; text becomes a dictionary where it was one."""
    if array.type == kind:
        return array
    if is_uuid(kind):
        return uuids_of(array, kind)
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(array.type):
        array = array.cast(kind.value_type).dictionary_encode()
    return array.cast(kind)


def used_entries(array: pa.Array) -> pa.Array:
    """Return the entries of a dictionary that cells refer to, in its order: the others would leave with the copy."""
    entries = np.unique(array.indices.drop_null().to_numpy(zero_copy_only=False))
    return _plain(array.dictionary).take(pa.array(entries)).drop_null()


def over_entries(array: pa.Array, values: pa.Array) -> pa.Array:
    """Return a dictionary array over other entries, among which are all that its cells refer to."""
    places = pc.index_in(_plain(array).dictionary_decode(), value_set=values).cast(array.type.index_type)
    return pa.DictionaryArray.from_arrays(places, values.cast(array.type.value_type), ordered=array.type.ordered)


def alone(array: pa.Array) -> pa.Array:
    """Return an array with nothing of what a slice leaves out."""
    made = _plain(array).take(pa.array(np.arange(len(array))))
    return made if made.type == array.type else made.cast(array.type)


def _plain(array: pa.Array) -> pa.Array:
    kind = plain_type(array.type)
    return array if kind == array.type else array.cast(kind)


def bare(kind: pa.DataType) -> pa.DataType:
    """Return a type without the metadata that the fields of nested ones may carry."""
    return with_fields(kind, _bare)


def _bare(field: pa.Field) -> pa.Field:
    return pa.field(field.name, bare(field.type), nullable=field.nullable)


def fitted_batches(table: MaskedTable, *, pandas: bool = False) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """Return the copy's schema and its batches, all of that schema."""
    batches = table.read()
    first = next(batches, None)
    schema = masked_schema(table, first, pandas=pandas)

    def fitted() -> Iterator[pa.RecordBatch]:
        current = first
        while current is not None:
            arrays = [cast_to(array, field.type) for array, field in zip(current.columns, schema, strict=True)]
            yield pa.record_batch(arrays, schema=schema)
            current = next(batches, None)

    return schema, fitted()


@contextmanager
def written(name: str) -> Iterator[None]:
    """Turn a writer's own error, which may hold values, into a SourceError."""
    try:
        yield
    except (pa.ArrowException, ValueError, TypeError, EOFError) as error:
        raise SourceError(
            tr("{name}: its masked copy cannot be written ({reason}).", name=name, reason=type(error).__name__)
        ) from error
