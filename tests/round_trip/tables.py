"""Generated tables of every kind of value that a spreadsheet, an export or a warehouse holds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

# What exports get wrong: numbers that are codes, words for nothing, cells that look like markup or formulas.
_SPECIAL = (
    "", " ", "0", "007", "-0", "+86 13800138000", "1.10", "1e5", "1E+17", "NaN", "inf", "-inf", "NULL", "null", r"\N",
    "TRUE", "2026-01-01", "2026/1/1 08:30:00", "12:00", "50%", "¥1,234.50", "'001", '="001"', "=1+1", "@x", "<b>&amp;</b>",
    "张伟", " 张伟 ", "古丽·买买提", "北京市朝阳区", "，。；：", "，", "|", "||", "|+|", "~|~", ";", "\t", ",", '"', '""', "\\", '\\"', "\\N", "//",
    "第一行\n第二行", "一\r\n二", "\n", "\u2028", "\x85", "\u3000", "\xa0", "\ufeff", "\u200b", "😀", "𠮷", "e\u0301", "[1, 2]", '{"a": 1}',
)  # fmt: skip
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")

texts = st.one_of(st.sampled_from(_SPECIAL), st.text(_CHARACTERS, max_size=12), st.text("0123456789Xx", max_size=19))
_DAYS = st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31))
_MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2199, 12, 31))
_SHAPES = pa.struct([("名", pa.string()), ("数", pa.int64()), ("列", pa.list_(pa.string()))])
_nested = st.fixed_dictionaries(
    {
        "名": st.none() | texts,
        "数": st.none() | st.integers(-(2**63), 2**63 - 1),
        "列": st.none() | st.lists(texts, max_size=3),
    }
)

KINDS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): texts,
    pa.large_string(): texts,
    pa.dictionary(pa.int32(), pa.string()): texts,
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.int8(): st.integers(-128, 127),
    pa.uint64(): st.integers(0, 2**64 - 1),
    pa.float64(): st.floats(),
    pa.float32(): st.floats(width=32),
    pa.bool_(): st.booleans(),
    pa.decimal128(20, 3): st.decimals(-(10**16), 10**16, places=3).map(Decimal),
    pa.date32(): _DAYS,
    pa.time64("us"): st.times(),
    pa.timestamp("us"): _MOMENTS,
    pa.timestamp("ms", "Asia/Shanghai"): _MOMENTS.map(lambda moment: moment.replace(microsecond=0, tzinfo=dt.timezone.utc)),
    pa.duration("us"): st.timedeltas(dt.timedelta(-999), dt.timedelta(999)),
    pa.binary(): st.binary(max_size=8),
    pa.list_(pa.string()): st.lists(texts, max_size=3),
    _SHAPES: _nested,
    pa.map_(pa.string(), pa.string()): st.dictionaries(texts, texts, max_size=3).map(lambda each: list(each.items())),
}  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(["姓名", "手机号", "a", "A", "列 1", "a.b", 'q"uote', "select", "😀", "x,y", "点。", "id-1"]),
    st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8),
)


@st.composite
def tables(draw: st.DrawFn, kinds: tuple[pa.DataType, ...], *, most_columns: int = 6) -> pa.Table:
    """Return a table of columns of some of the kinds; its names differ, also without regard to case."""
    names = draw(st.lists(NAMES, min_size=1, max_size=most_columns, unique_by=str.casefold))
    rows = draw(st.integers(0, 12))
    arrays = []
    for _ in names:
        kind = draw(st.sampled_from(kinds))
        cells = draw(st.lists(st.none() | KINDS[kind], min_size=rows, max_size=rows))
        if pa.types.is_dictionary(kind):
            arrays.append(pa.array(cells, kind.value_type).dictionary_encode())
        else:
            arrays.append(pa.array(cells, kind))
    return pa.table(arrays, names=names)
