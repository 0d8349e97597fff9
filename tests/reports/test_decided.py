from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pii_scanner.reports.excel import write_excel
from pii_scanner.reports.html import html_page, write_html
from pii_scanner.reports.markdown import markdown_summary
from pii_scanner.reports.overview import overview_of

Document = dict[str, Any]
_SAID = {"decided": "2026-03-01T00:00:00+00:00", "until": "2027-01-01", "origin": "human"}


@pytest.fixture
def decided(document: Document) -> Document:
    """The document with the mobile column rejected, the ID accepted, and a level set for the amounts."""
    identifier, amount, mobile, _ = document["columns"]
    mobile["entity_types"][0]["decision"] = {"state": "rejected", "reason": "a hotline", "author": "王审", **_SAID}
    mobile.update(classes={}, sensitivity=1, verdict={"classes": {"pipl": "personal"}, "sensitivity": 3})
    identifier["entity_types"][0]["decision"] = {"state": "accepted", "reason": "checked", "author": "李审", **_SAID}
    amount.update(level={"level": 4, "reason": "trade secret", "author": "赵审", **_SAID}, sensitivity=4)
    return document


def test_what_was_rejected_is_not_counted(decided: Document) -> None:
    overview = overview_of(decided)
    assert (overview.with_findings, overview.rejected) == (2, 1)
    (mobile,) = [total for total in overview.entities if total.entity_type == "CN_MOBILE"]
    assert (mobile.columns, mobile.column_matches) == (1, 0)
    assert overview_of({**decided, "columns": decided["columns"][2:3]}).entities == []


def test_the_page_says_how_many_were_rejected(decided: Document, document: Document) -> None:
    assert "rejected findings, not counted: 1" in html_page(decided)


def test_browser_strikes_out_what_was_rejected_and_shows_who(
    decided: Document, tmp_path: Path, rendered: Callable[[Path], str]
) -> None:
    write_html(decided, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html").split("<script")[0]
    assert elements.count("<s ") + elements.count("<s>") == 1
    for said in ("rejected by 王审", "accepted by 李审", "set by 赵审", "a hotline (until 2027-01-01)"):
        assert said in elements


def test_a_hostile_reason_stays_text(decided: Document, tmp_path: Path, rendered: Callable[[Path], str]) -> None:
    hostile = "</script><img src=x onerror=document.title='run'>"
    decided["columns"][2]["entity_types"][0]["decision"]["reason"] = hostile
    write_html(decided, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html")
    assert "<title>run</title>" not in elements
    assert "<img" not in elements


def test_workbook_strikes_out_what_was_rejected(decided: Document, tmp_path: Path) -> None:
    write_excel(decided, tmp_path / "inventory.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "inventory.xlsx")["Columns"]
    names = [cell.value for cell in sheet[1]]
    struck = {
        row[names.index("Column")].value: row[names.index("Entity type")].font.strike for row in sheet.iter_rows(2)
    }
    assert [name for name, strike in struck.items() if strike] == ["手机"]
    mobile = {name: cell.value for name, cell in zip(names, sheet[4], strict=True)}
    assert (mobile["Decision"], mobile["Decided by"], mobile["Decision reason"]) == ("rejected", "王审", "a hotline")
    assert (mobile["Sensitivity"], mobile["Verdict sensitivity"]) == (1, 3)
    amount = {name: cell.value for name, cell in zip(names, sheet[3], strict=True)}
    assert (amount["Level by"], amount["Level reason"]) == ("赵审", "trade secret")


def test_markdown_lists_the_decisions(decided: Document) -> None:
    text = markdown_summary(decided)
    assert "| data/客户.csv | 客户 | 手机 | CN\\_MOBILE: rejected by 王审: a hotline (until 2027-01-01) |" in text
    assert "level 4 set by 赵审: trade secret" in text
    assert "| 客户 | 手机 | CN" not in text.split("## Decisions")[0]


def test_a_document_without_decisions_has_no_list_of_them(document: Document) -> None:
    assert "Decisions" not in markdown_summary(document)
