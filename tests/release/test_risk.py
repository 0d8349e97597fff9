from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pii_scanner.config.policy import RiskLimits
from pii_scanner.errors import PolicyError
from pii_scanner.release.risk import TableRisk, exceeded, table_risk

_ROWS = st.lists(
    st.tuples(st.sampled_from(["男", "女", None]), st.sampled_from([1980, 1990, 2000])), min_size=1, max_size=60
)


def _limits(*names: str, k: int = 5) -> RiskLimits:
    return RiskLimits(quasi_identifiers=list(names), k=k)


def _risk(rows: list[tuple[object, ...]], limits: RiskLimits, *, step: int = 1000) -> TableRisk | None:
    batches = [
        pa.record_batch(
            [pa.array(values) for values in zip(*rows[at : at + step], strict=True)], names=["性别", "出生年"]
        )
        for at in range(0, len(rows), step)
    ]
    return table_risk("a.csv", "a", ["性别", "出生年"], batches, limits)


@settings(deadline=None, max_examples=60)
@given(_ROWS, st.integers(1, 7))
def test_k_is_the_smallest_group_however_the_table_is_cut(rows: list[tuple[object, ...]], step: int) -> None:
    sizes = Counter(rows)
    risk = _risk([tuple(row) for row in rows], _limits("性别", "出生年"), step=max(step, 1))
    assert risk is not None
    assert (risk.k, risk.rows) == (min(sizes.values()), len(rows))
    assert risk.unique_rows == sum(size == 1 for size in sizes.values())


def test_only_the_quasi_identifiers_a_table_has_count() -> None:
    risk = _risk([("男", 1980)] * 6 + [("男", 1990)], _limits("性别", "城市"))
    assert risk is not None
    assert (risk.k, risk.quasi_identifiers) == (7, ("性别",))
    assert _risk([("男", 1980)], _limits("城市")) is None


def test_a_group_below_the_limit_is_named() -> None:
    limits = _limits("性别", "出生年", k=3)
    risk = _risk([("男", 1980)] * 3 + [("女", 1980)] * 2, limits)
    assert risk is not None
    (reason,) = exceeded([risk], limits)
    assert "a.csv, table a: a combination of 性别, 出生年 is shared by 2 rows only, the policy asks for 3" in reason
    assert exceeded([risk], _limits("性别", k=2)) == []


def test_an_empty_table_has_no_risk_and_no_measure_is_an_error() -> None:
    empty = table_risk("a.csv", "a", ["性别"], [], _limits("性别"))
    assert empty is not None
    assert exceeded([empty], _limits("性别")) == []
    with pytest.raises(PolicyError, match="性别"):
        exceeded([], _limits("性别"))


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["a"] * 4).dictionary_encode(),
        pa.array([1.5] * 4),
        pa.array([True] * 4),
        pa.array([0] * 4, pa.date32()),
        pa.array([["a"]] * 4),
    ],
    ids=lambda array: str(array.type),
)
def test_quasi_identifiers_may_be_of_any_type(array: pa.Array) -> None:
    risk = table_risk("a", "a", ["x"], [pa.record_batch([array], names=["x"])], _limits("x"))
    assert risk is not None
    assert risk.k == 4
