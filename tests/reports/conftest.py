"""Inventory documents and manifests, and a browser to look at pages with."""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pii_scanner import i18n

Document = dict[str, Any]

_RUN = {
    "run_id": "20260301-093000-7f3a",
    "started": "2026-03-01T09:30:00+08:00",
    "finished": "2026-03-01T09:30:12+08:00",
    "tool_version": "0.1.0",
    "sources": ["data/客户.csv", "data/催收.xlsx"],
    "mode": "full",
    "sample_rows": None,
    "files": 2,
    "tables": 2,
    "columns": 4,
    "rows": 210_000,
    "seconds": 12.34,
    "state": "done with problems",
}


def finding(entity_type: str, matches: int = 199_998, kind: str = "column") -> Document:
    return {
        "entity_type": entity_type,
        "kind": kind,
        "matches": matches,
        "match_ratio": matches / 200_000,
        "confidence": 0.99,
        "evidence": ["check digit right in 99.9% of 199,998 values", "header name is known"],
    }


def column(name: str, *findings: Document, **changes: Any) -> Document:
    return {
        "source": "data/客户.csv",
        "table": "客户",
        "column": name,
        "data_type": "string",
        "rows": 200_000,
        "nulls": 2,
        "distinct": 198_765,
        "distinct_exact": False,
        "entity_types": list(findings),
        "classes": {"pipl": "sensitive", "jrt_0171": "C2"} if findings else {},
        "sensitivity": 4 if findings else 1,
        "masked_samples": ["110***********002X"] if findings else [],
        "notes": [],
        **changes,
    }


@pytest.fixture
def document() -> Document:
    text = [finding("CN_MOBILE", 812, "text"), finding("PERSON", 2_301, "text")]
    return {
        "run": dict(_RUN),
        "columns": [
            column("身份证号", finding("CN_RESIDENT_ID")),
            column("金额", data_type="double"),
            column("手机", finding("CN_MOBILE"), sensitivity=3),
            column("备注", *text, table="催收记录", source="data/催收.xlsx", rows=10_000),
        ],
        "problems": [
            {
                "source": "data/损坏.xlsx",
                "table": "",
                "message": "not a workbook",
                "severity": "error",
            }
        ],
    }


@pytest.fixture
def large_document(document: Document) -> Document:
    """5,000 columns in 200 tables; one in three holds personal information."""
    columns = []
    for number in range(5_000):
        some = document["columns"][number % 3 or 1]
        place = {"table": f"table_{number // 25:03}", "column": f"column_{number:04}"}
        columns.append({**copy.deepcopy(some), **place})
    return {**document, "columns": columns, "run": {**_RUN, "columns": 5_000, "tables": 200}}


@pytest.fixture
def manifest() -> Document:
    masked = [
        ("身份证号", ["CN_RESIDENT_ID"], "surrogate", "entities.CN_RESIDENT_ID"),
        ("手机", ["CN_MOBILE"], "pseudonymize", "entities.CN_MOBILE"),
        ("金额", [], "keep", "no personal information found"),
    ]
    names = ("column", "entity_types", "operator", "reason")
    table = {
        "table": "客户",
        "rows": 200_000,
        "columns": [dict(zip(names, m, strict=True)) for m in masked],
    }
    return {
        "run_id": "20260302-101500-1b2c",
        "created": "2026-03-02T10:15:00+08:00",
        "tool_version": "0.1.0",
        "recipient": {
            "name": "partner-a",
            "purpose": "portfolio valuation",
            "agreement": "2026-017",
            "expires": "2027-06-30",
        },
        "policy_hash": "9f2d" * 16,
        "key_id": "k-5c1e",
        "files": [{"name": "客户.csv", "sha256": "ab12" * 16, "bytes": 23_456_789, "tables": [table]}],
        "left_out": [{"source": "data/损坏.xlsx", "message": "not a workbook"}],
        "warnings": ["the limit of k was met by 2 rows only"],
        "risk": {
            "quasi_identifiers": ["出生年", "城市"],
            "k": 7,
            "limit": 5,
            "tables": [{"table": "客户", "k": 7, "unique_rows": 0, "rows": 200_000}],
        },
        "verification": {
            "rescanned_columns": 3,
            "searched_values": 399_996,
            "searched_bytes": 23_456_789,
            "checks": [{"check": "row counts agree", "result": "passed"}],
        },
    }


@pytest.fixture
def chinese() -> Iterator[None]:
    before = i18n.current_language()
    i18n.set_language("zh")
    yield
    i18n.set_language(before)


@pytest.fixture
def rendered(tmp_path: Path) -> Callable[[Path], str]:
    """Return a function that opens a page in Chromium and returns the resulting elements."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no chromium on this machine")

    def dump(page: Path) -> str:
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={tmp_path / 'browser'}",
            "--virtual-time-budget=3000",
            "--dump-dom",
            page.as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, timeout=60, check=True)
        return done.stdout.decode("utf-8")

    return dump
