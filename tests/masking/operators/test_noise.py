from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator
from tests.builders.columns import masked_columns
from tests.builders.tables import KEY, applied

_amounts = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)


def _noisy(array: pa.Array, **parameters: Any) -> pa.Array:
    made = build_operator("noise", parameters).apply_typed(array, Target("", KEY))
    assert made is not None
    return made


def _kept(array: Any, *, rows: int | None = None, **parameters: Any) -> list[Any]:
    made = masked_columns({"金额": array}, {"金额": {"operator": "noise", "keep_sum": True, **parameters}}, rows=rows)
    return made["金额"].to_pylist()


@given(st.lists(_amounts, min_size=1, max_size=20), st.sampled_from([1, 5, 50]))
def test_a_number_moves_within_the_bound_and_keeps_its_sign(values: list[Decimal], percent: int) -> None:
    array = pa.array([*values, None], pa.decimal128(12, 2))
    made = _noisy(array, percent=percent)
    assert made.type == array.type
    for old, new in zip(values, made.to_pylist(), strict=False):
        assert abs(new - old) <= max(abs(old) * percent / 100, Decimal("0.01"))
        assert new * old >= 0
        assert bool(new) <= bool(old)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20))
def test_the_most_a_number_moves_can_be_an_amount(values: list[int]) -> None:
    for old, new in zip(values, _noisy(pa.array(values), amount=500).to_pylist(), strict=True):
        assert abs(new - old) <= 500


@given(
    st.lists(st.one_of(_amounts, st.none()), min_size=1, max_size=60), st.sampled_from([1, 20, 100]), st.integers(1, 20)
)
def test_the_sum_of_a_table_is_exactly_kept_within_the_bounds(
    values: list[Decimal | None], percent: int, rows: int
) -> None:
    array = pa.array(values, pa.decimal128(14, 2))
    made = _kept(array, rows=rows, percent=percent)
    assert sum(each for each in made if each is not None) == sum(each for each in values if each is not None)
    for old, new in zip(values, made, strict=True):
        if old is None:
            assert new is None
        else:
            assert abs(new - old) <= max(abs(old) * percent / 100, Decimal("0.01"))
    assert made == _kept(array, percent=percent)


@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 4)), min_size=1, max_size=40))
def test_the_sum_of_texts_with_different_decimals_is_kept(values: list[tuple[int, int]]) -> None:
    texts = [f"{Decimal(units).scaleb(-places):,f}" for units, places in values]
    made = _kept([*texts, "不详", "", None])
    assert sum(Decimal(each.replace(",", "")) for each in made[:-3]) == sum(
        Decimal(each.replace(",", "")) for each in texts
    )
    assert made[-3:] == ["", "", None]


def test_the_sum_of_floats_is_kept_to_the_last_decimal() -> None:
    values = [round(1000 + 37.37 * number, 2) for number in range(500)]
    made = _kept(pa.array(values), rows=64)
    assert sum(Decimal(str(each)) for each in made) == sum(Decimal(str(each)) for each in values)
    assert sum(one != two for one, two in zip(made, values, strict=True)) > 450


def test_the_sum_of_a_column_of_categories_is_kept() -> None:
    values = [f"{1000 + number % 100}.50" for number in range(1000)]
    array = pa.array([*values, None]).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    made = masked_columns({"金额": array}, {"金额": {"operator": "noise", "keep_sum": True}})["金额"].to_pylist()
    assert made[-1] is None
    assert sum(map(Decimal, made[:-1])) == sum(map(Decimal, values))


def test_equal_numbers_get_equal_noise_however_they_are_written() -> None:
    one, two, three = applied("noise", ["1234.50", "1,234.50", "￥1234.50"])
    assert two == f"{Decimal(one):,}"
    assert three == f"￥{one}"
    assert applied("noise", ["1234.50"], key=bytes(32)) != [one]


@pytest.mark.parametrize("text", ["007", "十万元", "1e5", "12 个", "1,23", "1234567890123", "0.1234567"])
def test_what_is_no_number_does_not_pass(text: str) -> None:
    assert applied("noise", [text]) == [""]
    assert applied("noise", [text], unknown="未知") == ["未知"]


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint8(), pa.int32(), pa.uint64(), pa.float32(), pa.float64()], ids=str)
def test_numbers_keep_their_type_and_its_range(kind: pa.DataType) -> None:
    made = _noisy(pa.array([0, 1, 100, 127, None], kind), percent=100)
    assert made.type == kind
    assert made.to_pylist()[0] == 0
    assert made.to_pylist()[4] is None


def test_numbers_that_are_too_large_become_null() -> None:
    assert _noisy(pa.array([10**15, 5])).to_pylist()[0] is None
    assert _noisy(pa.array([float("nan"), float("inf"), 1e30])).null_count == 3


@pytest.mark.parametrize("parameters", [{"percent": 0}, {"percent": 101}, {"amount": -1}, {"percent": 5, "amount": 5}])
def test_parameters_that_make_no_sense_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="operator noise"):
        build_operator("noise", parameters)
