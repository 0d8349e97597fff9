from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pii_scanner import i18n
from pii_scanner.reports import REPORTS, write_report
from pii_scanner.reports.release import release_page


class Missed(dict[str, str]):
    """A catalogue that remembers which sentences it did not have."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(known)
        self.missed: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self.missed.add(key)
        return super().get(key, default)


@pytest.mark.usefixtures("chinese")
def test_every_sentence_of_the_reports_has_its_chinese(
    large_document: dict[str, Any],
    manifest: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = Missed(i18n._catalogue("zh"))
    monkeypatch.setattr(i18n, "_catalogue", lambda language: catalogue)
    large_document["run"].update(mode="sample", sample_rows=1_000, seconds=7_300)
    large_document["problems"] *= 20
    for suffix in REPORTS:
        write_report(large_document, tmp_path / f"report{suffix}")
    manifest["verification"]["checks"] = []
    release_page(manifest)
    manifest["risk"]["quasi_identifiers"] = []
    release_page(manifest)
    # Codes are shown as they are.
    assert catalogue.missed - {"C2"} == set()
