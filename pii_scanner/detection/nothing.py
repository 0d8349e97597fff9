"""Words that stand in a cell in place of a value: where there is nothing to say (无, N/A, NULL, -), and labels of totals (合计)."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

NOTHING = r"^\s*(?:无|没有|不详|暂无|未知|待补|待补充|待定|待核实|未提供|未填|未填写|空|空白|无此项|不适用|[-—–/\\.·]{1,4}|[(（](?:空白|无)[)）]|(?i:n/?a|null|none|nil|nan|unknown|tbd|\((?:null|blank)\)|#n/a))\s*$"
TOTAL = (
    r"^\s*(?:(?:本|全|各)?[页月日期年季]{0,2}\s*(?:合|总|小|共|累)\s*计|汇\s*总|(?i:(?:sub|grand )?total))\s*[:：]?\s*$"
)


def says_nothing(texts: pa.Array) -> pa.BooleanArray:
    """Return which strings, none null, are such a word; shape (texts,)."""
    return pc.or_(pc.match_substring_regex(texts, NOTHING), pc.match_substring_regex(texts, TOTAL))
