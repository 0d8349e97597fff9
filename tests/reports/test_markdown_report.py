from __future__ import annotations

from typing import Any

from pii_scanner.reports.markdown import markdown_summary


def test_summary_names_columns_and_problems(document: dict[str, Any]) -> None:
    text = markdown_summary(document)
    assert "| 客户 | 身份证号 | CN\\_RESIDENT\\_ID | 4 | PIPL sensitive, JR/T 0171 C2 |" in text
    assert "not a workbook" in text
    assert "金额" not in text


def test_a_name_cannot_break_the_table(document: dict[str, Any]) -> None:
    document["columns"][0].update(column="a|b\n<b>c</b>")
    assert "| a\\|b \\<b\\>c\\</b\\> |" in markdown_summary(document)
