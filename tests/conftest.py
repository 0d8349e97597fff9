"""Which tests are slow: those that start servers or many processes, that publish many releases, and tables of every kind
and size. The longest of them begin first, so that no process is left with one when the others have ended."""

from __future__ import annotations

from pathlib import Path

import pytest

_TESTS = Path(__file__).parent
_SLOW = (
    "servers",
    "round_trip",
    "spark",
    "linked",
    "attacks",
    "benchmarks",
    "test_readme.py",
    "test_arrow_alone.py",
    "cli/test_packages.py",
    "cli/test_stopped.py",
    "jobs/test_workers.py",
    "jobs/test_unmask.py",
    "jobs/test_demo.py",
    "jobs/test_grown_files.py",
    "masking/test_rows.py",
    "release/test_row_choice_along.py",
    "release/test_sheets_without_header.py",
    "sinks/test_database_packages.py",
)
_LONGEST = ("test_readme.py", "spark")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow, longest = (tuple(_TESTS / each for each in names) for names in (_SLOW, _LONGEST))
    items.sort(key=lambda item: not any(item.path.is_relative_to(each) for each in longest))
    for item in items:
        if any(item.path.is_relative_to(each) for each in slow):
            item.add_marker("slow")
