"""Masked copies of sheets with several tables, totals and notes: each table by its own plan, nothing raw around them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import pii_scanner
from pii_scanner.masking.keys import new_key
from pii_scanner.sinks.workbook.plan import SAME, SheetRewrite
from tests.builders.workbooks import cells, edit_zip, everything, rewrite, simple

KEPT = frozenset[int]()


def table(header: int, first: int, rows: int, left: int, right: int, **changes: object) -> SheetRewrite:
    given = {"columns": {}, "kept": KEPT, "dropped": KEPT, "headers": {}, "totals": KEPT} | changes
    return SheetRewrite(header, first, rows=rows, left=left, right=right, **given)  # type: ignore[arg-type]


def test_each_table_is_rewritten_in_its_own_rows_and_columns(tmp_path: Path) -> None:
    source = simple(
        tmp_path / "a.xlsx",
        [
            ["标题13800100001", None, None, None, None],
            ["姓名", "备注", None, "机构", "电话"],
            ["张伟", "甲", None, "一支行", 13800100002],
            ["李娜", "乙", None, None, "13800100003"],
            ["合计", 7, None, None, None],
            [None, None, None, None, None],
            ["担保人", "编号", None, None, None],
            ["王芳", "9", None, None, None],
        ],
    )
    last = table(6, 7, 1, 0, 2, columns={0: ["C"]}, dropped=frozenset({1}))
    beside = table(1, 2, 1, 3, 5, columns={4: ["x"]}, kept=frozenset({3}), headers={4: "tel"})
    first = table(
        1, 2, 2, 0, 2, columns={0: ["A", "B"], 1: ["p", "q"]}, totals=frozenset({4}), others=(beside, last)
    )  # fmt: skip
    rewrite(source, tmp_path / "b.xlsx", S=first)
    assert cells(tmp_path / "b.xlsx") == [
        ["标题***********", None, None, None, None],
        ["姓名", "备注", None, "机构", "tel"],
        ["A", "p", None, "一支行", "x"],
        ["B", "q", None, None, "***********"],
        ["合计", None, None, None, None],
        [None, None, None, None, None],
        ["担保人", None, None, None, None],
        ["C", None, None, None, None],
    ]
    names = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"].defined_names
    assert {name: (found.attr_text, found.hidden) for name, found in names.items()} == {
        "_pii_scanner_table_1_1": ("'S'!$A$2:$B$4", True),
        "_pii_scanner_table_2_1": ("'S'!$D$2:$E$3", True),
        "_pii_scanner_table_3_1": ("'S'!$A$7:$B$8", True),
    }


@pytest.mark.parametrize("shift", [0, 3, 40])
def test_many_rows_of_several_tables_become_what_the_parser_makes_of_them(tmp_path: Path, shift: int) -> None:
    long, short = 1100, 30
    rows: list[list[object]] = [
        [f"原{row}", row if row % 4 else None, "去", None, f"近{row}", row / 8, "电话13800138000"]
        for row in range(long + 60)
    ]
    below = table(long + 20, long + 21, 12, 0, 3, columns={0: [f"下{n}" for n in range(12)]}, kept=frozenset({1, 2}))
    beside = table(
        shift, shift + 1, short, 4, 6,
        columns={4: [f"旁{n}" for n in range(short)], 5: [SAME if n % 3 else n for n in range(short)]},
    )  # fmt: skip
    first = table(
        1, 2, long, 0, 3,
        columns={0: [f"新{n}" for n in range(long)], 1: [None if n % 7 else -n for n in range(long)]},
        dropped=frozenset({2}), totals=frozenset({9, 500, long + 2}), others=(beside, below),
    )  # fmt: skip
    source = simple(tmp_path / "a.xlsx", rows)
    rewrite(source, tmp_path / "plain.xlsx", S=first)
    edit_zip(source, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace("<sheetData>", "<!-- x --><sheetData>")})
    rewrite(source, tmp_path / "parsed.xlsx", S=first)
    found = cells(tmp_path / "plain.xlsx")
    assert found == cells(tmp_path / "parsed.xlsx")
    assert found[2][0] == "新0"
    assert found[long + 1][:3] == [f"新{long - 1}", 1 - long, None]
    assert found[500][:3] == ["原500", None, None]
    assert found[long + 21][:3] == ["下0", long + 21, "去"]
    assert found[shift + 1][4:6] == ["旁0", 0]
    assert found[shift + short + 1][4] == f"近{shift + short + 1}"
    assert {row[6] for row in found} == {"电话***********"}


def test_no_value_of_totals_and_notes_survives(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    ids = ["11010519491231002X", "440524188001010014"]
    rows: list[list[object]] = [
        ["债权明细", None, None, None],
        ["姓名", "身份证号", "手机号码", "备注"],
        *([f"张伟{'甲乙丙丁戊己'[n]}", ids[n % 2], f"138001380{n:02d}", "正常"] for n in range(6)),
        ["小计", None, 1380013800, None],
        *([f"李娜{'甲乙丙丁戊己'[n]}", ids[n % 2], f"139001390{n:02d}", "正常"] for n in range(6)),
        ["合计", None, None, None],
        [None, None, None, None],
        ["制表人：王小芳 电话：13700137000", None, None, None],
    ]
    source = simple(tmp_path / "a.xlsx", rows, "客户")
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "version: 1\nrecipient: {name: p, purpose: t, agreement: x, expires: 2099-01-01}\n"
        "key: {env: PII_SCANNER_KEY}\ndefault: redact\n",
        encoding="utf-8",
    )
    pii_scanner.mask(source, policy, tmp_path / "out")
    copy = tmp_path / "out" / "a.xlsx"
    shown = cells(copy, "客户")
    assert [shown[8][0], shown[15][0]] == ["小计", "合计"]
    assert shown[8][2] is None
    assert str(shown[17][0]).startswith("制表人：")
    text = everything(copy)
    for value in (*ids, "13800138003", "13900139003", "13700137000", "1380013800", "张伟甲", "李娜戊"):
        assert value not in text
    assert not pii_scanner.verify(tmp_path / "out").failures
