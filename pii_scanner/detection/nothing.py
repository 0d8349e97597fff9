"""Words that stand in a cell in place of a value: where there is nothing to say (无, N/A, NULL, -), and labels of totals (合计)."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import named_types

NOTHING = r"^\s*(?:无|没有|不详|暂无|未知|待补|待补充|待定|待核实|未提供|未填|未填写|空|空白|无此项|不适用|[-—–/\\.·]{1,4}|[(（](?:空白|无)[)）]|(?i:n/?a|null|none|nil|nan|unknown|tbd|\((?:null|blank)\)|#n/a))\s*$"
TOTAL = (
    r"^\s*(?:(?:本|全|各)?[页月日期年季]{0,2}\s*(?:合|总|小|共|累)\s*计|汇\s*总|(?i:(?:sub|grand )?total))\s*[:：]?\s*$"
)


def says_nothing(texts: pa.Array, header: str = "") -> pa.BooleanArray:
    """Return which strings, none null, are such a word, or the name of the column, which reports repeat above every
    section; shape (texts,)."""
    silent = pc.or_(pc.match_substring_regex(texts, NOTHING), pc.match_substring_regex(texts, TOTAL))
    repeated = _repeated(header)
    if not repeated:
        return silent
    return pc.or_(silent, pc.is_in(pc.utf8_trim_whitespace(texts), pa.array(repeated, texts.type)))


@lru_cache(maxsize=1 << 12)
def _repeated(header: str) -> tuple[str, ...]:
    """Return what a column's name is where it stands among the cells: nothing where it is no name of columns, as the first
    row of a table without one."""
    return (header, *header.split()[-1:]) if named_types(header) else ()
