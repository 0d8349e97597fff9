from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pii_scanner.reports.html import html_page, write_html

Document = dict[str, Any]
Browser = Callable[[Path], str]
HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


def test_page_loads_nothing_from_elsewhere(document: Document) -> None:
    page = html_page(document)
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src &#39;none&#39;" in page


def test_a_column_name_cannot_end_the_script(document: Document) -> None:
    document["columns"][0].update(column=HOSTILE, table=HOSTILE, source=HOSTILE)
    document["problems"][0].update(source=HOSTILE, message=HOSTILE)
    page = html_page(document)
    assert page.count("</script>") == 2
    assert "<img" not in page


def test_browser_shows_the_columns(document: Document, tmp_path: Path, rendered: Browser) -> None:
    write_html(document, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html")
    body = elements[elements.index('<tbody id="rows">') :]
    names = re.findall(r'aria-label="Details of ([^"]+)"', body)
    # The most sensitive first.
    assert names == ["身份证号", "备注", "手机", "金额"]
    assert "4 of 4 columns shown" in elements
    assert "110***********002X" in body


def test_browser_runs_no_script_of_a_column_name(
    document: Document, tmp_path: Path, rendered: Browser
) -> None:
    document["columns"][0].update(column=HOSTILE, table=HOSTILE)
    write_html(document, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html")
    assert "<title>run</title>" not in elements
    assert "4 of 4 columns shown" in elements


def test_5000_columns_are_rendered_in_chunks(
    large_document: Document, tmp_path: Path, rendered: Browser
) -> None:
    write_html(large_document, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html")
    assert "5,000 of 5,000 columns shown" in elements
    assert 100 <= elements.count('class="row"') < 1_000


def test_problems_stand_before_the_findings(document: Document) -> None:
    page = html_page(document)
    assert page.index("not a workbook") < page.index('id="kinds"')
    assert 'id="problems"' not in html_page({**document, "problems": []})


def test_a_sample_says_what_it_cannot_exclude(document: Document) -> None:
    document["run"].update(mode="sample", sample_rows=1_000)
    assert "fewer than 0.3% of the rows" in html_page(document)


def test_a_run_without_columns_has_a_page(document: Document) -> None:
    assert "No personal information was found." in html_page({**document, "columns": []})


@pytest.mark.usefixtures("chinese")
def test_browser_shows_chinese(document: Document, tmp_path: Path, rendered: Browser) -> None:
    write_html(document, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html")
    assert '<html lang="zh-CN">' in elements
    assert "显示 4 个字段，共 4 个" in elements
    assert "居民身份证号" in elements
    assert "CN_RESIDENT_ID" in elements
