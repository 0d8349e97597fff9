"""ORC files, read stripe by stripe with their own types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.orc_streams import streams
from pii_scanner.sources.orc_trial import survives
from pii_scanner.sources.registry import SourceKind
from pii_scanner.sources.typed import FAULTS, cut_off, typed_table


def tables(location: Location) -> list[Table]:
    from pyarrow import orc

    path = location.path
    assert path is not None
    try:
        if not survives(path):
            raise SourceError(cut_off(location.name, "ORC"))
        with path.open("rb") as raw:
            file = orc.ORCFile(raw)
            schema: pa.Schema = file.schema
            how = {
                "compression": str(file.compression).lower(),
                "file_version": file.file_version,
                "row_index_stride": file.row_index_stride,
            }
    except FAULTS as error:
        raise SourceError(cut_off(location.name, "ORC")) from error

    def read() -> Iterator[pa.RecordBatch]:
        with path.open("rb") as raw:
            file = orc.ORCFile(raw)
            for stripe in range(file.nstripes):
                try:
                    batch = file.read_stripe(stripe)
                except pa.ArrowInvalid as error:
                    if "nanosecond" in str(error):
                        raise SourceError(_too_far(location.name)) from error
                    raise
                batch.validate(full=True)
                yield batch

    return [typed_table(location, "orc", schema, read, {"orc": how})]


def _too_far(name: str) -> str:
    return tr(
        "{name} holds moments before 1678 or after 2261, which the reader of ORC cannot hold; write them as dates or text.",
        name=name,
    )


def _recognizes(head: bytes, path: Path) -> bool:
    return head.startswith(b"ORC")


KIND = SourceKind("orc", 20, _recognizes, tables, streams)
