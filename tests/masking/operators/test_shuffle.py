from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.errors import PolicyError
from pii_scanner.masking.operators import shuffle
from pii_scanner.masking.plan import make_plan
from tests.builders.columns import masked_columns
from tests.builders.tables import applied, finding, policy, record


def _shuffled(array: object, **how: object) -> list[object]:
    return masked_columns({"评级": array}, {"评级": {"operator": "shuffle"}}, **how)["评级"].to_pylist()


@given(
    st.lists(st.one_of(st.none(), st.just(" "), st.text(min_size=1, max_size=5)), min_size=1, max_size=60),
    st.integers(1, 20),
)
def test_every_value_stays_in_the_column_and_blanks_in_their_rows(values: list[str | None], rows: int) -> None:
    made = _shuffled(pa.array(values, pa.string()), rows=rows)
    filled = [each for each in values if each is not None and each.strip()]
    if len(filled) != 1:
        assert sorted(each for each in made if each is not None) == sorted(each for each in values if each is not None)
    for old, new in zip(values, made, strict=True):
        if old is None or not old.strip():
            assert new == old
    assert made == _shuffled(pa.array(values, pa.string()))


@given(st.integers(2, 300))
def test_no_row_keeps_its_own(count: int) -> None:
    made = _shuffled(list(range(count)))
    assert not any(old == new for old, new in enumerate(made))


def test_a_value_alone_is_lost() -> None:
    assert _shuffled(["A", None, " "]) == [None, None, " "]


def test_two_columns_and_two_recipients_are_shuffled_differently() -> None:
    numbers = [f"等级{number}" for number in range(100)]
    rules = {"甲": {"operator": "shuffle"}, "乙": {"operator": "shuffle"}}
    made = masked_columns({"甲": numbers, "乙": numbers}, rules)
    assert sum(one == two for one, two in zip(made["甲"].to_pylist(), made["乙"].to_pylist(), strict=True)) < 10
    other = masked_columns({"甲": numbers, "乙": numbers}, rules, recipient="partner-b")
    assert sum(one == two for one, two in zip(made["甲"].to_pylist(), other["甲"].to_pylist(), strict=True)) < 10


@pytest.mark.parametrize(
    "array",
    [
        pa.array([date(2024, 1, 1), None, date(2024, 1, 2)]),
        pa.array([1.5, None, 2.5], pa.float32()),
        pa.array(["A", None, "B"]).dictionary_encode(),
        pa.array([["A"], None, ["B"]]),
    ],
    ids=lambda array: str(array.type),
)
def test_columns_keep_their_type(array: pa.Array) -> None:
    made = masked_columns({"评级": array}, {"评级": {"operator": "shuffle"}})["评级"]
    assert made.type == array.type
    assert made.to_pylist() == array.to_pylist()[::-1]


def test_identifiers_are_refused_before_anything_is_written() -> None:
    columns = [record("手机号", finding("CN_MOBILE"))]
    for rules in ({"entities": {"CN_MOBILE": "shuffle"}}, {"columns": {"手机号": "shuffle"}}):
        with pytest.raises(PolicyError, match=r"客户\.手机号: shuffle leaves identifiers \(CN_MOBILE\)"):
            make_plan(columns, policy(**rules))


def test_a_column_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shuffle, "_MOST", 1000)
    with pytest.raises(PolicyError, match="holds a whole column in memory"):
        _shuffled([f"等级{number}" for number in range(1000)])


def test_inside_a_text_a_label_stands() -> None:
    assert applied("shuffle", ["张三"], "PERSON") == ["<PERSON>"]
