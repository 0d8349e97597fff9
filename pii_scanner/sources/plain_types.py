"""Columns as Arrow's older types hold them: polars and others write views of strings and lists, and runs of equal values,
for which there are few functions. UUIDs, unions and intervals become text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sources.uuids import is_uuid, uuid_texts


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type that values of `kind` are worked on as; itself where that is one of the older types."""
    if kind == pa.string_view():
        return pa.large_string()
    if kind == pa.binary_view():
        return pa.large_binary()
    if pa.types.is_union(kind) or kind == pa.month_day_nano_interval() or is_uuid(kind):
        return pa.string()
    if pa.types.is_run_end_encoded(kind):
        return plain_type(kind.value_type)
    if pa.types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, plain_type(kind.value_type), kind.ordered)
    if pa.types.is_list_view(kind):
        return pa.list_(_plain(kind.value_field))
    if pa.types.is_large_list_view(kind):
        return pa.large_list(_plain(kind.value_field))
    return with_fields(kind, _plain)


def with_fields(kind: pa.DataType, change: Callable[[pa.Field], pa.Field]) -> pa.DataType:
    """Return a nested type whose fields are changed; any other type as it is."""
    if pa.types.is_struct(kind):
        return pa.struct([change(kind.field(index)) for index in range(kind.num_fields)])
    if pa.types.is_map(kind):
        return pa.map_(change(kind.key_field), change(kind.item_field), keys_sorted=kind.keys_sorted)
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(change(kind.value_field), kind.list_size)
    if pa.types.is_large_list(kind):
        return pa.large_list(change(kind.value_field))
    return pa.list_(change(kind.value_field)) if pa.types.is_list(kind) else kind


def _plain(field: pa.Field) -> pa.Field:
    return field.with_type(plain_type(field.type))


def holds(kind: pa.DataType, which: Callable[[pa.DataType], bool]) -> bool:
    """Return whether a type, or one inside it, is such a one."""
    if pa.types.is_dictionary(kind):
        return holds(kind.value_type, which)
    return which(kind) or any(holds(kind.field(index).type, which) for index in range(kind.num_fields))


def plainly(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch with all columns of their plain types; itself where they are."""
    kinds = [plain_type(kind) for kind in batch.schema.types]
    if kinds == batch.schema.types:
        return batch
    columns = [_cast(column, kind) for column, kind in zip(batch.columns, kinds, strict=True)]
    fields = [field.with_type(kind) for field, kind in zip(batch.schema, kinds, strict=True)]
    return pa.record_batch(columns, schema=pa.schema(fields))


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type == kind:
        return column
    if is_uuid(column.type):
        return uuid_texts(column)
    if pa.types.is_run_end_encoded(column.type):
        return _cast(pc.run_end_decode(column), kind)
    if holds(column.type, is_cast_by_nobody):
        return pa.array([_value(value, kind) for value in column.to_pylist()], kind)
    return column.cast(kind)


def is_cast_by_nobody(kind: pa.DataType) -> bool:
    """Return whether Arrow has no cast from or to a type, or, as from views of lists, a wrong one."""
    views = pa.types.is_list_view(kind) or pa.types.is_large_list_view(kind)
    return views or pa.types.is_union(kind) or kind == pa.month_day_nano_interval() or is_uuid(kind)


def _value(value: Any, kind: pa.DataType) -> Any:
    """Return a Python value of a type as one of the plain `kind`."""
    if value is None:
        return None
    if pa.types.is_string(kind):
        return _text(value)
    if pa.types.is_struct(kind):
        return {field.name: _value(value.get(field.name), field.type) for field in kind}
    if pa.types.is_map(kind):
        return [(_value(key, kind.key_type), _value(item, kind.item_type)) for key, item in value]
    if pa.types.is_nested(kind):
        return [_value(each, kind.value_type) for each in value]
    return value


def _text(value: Any) -> str:
    if isinstance(value, pa.MonthDayNano):
        seconds = f"{value.nanoseconds / 1e9:.9f}".rstrip("0").rstrip(".")
        return f"P{value.months}M{value.days}DT{seconds}S"  # ISO 8601
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if isinstance(value, str) else str(value)
