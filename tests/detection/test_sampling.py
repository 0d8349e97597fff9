from __future__ import annotations

import random

import pyarrow as pa
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.detection.tables import scan_table
from tests.builders.tables import scanned_column, table

_MOBILES = [person.mobile for person in persons(500, 9)]


def _words(count: int) -> list[str]:
    return [f"产品{step % 50}" for step in range(count)]


def test_a_sample_without_findings_says_what_it_cannot_exclude() -> None:
    record = scanned_column("c", _words(10_000), sample=300)
    assert record.entity_types == ()
    (note,) = record.notes
    assert "300 random values" in note
    assert "less than 1%" in note
    assert "95%" in note


def test_blank_cells_make_the_sample_smaller_and_the_note_says_so() -> None:
    values = [word if place % 10 == 0 else "" for place, word in enumerate(_words(10_000))]
    record = scanned_column("c", values, sample=300)
    (note,) = record.notes
    filled = record.rows - record.nulls
    assert f"{filled} random values" in note
    assert f"{300 / filled:.2g}%" in note


def test_a_sample_with_findings_says_how_many_rows_were_read() -> None:
    record = scanned_column("手机号", _MOBILES, sample=100)
    assert record.types() == ["CN_MOBILE"]
    assert any("100 of 500 rows" in note for note in record.notes)


@pytest.mark.parametrize("sample", [None, 500, 10_000])
def test_a_table_that_was_read_whole_has_no_such_note(sample: int | None) -> None:
    assert scanned_column("c", _words(500), sample=sample).notes == ()


@pytest.mark.parametrize("rows", [1, 13, 500])
def test_a_sample_has_as_many_rows_as_asked_however_the_table_is_cut(rows: int) -> None:
    record = scanned_column("手机号", _MOBILES, sample=120, rows=rows)
    assert record.rows == 120


def test_a_sample_looks_at_all_of_the_table() -> None:
    values = [*_words(2000), *_MOBILES[:400]]
    record = scanned_column("联系", values, sample=600)
    assert "CN_MOBILE" in record.types()
    share = record.entity_types[0].match_ratio
    assert 0.08 < share < 0.27


def test_the_same_sample_is_drawn_again() -> None:
    values = _words(3000) + random.Random(4).sample(_MOBILES, 300)
    assert scanned_column("c", values, sample=500) == scanned_column("c", values, sample=500)


def test_progress_counts_every_row_also_those_not_looked_at() -> None:
    seen: list[int] = []
    scan_table(table({"c": _words(1000)}, rows=100), 50, seen.append)
    assert sum(seen) == 1000
    seen.clear()
    scan_table(table({"c": _words(1000)}, rows=100), None, seen.append)
    assert sum(seen) == 1000


def test_an_empty_table_can_be_sampled() -> None:
    (record,) = scan_table(table({"c": pa.array([], pa.string())}), 10)
    assert record.rows == 0
