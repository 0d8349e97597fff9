"""Words that stand in a cell where there is nothing to say: 无, N/A, NULL, -."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

NOTHING = r"^\s*(?:无|没有|不详|暂无|未知|待补|待补充|待定|待核实|未提供|未填|未填写|空|空白|无此项|不适用|[-—–/\\.·]{1,4}|(?i:n/?a|null|none|nil|nan|unknown|tbd|\(null\)|#n/a))\s*$"


def says_nothing(texts: pa.Array) -> pa.BooleanArray:
    """Return which strings, none null, are such a word; shape (texts,)."""
    return pc.match_substring_regex(texts, NOTHING)
