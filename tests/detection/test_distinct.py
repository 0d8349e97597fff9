"""How many distinct values there are, counted with and without holding them."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pii_scanner.detection.columns import profile_array
from pii_scanner.detection.distinct import MOST, Distinct, SealedDistinct, key_of
from pii_scanner.detection.profile import ColumnProfile

KEY = b"0123456789abcdef"


def _sealed(*portions: list[str | None]) -> SealedDistinct:
    whole = SealedDistinct()
    for portion in portions:
        part = Distinct()
        part.see(pa.array(portion, pa.string()), len(portion))
        whole.merge(part.sealed(KEY))
    return whole


@settings(deadline=None)  # the first example loads libraries
@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=40), max_size=6))
def test_few_values_are_counted_exactly_over_all_portions(portions: list[list[str | None]]) -> None:
    rows = sum(map(len, portions))
    expected = len({value for portion in portions for value in portion if value is not None})
    assert _sealed(*portions).count(rows, rows) == (expected, True)


@settings(deadline=None, max_examples=20)
@given(st.integers(2_000, 15_000), st.integers(1, 4))
def test_many_are_estimated_closely(count: int, portions: int) -> None:
    values = [f"v{number}" for number in range(count)]
    found, exact = _sealed(*[values] * portions).count(portions * count, portions * count)
    assert not exact
    assert found == pytest.approx(count, rel=0.15)


def test_so_many_that_they_are_not_held_are_extrapolated() -> None:
    values = [f"v{number}" for number in range(MOST + 10)]
    found, exact = _sealed(values, [*values, *values]).count(3 * len(values), 3 * len(values))
    assert not exact
    assert len(values) <= found <= 3 * len(values)


@pytest.mark.parametrize("twice", [0, 0.01, 0.2, 0.9])
def test_too_many_are_counted_closely_and_not_held(twice: float) -> None:
    rng = random.Random(7)
    count = 3 * MOST
    numbers = [number if rng.random() >= twice else rng.randrange(number + 1) for number in range(count)]
    cells = pa.array([None, *(f"v{number}" for number in numbers)])
    whole = Distinct()
    for _ in range(2):
        one = Distinct(saturated=whole.saturated)
        one.see(cells, len(cells))
        whole.merge(one)
    found, exact = whole.count(len(cells), count)
    assert exact == (len(set(numbers)) <= MOST)
    assert found == pytest.approx(len(set(numbers)), rel=0.001)
    assert whole.held is None or exact


def test_values_beyond_the_first_batches_are_counted_with_those_before() -> None:
    whole = Distinct()
    for values in (range(100), range(50, 2 * MOST)):
        one = Distinct()
        one.see(pa.array([f"v{number}" for number in values]), len(values))
        whole.merge(one)
    found, exact = whole.count(2 * MOST + 50, 2 * MOST + 50)
    assert not exact
    assert found == pytest.approx(2 * MOST, rel=0.01)


def test_the_key_follows_from_the_rows() -> None:
    rows = pa.record_batch({"a": ["x", "y", None]})
    other = pa.record_batch({"a": ["x", "z", None]})
    assert key_of(rows) == key_of(pa.record_batch({"a": ["x", "y", None]}))
    assert key_of(rows) != key_of(other)
    assert len(key_of(rows)) == 16


@pytest.mark.parametrize("values", [12, 1_500, 30_000])
def test_cells_count_the_same_however_often_their_values_repeat(values: int) -> None:
    rng = random.Random(values)
    mobiles = [f"138{number:08d}" for number in rng.sample(range(10**8), values)]
    cells = [rng.choice(mobiles) for _ in range(20_000)]
    profile = ColumnProfile("手机号", "string")
    profile_array(profile, pa.array(cells))
    counts = profile.of("CN_MOBILE")
    assert (counts.shaped, counts.valid, profile.rows) == (20_000, 20_000, 20_000)
    assert profile.distinct == (len(set(cells)), True)
