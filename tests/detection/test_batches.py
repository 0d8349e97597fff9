"""Batches of a scan: small ones together, a small rest with what stands before it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pii_scanner.detection import batches
from pii_scanner.detection.batches import even


def _batch(first: int, rows: int, kind: str = "int64") -> pa.RecordBatch:
    return pa.record_batch([pa.array(range(first, first + rows)).cast(kind)], names=["n"])


def _sizes(*rows: int) -> list[int]:
    return [each.num_rows for each in even(_batch(0, count) for count in rows)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.integers(1, 60))
def test_every_row_comes_once_and_in_order(rows: list[int], most: int) -> None:
    firsts = [sum(rows[:index]) for index in range(len(rows))]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "_MOST_ROWS", most)
        made = list(even(map(_batch, firsts, rows)))

    assert [number for each in made for number in each.column(0).to_pylist()] == list(range(sum(rows)))
    assert all(each.num_rows <= max(most, *rows) + most // 4 for each in made)


def test_small_ones_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_MOST_ROWS", 100)

    assert _sizes(40, 40, 40, 40, 40) == [80, 80, 40]


def test_a_small_rest_goes_with_what_stands_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_MOST_ROWS", 100)

    assert _sizes(50, 50, 50, 50, 20) == [100, 120]
    assert _sizes(20) == [20]
    assert _sizes() == []


def test_batches_of_another_schema_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_MOST_ROWS", 100)

    made = even(iter([_batch(0, 100), _batch(0, 10, "string")]))

    assert [each.schema.field("n").type for each in made] == [pa.int64(), pa.string()]
