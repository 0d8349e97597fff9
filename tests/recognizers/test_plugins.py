"""Recognizers of other installed packages, found by their entry points."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from recognizers import registry
from recognizers.plugins import plugins

MODULE = """
from presidio_analyzer import Pattern, PatternRecognizer
from recognizers.base import Recognizer, Shape

class Badge(Recognizer):
    entity_type = "BADGE"
    shapes = (Shape("badge", "BG[0-9]{4}", 0.7),)

class Ticket(PatternRecognizer):
    def __init__(self):
        super().__init__("TICKET", patterns=[Pattern("ticket", "TK-[0-9]{5}", 0.8)], supported_language="zh")

def no_recognizer():
    raise RuntimeError("张三 is in this text")
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution on the path with three entry points, one of them broken."""
    (tmp_path / "badges.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "badges-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: badges\nVersion: 1.0\n", encoding="utf-8")
    points = ["[pii_scanner.recognizers]", "badge = badges:Badge", "ticket = badges:Ticket", "broken = badges:nothing"]
    (info / "entry_points.txt").write_text("\n".join(points) + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    _forget()
    yield
    _forget()
    sys.modules.pop("badges", None)


def _forget() -> None:
    plugins.cache_clear()
    registry.default.cache_clear()


@pytest.mark.usefixtures("installed")
def test_classes_of_both_kinds_take_part() -> None:
    types = {each.entity_type for each in registry.recognizers()}
    assert {"BADGE", "TICKET", "CN_RESIDENT_ID"} <= types
    ticket = registry.recognizer("TICKET")
    assert ticket is not None
    text = "工单TK-12345已结"
    assert [text[span.start : span.end] for span in ticket.spans(text)] == ["TK-12345"]
    assert ticket.is_valid("TK-12345")


@pytest.mark.usefixtures("installed")
def test_one_that_cannot_be_loaded_is_named_and_the_others_work() -> None:
    assert plugins().broken == (("broken", "AttributeError"),)
    assert registry.recognizer("BADGE") is not None
