"""Text with columns at fixed positions: exports of mainframes and reports, aligned by bytes, columns or characters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import decoded_head, detect_encoding, looks_like_text, open_text, readable_name
from pii_scanner.sources.fixed.declared import declared, layout_of
from pii_scanner.sources.fixed.detect import detect
from pii_scanner.sources.fixed.layout import FILL, Layout, values
from pii_scanner.sources.headers import column_names
from pii_scanner.sources.registry import SourceKind

_SAMPLE = 1 << 18
# Names under which tables at fixed positions come; a log or a document is read as text.
_SUFFIXES = {"", ".txt", ".dat", ".prn", ".asc", ".fix", ".fwf", ".lst", ".rpt", ".out", ".del", ".unl"}
MISFITS = "lines that do not fit"


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    given = declared(path)
    layout = layout_of(path, given) if given else _layout_of(path, path.stat().st_mtime_ns)
    if layout is None:
        raise SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=location.name))
    names = column_names(list(layout.names), len(layout.columns))
    misfits = sum(int(pc.sum(pc.invert(layout.cut(lines)[1])).as_py() or 0) for lines in layout.lines(path))
    if misfits:
        names = column_names([*names, MISFITS], len(names) + 1)
    schema = pa.schema([(name, pa.string()) for name in names])

    def read() -> Iterator[pa.RecordBatch]:
        for lines in layout.lines(path):
            yield pa.record_batch(cells(layout, lines, misfits=bool(misfits)), schema=schema)

    table = Table(
        location.name,
        readable_name(path.stem),
        "fixed",
        tuple(ColumnInfo(name) for name in names),
        read,
        layout={"fixed": layout, "path": path, "misfits": bool(misfits)},
    )
    if layout.encoding.damaged:
        table.warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    if misfits:
        table.warn(
            tr("{count} lines do not fit the positions of the columns; each was read as one text.", count=misfits)
        )
    above = [line.strip() for number, line in enumerate(layout.top) if number != layout.header and line.strip()]
    above = [line for line in above if line.strip("-= ")]
    if not above:
        return [table]
    column = "rows above the header"
    batch = pa.record_batch([pa.array(above, pa.string())], names=[column])
    loose = Table(
        location.name, tr("(outside the cells)"), "fixed", (ColumnInfo(column),), lambda: iter([batch]), loose=True
    )
    return [table, loose]


def cells(layout: Layout, lines: pa.Array, *, misfits: bool) -> list[pa.Array]:
    """Return the values of lines, column by column; with `misfits` those that fit no position stand whole in a last one."""
    pieces, fits = layout.cut(lines)
    columns = [values(piece) for piece in pieces]
    if not misfits:
        return columns
    null = pa.scalar(None, pa.string())
    whole = pc.replace_substring(lines, FILL, "")
    return [*(pc.if_else(fits, column, null) for column in columns), pc.if_else(fits, null, whole)]


@lru_cache(maxsize=16)
def _layout_of(path: Path, changed: int) -> Layout | None:
    """Return the layout of a file; `changed` is when it last was."""
    encoding = detect_encoding(path)
    with open_text(path, encoding) as text:
        sample = text.read(_SAMPLE)
        return detect(sample, encoding, cut=bool(text.read(1)))


def _recognizes(head: bytes, path: Path) -> bool:
    if declared(path):
        return True
    if path.suffix.lower() not in _SUFFIXES or not looks_like_text(head) or "  " not in decoded_head(head):
        return False
    return _layout_of(path, path.stat().st_mtime_ns) is not None


KIND = SourceKind("fixed", 45, _recognizes, tables)
