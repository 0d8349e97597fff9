"""Which tests are slow: those that start servers or many processes, and tables of every kind and size. The longest of
them begin first, so that no process is left with one when the others have ended."""

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
    "test_readme.py",
    "jobs/test_workers.py",
    "jobs/test_unmask.py",
    "masking/test_rows.py",
)
_LONGEST = ("test_readme.py", "spark")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow, longest = (tuple(_TESTS / each for each in names) for names in (_SLOW, _LONGEST))
    items.sort(key=lambda item: not any(item.path.is_relative_to(each) for each in longest))
    for item in items:
        if any(item.path.is_relative_to(each) for each in slow):
            item.add_marker("slow")
