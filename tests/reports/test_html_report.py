from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pii_scanner.reports.html import html_page, write_html

Document = dict[str, Any]
Browser = Callable[[Path], str]
HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>"

REVERSED = ["金额", "手机", "身份证号", "备注"]


def shown_columns(elements: str) -> list[str]:
    return re.findall(r'aria-label="Details of ([^"]+)"', elements)


def acting(document: Document, folder: Path, action: str) -> Path:
    """Write the page of `document` with a script that acts like a reader, and return its path."""
    # The policy of the page would, rightly, not let a second script run.
    page = re.sub(r"<meta http-equiv[^>]+>", "", html_page(document))
    script = (
        "<script>const byId = (id) => document.getElementById(id);"
        "const set = (id, name, value) => { byId(id)[name] = value;"
        "byId('filters').dispatchEvent(new Event('input')); };"
        f"{action}</script></body>"
    )
    path = folder / "report.html"
    path.write_text(page.replace("</body>", script), encoding="utf-8")
    return path


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
    # The most sensitive first.
    assert shown_columns(elements) == ["身份证号", "备注", "手机", "金额"]
    assert "4 of 4 columns shown" in elements
    assert "110***********002X" in elements.split("<script")[0]


def test_browser_runs_no_script_of_a_column_name(document: Document, tmp_path: Path, rendered: Browser) -> None:
    document["columns"][0].update(column=HOSTILE, table=HOSTILE)
    write_html(document, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html")
    assert "<title>run</title>" not in elements
    assert "4 of 4 columns shown" in elements


def test_5000_columns_are_rendered_in_chunks(large_document: Document, tmp_path: Path, rendered: Browser) -> None:
    write_html(large_document, tmp_path / "report.html")
    elements = rendered(tmp_path / "report.html")
    assert "5,000 of 5,000 columns shown" in elements
    assert 100 <= elements.count('class="row"') < 1_000


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("set('search', 'value', '催收 cn_mobile')", ["备注"]),
        ("set('level', 'value', '4')", ["身份证号", "备注"]),
        ("set('entity', 'value', 'CN_MOBILE')", ["备注", "手机"]),
        ("set('found', 'checked', true)", ["身份证号", "备注", "手机"]),
        ("set('search', 'value', 'no such column')", []),
        ("document.querySelector('[data-key=sensitivity]').click()", REVERSED),
        (
            "document.querySelector('[data-key=ratio]').click()",
            ["身份证号", "手机", "备注", "金额"],
        ),
    ],
)
def test_list_is_filtered_and_sorted(
    document: Document, tmp_path: Path, rendered: Browser, action: str, expected: list[str]
) -> None:
    elements = rendered(acting(document, tmp_path, action))
    assert shown_columns(elements) == expected
    assert f"{len(expected)} of 4 columns shown" in elements


def test_evidence_unfolds(document: Document, tmp_path: Path, rendered: Browser) -> None:
    assert "check digit right" not in rendered(acting(document, tmp_path, "0")).split("<script")[0]
    elements = rendered(acting(document, tmp_path, "document.querySelector('.open').click()"))
    assert "check digit right" in elements.split("<script")[0]
    assert 'aria-expanded="true"' in elements


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
