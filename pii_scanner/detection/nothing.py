"""Words that stand in a cell in place of a value: where there is nothing to say (无, N/A, NULL, -), and labels of totals (合计)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import named_types
from recognizers.columns import TextColumn
from recognizers.forms import CLASS_OF_BYTE, HAN
from recognizers.matching import holding

NOTHING = r"^\s*(?:无|没有|不详|暂无|未知|待补|待补充|待定|待核实|未提供|未填|未填写|空|空白|无此项|不适用|[-—–/\\.·]{1,4}|[(（](?:空白|无)[)）]|(?i:n/?a|null|none|nil|nan|unknown|tbd|\((?:null|blank)\)|#n/a))\s*$"
TOTAL = (
    r"^\s*(?:(?:本|全|各)?[页月日期年季]{0,2}\s*(?:合|总|小|共|累)\s*计|汇\s*总|(?i:(?:sub|grand )?total))\s*[:：]?\s*$"
)


# The bytes that such words and totals begin with, and the first characters of the Chinese ones, each as one number.
_BEGINS = np.zeros(256, dtype=np.bool_)
_BEGINS[[*b" \t\r\n\v\f-/\\.(#nNuUtTsSgG", 0xC2, 0xC5, 0xE2, 0xEF]] = True
_CHINESE = np.array(
    sorted(int.from_bytes(each.encode(), "big") for each in "无没不暂未待空本全各页月日期年季合总小共累汇"),
    dtype=np.int64,
)


def says_nothing(texts: pa.Array, header: str = "") -> pa.BooleanArray:
    """Return which strings, none null, are such a word, or the name of the column, which reports repeat above every
    section; shape (texts,)."""
    silent = np.zeros(len(texts), dtype=np.bool_)
    rows = may_say_nothing(TextColumn(texts.cast(pa.string())))
    if len(rows):
        likely = texts.take(pa.array(rows))
        silent[rows] = holding(likely, NOTHING) | holding(likely, TOTAL)
    repeated = _repeated(header)
    if not repeated:
        return pa.array(silent)
    return pc.or_(silent, pc.is_in(pc.utf8_trim_whitespace(texts), pa.array(repeated, texts.type)))


def may_say_nothing(column: TextColumn) -> npt.NDArray[np.int64]:
    """Return which cells begin as words for nothing or totals do."""
    rows = np.flatnonzero(column.lengths)
    starts = column.offsets[:-1][rows]
    first = column.data[starts]
    begins = _BEGINS[first]
    chinese = np.flatnonzero(CLASS_OF_BYTE[first] == HAN)
    at = starts[chinese]
    character = (first[chinese].astype(np.int64) << 16) | (column.data[at + 1].astype(np.int64) << 8)
    character |= column.data[at + 2]
    place = np.minimum(np.searchsorted(_CHINESE, character), len(_CHINESE) - 1)
    begins[chinese] = _CHINESE[place] == character
    return rows[begins]


@lru_cache(maxsize=1 << 12)
def _repeated(header: str) -> tuple[str, ...]:
    """Return what a column's name is where it stands among the cells: nothing where it is no name of columns, as the first
    row of a table without one."""
    return (header, *header.split()[-1:]) if named_types(header) else ()
