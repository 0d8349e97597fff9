"""The benchmark of quality: its tables are the same for a seed, its numbers valid, its counting right."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.quality_score import Claim, by_type, false_alarms, judged, overall, recall_by_fill, reliability
from benchmarks.quality_tables import checked, written
from benchmarks.quality_tables.model import Column, Truth
from benchmarks.quality_tables.notes import note
from recognizers.registry import recognizer

_MAKERS = {
    "CN_RESIDENT_ID": checked.resident_id,
    "CN_BANK_CARD": checked.bank_card,
    "CN_USCC": checked.uscc,
    "CN_ORGANIZATION_CODE": checked.organization_code,
    "CN_BUSINESS_LICENCE": checked.business_licence,
    "IMEI": checked.imei,
    "ICCID": checked.iccid,
    "VIN": checked.vin,
}


@pytest.mark.parametrize("entity_type", _MAKERS)
def test_generated_numbers_mostly_pass_the_check_of_the_recognizer(entity_type: str) -> None:
    # Not all: the generator knows prefixes and series that a recognizer may not.
    rng, found = random.Random(1), recognizer(entity_type)
    assert found is not None
    assert sum(found.is_valid(_MAKERS[entity_type](rng)) for _ in range(100)) >= 90


def test_a_seed_gives_the_same_files_and_a_longer_run_begins_with_them(tmp_path: Path) -> None:
    short, long = written(tmp_path / "a", 3, 11), written(tmp_path / "b", 5, 11)
    for one, other in zip(short, long, strict=False):
        assert one.path.name == other.path.name
        assert [(c.header, c.truth) for c in one.columns] == [(c.header, c.truth) for c in other.columns]
        if one.path.suffix in (".csv", ".tsv", ".jsonl"):
            assert one.path.read_bytes() == other.path.read_bytes()


def test_spans_of_a_note_lie_where_its_values_stand() -> None:
    rng = random.Random(3)
    for _ in range(200):
        text, spans = note(rng, identifying=True)
        assert spans
        for start, end, kind in spans:
            assert text[start:end].strip() == text[start:end] != ""
            if kind == "CN_MOBILE":
                assert text[start:end].isdigit()
                assert end - start == 11


def _columns() -> list[Column]:
    return [
        Column("卡号", [], "CN_BANK_CARD named", frozenset({("CN_BANK_CARD", "column")}), 0.01),
        Column("备注", [], "notes", frozenset({("PERSON", "text"), ("CN_MOBILE", "text")})),
        Column("订单号", [], "clean: long numbers"),
        Column("单位", [], "EMPLOYER named", frozenset({("EMPLOYER", "column")})),
    ]


def test_right_wrong_missed_and_equivalent_claims_are_told_apart() -> None:
    table = Truth(Path("t.csv"), "csv", persons=True, columns=_columns())
    said = {
        ("t.csv", 0): [Claim("CN_BANK_CARD", confidence=0.95), Claim("BANK_ACCOUNT", confidence=0.9)],
        ("t.csv", 1): [Claim("PERSON", "column", 0.7)],
        ("t.csv", 2): [Claim("CN_BANK_CARD", confidence=0.92)],
        ("t.csv", 3): [Claim("ORGANIZATION", confidence=0.9)],
    }
    columns = list(judged([table], said))
    assert [each.missed for each in columns] == [(), ("CN_MOBILE",), (), ()]
    assert [[claim.entity_type for claim in each.wrong] for each in columns] == [[], [], ["CN_BANK_CARD"], []]
    assert columns[1].other_kind == 1
    figures = by_type(columns)
    assert (figures["CN_BANK_CARD"].precision, figures["CN_BANK_CARD"].recall) == (0.5, 1.0)
    assert (overall(figures.values()).there, overall(figures.values()).right) == (4, 3)
    assert false_alarms(columns) == (1, 1)
    assert recall_by_fill(columns) == {"1%": (1, 1)}
    assert reliability(columns)[-1][:3] == ("0.9-1.0", 3, 2)


def test_a_scanner_is_not_asked_for_types_it_does_not_claim() -> None:
    table = Truth(Path("t.csv"), "csv", persons=True, columns=_columns())
    columns = list(judged([table], {}, {"CN_BANK_CARD"}))
    assert [each.missed for each in columns] == [("CN_BANK_CARD",), (), (), ()]
