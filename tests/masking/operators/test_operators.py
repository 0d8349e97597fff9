from __future__ import annotations

import pyarrow as pa
import pytest

from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator, operators
from tests.builders.tables import KEY, applied

_VALUES = ["张三", "13800138000", "11010519491231002X"]


def test_redact_puts_the_type_or_a_label_in_place_of_values() -> None:
    assert applied("redact", _VALUES, "CN_MOBILE") == ["<CN_MOBILE>"] * 3
    assert applied("redact", _VALUES) == ["<REDACTED>"] * 3
    assert applied("redact", _VALUES, label="已隐去") == ["已隐去"] * 3


def test_drop_leaves_nothing_of_a_value_inside_text() -> None:
    assert applied("drop", _VALUES, "PERSON") == ["", "", ""]


def test_keep_passes_values_of_every_type_unchanged() -> None:
    assert applied("keep", _VALUES, "PERSON") == _VALUES
    numbers = pa.array([1, None, 3], pa.int32())
    made = build_operator("keep", {}).apply_typed(numbers, Target(""))
    assert made is not None
    assert made.equals(numbers)


def test_text_alone_lets_nothing_pass() -> None:
    assert applied("text", _VALUES) == ["<TEXT>"] * 3


@pytest.mark.parametrize("name", sorted(operators()))
def test_every_operator_gives_one_result_per_value_and_says_what_it_does(name: str) -> None:
    made = build_operator(name, {}).apply(pa.array(_VALUES), Target("CN_MOBILE", KEY))
    assert len(made) == len(_VALUES)
    assert made.null_count == 0
    assert made.type == pa.string()
    if name != "keep":
        assert not set(made.to_pylist()) & set(_VALUES)
    assert operators()[name].summary


def test_an_unknown_operator_is_named_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="no operator scramble") as caught:
        build_operator("scramble", {})
    for name in ("mask", "pseudonymize", "surrogate", "truncate", "generalize", "redact", "drop", "keep", "text"):
        assert name in str(caught.value)


@pytest.mark.parametrize("name", sorted(operators()))
def test_an_unknown_parameter_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"operator {name} has no parameter colour"):
        build_operator(name, {"colour": "red"})
