"""A pandas DataFrame as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pii_scanner.model.names import distinct_names
from pii_scanner.model.table import ColumnInfo, Table
from pii_scanner.sources.plain_types import holds, plainly

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 65_536
NAME = "dataframe"


def table_of_frame(frame: pd.DataFrame, name: str = NAME) -> Table:
    """Return a table that reads `frame`; its index is not part of it. A name that comes again gets a number."""
    names = distinct_names([str(column) for column in frame.columns])

    def read() -> Iterator[pa.RecordBatch]:
        for start in range(0, max(1, len(frame)), _ROWS):
            part = frame.iloc[start : start + _ROWS]
            arrays = [_array(part.iloc[:, index]) for index in range(len(names))]
            if names:
                yield plainly(pa.record_batch(arrays, names=names))

    columns = tuple(ColumnInfo(column, str(kind)) for column, kind in zip(names, frame.dtypes, strict=True))
    return Table(name, name, "frame", columns, read, layout={"frame": frame})


def _array(series: pd.Series[Any]) -> pa.Array:
    try:
        array = pa.Array.from_pandas(series)
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        array = _texts(series)
    if holds(array.type, _is_interval):
        array = _texts(series)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _is_interval(kind: pa.DataType) -> bool:
    """Return whether a type is what pandas makes of (20, 30], one of its own over a nested one."""
    return isinstance(kind, pa.BaseExtensionType) and pa.types.is_nested(kind.storage_type)


def _texts(series: pd.Series[Any]) -> pa.Array:
    if str(series.dtype) == "category":
        return pa.Array.from_pandas(series.cat.rename_categories([_plain(each) for each in series.cat.categories]))
    return pa.array([_plain(value) for value in series], pa.string())


def _plain(value: Any) -> str | None:
    """Return any object as text, None for the many kinds of missing."""
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    text = bytes(value).decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else str(value)
    return text.encode("utf-8", "replace").decode("utf-8")
