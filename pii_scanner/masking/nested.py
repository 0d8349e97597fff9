"""Lists, structs and maps masked from within: every text in them is masked, their form stays."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import hinted_types

Texts = Callable[[pa.Array, str], pa.Array]


def masked_inside(array: pa.Array, mask: Texts, name: str = "") -> pa.Array:
    """Return a nested array with its texts masked; `mask` takes string arrays with the name of the field
    they stand in, and gives others of the same length.

    A number that is masked becomes null: its type has no room for anything else. Binary values become null.
    """
    kind = array.type
    if pa.types.is_struct(kind):
        children = [masked_inside(array.field(index), mask, kind.field(index).name) for index in range(kind.num_fields)]
        # What is masked inside may be null now, at any depth.
        fields = [pa.field(kind.field(index).name, child.type) for index, child in enumerate(children)]
        return pa.StructArray.from_arrays(children, fields=fields, mask=array.is_null())
    if pa.types.is_map(kind):
        pairs = array.cast(pa.list_(pa.struct([("key", kind.key_type), ("value", kind.item_type)])))
        keys, items = (masked_inside(each, mask, name) for each in pairs.flatten().flatten())
        return pa.MapArray.from_arrays(_offsets(pairs), keys, items).cast(pa.map_(kind.key_type, items.type))
    if pa.types.is_fixed_size_list(kind):
        made = masked_inside(array.cast(pa.list_(kind.value_field)), mask, name)
        return made.cast(pa.list_(made.type.value_field, kind.list_size))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        made = masked_inside(array.flatten(), mask, name)
        lists = pa.LargeListArray if pa.types.is_large_list(kind) else pa.ListArray
        return lists.from_arrays(_offsets(array), made)
    return _leaf(array, mask, name)


def _offsets(array: pa.Array) -> pa.Array:
    """Return where the lists begin in their flattened values, null where a list is."""
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    begins = pa.concat_arrays([pa.array([0], lengths.type), pc.cumulative_sum(lengths)])
    missing = array.is_null()
    if not pc.any(missing).as_py():
        return begins
    return pc.if_else(pa.concat_arrays([missing, pa.array([False])]), pa.scalar(None, begins.type), begins)


def _leaf(array: pa.Array, mask: Texts, name: str) -> pa.Array:
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _leaf(array.dictionary_decode(), mask, name)
    if pa.types.is_null(kind) or pa.types.is_boolean(kind) or (pa.types.is_temporal(kind) and not hinted_types(name)):
        return array
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.nulls(len(array), kind)
    text = array.cast(pa.string())
    made = mask(text, name)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == _view():
        return made.cast(kind)
    return pc.if_else(pc.fill_null(pc.equal(text, made), True), array, pa.scalar(None, kind))


def _view() -> pa.DataType:
    return pa.string_view()
