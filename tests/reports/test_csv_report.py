from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pii_scanner.reports.csv import write_csv

Document = dict[str, Any]


def test_csv_has_a_row_per_finding_and_one_per_column_without(document: Document, tmp_path: Path) -> None:
    write_csv(document, tmp_path / "inventory.csv")
    frame = pd.read_csv(tmp_path / "inventory.csv")
    assert list(frame["column"]) == ["身份证号", "金额", "手机", "备注", "备注"]
    assert frame["entity_type"].isna().tolist() == [False, True, False, False, False]
    assert frame.loc[0, "class_jrt_0171"] == "C2"
    assert frame.loc[0, "matches"] == 199_998


def test_csv_is_read_as_utf_8_by_excel(document: Document, tmp_path: Path) -> None:
    write_csv(document, tmp_path / "inventory.csv")
    assert (tmp_path / "inventory.csv").read_bytes().startswith(b"\xef\xbb\xbfsource,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_of_the_csv_is_a_formula(document: Document, tmp_path: Path, start: str) -> None:
    document["columns"][0].update(column=f"{start}HYPERLINK(1)", masked_samples=[f"{start}1***"])
    write_csv(document, tmp_path / "inventory.csv")
    row = pd.read_csv(tmp_path / "inventory.csv").iloc[0]
    assert row["column"].startswith("'")
    assert row["masked_samples"].startswith("'")


def test_an_empty_inventory_is_a_header(document: Document, tmp_path: Path) -> None:
    write_csv({**document, "columns": []}, tmp_path / "inventory.csv")
    frame = pd.read_csv(tmp_path / "inventory.csv")
    assert len(frame) == 0
    assert "entity_type" in frame
