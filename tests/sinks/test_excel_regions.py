"""Masked copies of sheets with several tables, totals and notes: each table by its own plan, nothing raw around them."""

from __future__ import annotations

from pathlib import Path

import openpyxl

import pii_scanner
from pii_scanner.masking.keys import new_key
from pii_scanner.sinks.workbook.plan import SheetRewrite
from tests.builders.workbooks import cells, everything, rewrite, simple

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
