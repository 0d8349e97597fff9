"""Delimited files as Chinese systems export them: one customer table, written in many ways."""

from __future__ import annotations

import re
from collections.abc import Callable

from pii_scanner.demo.persons import persons

PEOPLE = persons(30, 2026)
HEADER = ["编号", "姓名", "身份证号", "手机号", "备注"]
ROWS = [
    [f"K{number:04d}", each.name, each.resident_id, each.mobile, f"已致电{each.mobile}，承诺本周还款"]
    for number, each in enumerate(PEOPLE)
]
Cells = list[list[str]]
_QUOTE = re.compile(r'[,"\r\n]')


def secrets() -> set[str]:
    """Return what no copy may hold."""
    return {value for each in PEOPLE for value in (each.resident_id, each.mobile)} | {
        each.name for each in PEOPLE if len(each.name) > 2
    }


def text(
    rows: Cells = ROWS,
    *,
    delimiter: str = ",",
    end: str = "\n",
    header: Cells | None = None,
    cell: Callable[[str], str] = lambda value: '"' + value.replace('"', '""') + '"' if _QUOTE.search(value) else value,
) -> str:
    """Return rows as delimited text under the header."""
    whole = [HEADER] if header is None else header
    return "".join(delimiter.join(map(cell, row)) + end for row in [*whole, *rows])


def _with(position: int, change: Callable[[str], str]) -> Cells:
    return [[*row[:position], change(row[position]), *row[position + 1 :]] for row in ROWS]


def _always(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _escaped(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_REMARKS = _with(4, lambda value: f'{value}\n"重要", 住址,北京')
_PLAIN = text()

# Each is written again byte for byte where the policy keeps every column.
REGULAR: dict[str, bytes] = {
    **{
        f"delimiter {delimiter!r}": text(delimiter=delimiter).encode()
        for delimiter in (",", "\t", ";", "|", "^", "\x01", "\x1b", "||", "|+|", "~|~", "|@|", "@@", "#|#", "\t|\t")
    },
    "full-width comma": text(_with(4, lambda value: value.replace("，", "")), delimiter="，").encode(),
    **{f"line ends {end!r}": text(_REMARKS, end=end).encode() for end in ("\r\n", "\r", "\r\r\n")},
    "line ends of two kinds": text().replace("\n", "\r\n", 7).encode(),
    "no last line end": text()[:-1].encode(),
    "quotes where needed": text(_REMARKS).encode(),
    "quotes around all": text(_REMARKS, cell=_always).encode(),
    "quotes around some": text(cell=lambda value: _always(value) if value[0] in "K1" else value).encode(),
    "quotes around nothing": text([*_with(4, lambda value: ""), ["K9", "", "", "", ""]])
    .replace(",\n", ',""\n', 5)
    .encode(),
    "backslashes before quotes": text(_REMARKS, cell=_escaped).encode(),
    "a quotation mark inside": text(_with(4, lambda value: value + '5"屏'), cell=str).encode(),
    "blanks around": text(_with(1, lambda value: f"  {value} "), cell=str).encode(),
    "separators of Unicode inside": text(_with(4, lambda value: f"{value}\u2028二\x85三\x0b")).encode(),
    "bom": text().encode("utf-8-sig"),
    **{
        codec: text(_REMARKS).encode(codec)
        for codec in ("gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz")
    },
    "four bytes of GB18030": text(_with(4, lambda value: value + "𠮷㐂😀")).encode("gb18030"),
    "big5": "客戶,電話,備註\n".encode("big5")
    + "".join(f"陳大文,0912{n:06d},聯絡地址臺北市中正區\n" for n in range(30)).encode("big5"),
    "rows of titles": ("客户名单,,,,\n制表日期：2026-01-01,,,,\n" + text()).encode(),
    "sep= in front": ("sep=;\r\n" + text(delimiter=";", end="\r\n")).encode(),
    "no header": text(header=[]).encode(),
    "blank lines": ("\n" + text().replace("\n", "\n\n", 9) + "\n\n").encode(),
    "header again in the middle": (text() + text()).encode(),
    "totals": (text() + "合计,30,,,\n制表人,,,,\n").encode(),
    "trailing delimiters": text().replace("\n", ",\n").encode(),
    "trailing delimiters in rows only": (
        _PLAIN[: _PLAIN.index("\n")] + _PLAIN[_PLAIN.index("\n") :].replace("\n", ",\n")
    )[:-2].encode(),
    "short rows and long rows": (text() + "K1,无\nK2,无,,,多一,多二\nK3\n").encode(),
    "a text trick of Excel": text(_with(2, lambda value: f'="{value}"'), cell=str).encode(),
    "an apostrophe before numbers": text(_with(2, lambda value: f"'{value}")).encode(),
    "a tab before numbers": text(_with(2, lambda value: f"\t{value}")).encode(),
    "nulls of Hive": text([[*row[:4], r"\N"] for row in ROWS], delimiter="\x01").encode(),
    "the end mark of DOS": text().encode() + b"\x1a",
    "one column": ("手机号\n" + "".join(f"{each.mobile}\n" for each in PEOPLE) + '""\n').encode(),
    "duplicate and empty names": text(header=[["编号", "姓名", "姓名", "", "备注"]]).encode(),
    "no rows": text([]).encode(),
    "one row": text(ROWS[:1]).encode(),
    "a very long cell": text([*ROWS, ["K", "无", "", "", "很长" * 400_000]]).encode(),
    "numbers of all kinds": b"a,b,c\n1.0,+5,1e5\n-0,007,1E+17\nNaN,inf,-inf\n.5,5.,0x1F\nNULL,null,None\n",
}
