"""Magnetic stripe data: in columns and in notes, with its signs and without, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.errors import PolicyError
from pii_scanner.frameworks.registry import classify
from pii_scanner.jobs.mask import mask_sources
from pii_scanner.masking.plan import make_plan
from pii_scanner.masking.policies import policy_of
from recognizers.track_data import TrackData
from tests.builders.tables import MASTER, cards, policy, scanned_column, write_csv
from tests.recognizers.values import found

_CARD = cards(1)[0]
_TRACKS = [
    f"%B{_CARD}^ZHANG/SAN^30121010000000012300?",
    f"B{_CARD}^ZHANG/SAN MR^3012101000",
    f";{_CARD}=30121010000012345?",
    f"{_CARD}=30121010000012345",
    f"{_CARD}D30121010000012345F",
]


@pytest.mark.parametrize("track", _TRACKS)
def test_it_is_found_in_a_cell_and_in_a_note(track: str) -> None:
    assert TrackData().is_valid(track)
    assert found(TrackData(), f"客户刷卡失败，磁道{track}，已重试") == [track]
    assert found(TrackData(), f"log: {track}") == [track]


def test_both_tracks_of_a_card_behind_each_other_are_found() -> None:
    assert "".join(found(TrackData(), _TRACKS[0] + _TRACKS[2])) == _TRACKS[0] + _TRACKS[2]


@pytest.mark.parametrize(
    "text",
    [
        _CARD,
        f"卡号={_CARD}",
        f"{_CARD}=收款",
        "id=1234567890123456&d=20260101120000",
        "5f1234567890123d2412101abc",
        "1234567890123=2412101",
        "^6222020212345678909^",
    ],
)
def test_card_numbers_and_codes_alone_are_none(text: str) -> None:
    assert found(TrackData(), text) == []


@pytest.mark.parametrize("header", ["磁道信息", "track2", "c7"])
def test_a_column_of_tracks_is_one_whatever_its_name(header: str) -> None:
    values = [f";{card}=3012101{place:010d}?" for place, card in enumerate(cards(60))]
    record = scanned_column(header, values)
    assert record.types("column") == ["TRACK_DATA"]
    classes, level = classify(record.types())
    assert classes["jrt_0171"] == "C3"
    assert classes["pci_dss"] == "SAD"
    assert level == 5


def test_a_few_tracks_in_notes_are_refused_unless_they_become_a_label() -> None:
    notes = [f"第{place}次还款成功，客户满意" for place in range(200)]
    notes[17] = f"POS 失败，报文 ;{_CARD}=30121010000012345? 已转交"
    record = scanned_column("备注", notes)
    assert "TRACK_DATA" in record.types("text")
    for rules in ({"entities": {"TRACK_DATA": "mask"}}, {"columns": {"备注": "keep"}}):
        with pytest.raises(PolicyError, match="TRACK_DATA"):
            make_plan([record], policy(**rules))
    make_plan([record], policy(entities={"TRACK_DATA": "redact"}))
    make_plan([record], policy(default="redact"))


def test_a_card_that_only_a_track_names_is_left_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    numbers = cards(60)
    columns = {
        "磁道": [f"{card}D30121010000012345F" for card in numbers],
        "f55": [f"9F2608AABBCCDDEEFF00115713{card}D30121010000012345F5F3401" for card in numbers],
    }
    source = write_csv(tmp_path / "a.csv", columns)
    rules = {"version": 1, "extends": "pci", "recipient": {"name": "a", "purpose": "b"}}
    mask_sources([source], policy_of(rules), tmp_path / "out")
    made = (tmp_path / "out" / "a.csv").read_text(encoding="utf-8")
    assert "f55" in made
    assert not any(card in made for card in numbers)
