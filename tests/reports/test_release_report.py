from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pii_scanner.reports.release import release_page, write_release_report

Manifest = dict[str, Any]


def test_page_says_who_received_what_until_when(
    manifest: Manifest, tmp_path: Path, rendered: Callable[[Path], str]
) -> None:
    write_release_report(manifest, tmp_path / "report.html")
    page = rendered(tmp_path / "report.html")
    for text in ("partner-a", "2026-017", "2027-06-30", "ab12" * 16, "surrogate", "left out"):
        assert text in page


def test_a_failed_check_is_seen_at_the_top(manifest: Manifest) -> None:
    assert ">verified<" in release_page(manifest)
    checks = manifest["verification"]["checks"]
    checks.append({"check": "no raw value in the files", "result": "failed"})
    page = release_page(manifest)
    assert ">a check failed<" in page
    assert ">verified<" not in page


@pytest.mark.parametrize("result", ["2 left", "unknown", "error"])
def test_an_unknown_result_is_not_good(manifest: Manifest, result: str) -> None:
    manifest["verification"]["checks"] = [{"check": "row counts agree", "result": result}]
    assert ">verified<" not in release_page(manifest)


def test_a_release_without_checks_is_not_verified(manifest: Manifest) -> None:
    manifest["verification"]["checks"] = []
    assert ">verified<" not in release_page(manifest)


def test_an_unmeasured_risk_is_said(manifest: Manifest) -> None:
    manifest["risk"] = {"quasi_identifiers": [], "k": None, "limit": None, "tables": []}
    assert "the risk was not measured" in release_page(manifest)


def test_names_are_escaped(manifest: Manifest) -> None:
    manifest["recipient"]["name"] = "<script>alert(1)</script>"
    manifest["files"][0]["name"] = "<img src=x>"
    page = release_page(manifest)
    assert "<script>alert" not in page
    assert "<img" not in page
