"""Masked Arrow IPC: a stream stays a stream, the compression and the types of columns that pass stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.typed import alone, fitted_batches, over_entries, used_entries, written

Dictionaries = dict[int, pa.Array]


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    layout = table.source.layout
    options = pa.ipc.IpcWriteOptions(compression=layout["codec"])
    with written(location.name):
        # A file has one dictionary per column: all its values are looked up first.
        shared = _dictionaries(table) if layout["form"] != "stream" else None
        schema, batches = fitted_batches(table, pandas=True)
        new = pa.ipc.new_stream if layout["form"] == "stream" else pa.ipc.new_file
        with pa.OSFile(str(target), "wb") as file, new(file, schema, options=options) as out:
            for batch in batches:
                out.write_batch(_compact(batch, shared))
    return []


def _dictionaries(table: MaskedTable) -> Dictionaries:
    """Return the values in use of every dictionary column, by its place."""
    schema, batches = fitted_batches(table, pandas=True)
    places = [index for index, kind in enumerate(schema.types) if pa.types.is_dictionary(kind)]
    found: dict[int, list[pa.Array]] = {index: [] for index in places}
    for batch in batches if places else ():
        for index in places:
            found[index] = [pc.unique(pa.concat_arrays([*found[index], used_entries(batch.column(index))]))]
    return {index: arrays[0] for index, arrays in found.items() if arrays}


def _compact(batch: pa.RecordBatch, shared: Dictionaries | None) -> pa.RecordBatch:
    """Return a batch whose dictionaries hold values in use only, the `shared` ones where a file needs them."""
    arrays = list(batch.columns)
    for index, array in enumerate(arrays):
        if pa.types.is_dictionary(array.type):
            arrays[index] = over_entries(array, shared[index] if shared is not None else used_entries(array))
        elif array.offset or pa.types.is_nested(array.type):
            arrays[index] = alone(array)
    return pa.record_batch(arrays, schema=batch.schema)


SINK = SinkKind("arrow", ("arrow",), write, named_by_file=True)
