"""The page of a release: who received what, how it was masked, and what was checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.reports.atomic import write_text
from pii_scanner.reports.page import render_page

_PASSED = {"passed", "pass", "ok", "done", "true", "yes"}
_SKIPPED = {"skipped", "not checked", "not run", "n/a"}
_CHANGED_NOT = {"keep"}


def write_release_report(manifest: Mapping[str, Any], path: Path) -> None:
    """Write the page for the release that `manifest` describes."""
    write_text(path, release_page(manifest))


def release_page(manifest: Mapping[str, Any]) -> str:
    """Return the page as HTML; it has no script."""
    tables = [table for file in manifest["files"] for table in file["tables"]]
    columns = [column for table in tables for column in table["columns"]]
    checks = manifest["verification"]["checks"]
    return render_page(
        "release.html.j2",
        manifest=manifest,
        totals={
            "files": len(manifest["files"]),
            "tables": len(tables),
            "rows": sum(table["rows"] for table in tables),
            "columns": len(columns),
            "changed": sum(1 for column in columns if column["operator"] not in _CHANGED_NOT),
        },
        operators=Counter(column["operator"] for column in columns).most_common(),
        checks=[(check["check"], check["result"], _mood(check["result"])) for check in checks],
    )


def _mood(result: object) -> str:
    """Return `good`, `skipped` or `bad`; a result we do not know is never shown as good."""
    word = str(result).strip().lower()
    if word in _PASSED:
        return "good"
    return "skipped" if word in _SKIPPED else "bad"
