"""Masked ORC: types of the columns that pass and the compression stay; statistics are those of the masked values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.typed import fitted_batches, written

_CODECS = {"zlib", "snappy", "lz4", "zstd", "uncompressed"}


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    from pyarrow import orc

    (table,) = tables
    how = table.source.layout["orc"]
    schema, batches = fitted_batches(table)
    codec = how["compression"] if how["compression"] in _CODECS else "zstd"
    with written(location.name), target.open("wb") as file:
        writer = orc.ORCWriter(
            file,
            compression=codec,
            file_version=how["file_version"],
            row_index_stride=how["row_index_stride"],
            dictionary_key_size_threshold=0.8,
        )
        with writer:
            empty = True
            for batch in batches:
                writer.write(pa.Table.from_batches([batch], schema))
                empty = False
            if empty:
                writer.write(schema.empty_table())
    return []


SINK = SinkKind("orc", ("orc",), write, named_by_file=True)
