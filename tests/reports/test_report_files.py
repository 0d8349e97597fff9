from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pii_scanner.errors import ConfigError
from pii_scanner.reports import REPORTS, RUN_REPORTS, write_report, write_reports

Document = dict[str, Any]


def test_a_run_leaves_four_reports_and_nothing_else(document: Document, tmp_path: Path) -> None:
    paths = write_reports(document, tmp_path / "out")
    assert [path.name for path in paths] == list(RUN_REPORTS)
    assert sorted(tmp_path.joinpath("out").iterdir()) == sorted(paths)


def test_json_report_is_the_document(document: Document, tmp_path: Path) -> None:
    write_reports(document, tmp_path)
    text = (tmp_path / "inventory.json").read_text(encoding="utf-8")
    assert json.loads(text) == document
    assert "身份证号" in text


@pytest.mark.parametrize("suffix", sorted(REPORTS))
def test_a_failed_writer_leaves_the_older_file(document: Document, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_text("older", encoding="utf-8")
    del document["columns"][0]["classes"]
    document["columns"][1]["rows"] = float("nan")
    with pytest.raises((KeyError, ValueError)):
        write_report(document, path)
    assert path.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", sorted(REPORTS))
def test_a_file_name_that_is_not_utf_8_is_reported(document: Document, tmp_path: Path, suffix: str) -> None:
    document["columns"][0]["source"] = b"\xbf\xcd\xbb\xa7.csv".decode("utf-8", "surrogateescape")
    document["columns"][0]["table"] = document["columns"][0]["source"]
    path = write_report(document, tmp_path / f"report{suffix}")
    if suffix == ".xlsx":
        rows = list(openpyxl.load_workbook(path)["Columns"].values)
        assert rows[1][0].endswith(".csv")
    else:
        assert ".csv" in path.read_text(encoding="utf-8")


def test_an_unknown_suffix_names_the_known_ones(document: Document, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.xlsx"):
        write_report(document, tmp_path / "report.pdf")
