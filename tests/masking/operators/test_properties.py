"""What holds for every operator, also for one that is added later."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.columns import ColumnMasker
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.base import RowOperator, Target
from pii_scanner.masking.operators.registry import build_operator, operators
from pii_scanner.masking.rows import changed_rows, surveyed
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import WHOLE, ColumnPlan, Rule, TablePlan
from tests.builders.tables import KEY
from tests.recognizers.values import bank_cards, mobiles, resident_ids

# What leaves a column or lets it pass by its name has nothing to show here.
_MADE = sorted(set(operators()) - {"drop", "keep", "text"})
_KEYED = [name for name in _MADE if operators()[name].needs_key]
_TYPES = ["CN_RESIDENT_ID", "CN_BANK_CARD", "CN_MOBILE", "PERSON", "EMAIL_ADDRESS", "CN_ADDRESS", "CN_USCC", ""]
# Operators of which only numbers or dates come out changed, on such columns.
_TYPED = {
    "noise": pa.array([Decimal("1234.56"), None, Decimal("-99.00"), Decimal("7.10")], pa.decimal128(12, 2)),
    "shift": pa.array([date(2024, 1, 5), None, date(1999, 12, 31), date(2000, 2, 29)]),
    "shuffle": pa.array([date(2024, 1, 5), None, date(1999, 12, 31), date(2000, 2, 29)]),
}
_COLUMNS = [
    pa.array([1, None, 300, 45_000], pa.int32()),
    pa.array([1.5, None, 300.25, 45_000.0]),
    pa.array([Decimal("1.50"), None, Decimal("300.25"), Decimal("45.00")], pa.decimal128(10, 2)),
    pa.array([date(2024, 1, 5), None, date(1999, 12, 31), date(2000, 2, 29)]),
    pa.array([datetime(2024, 1, 5, 10), None, datetime(1999, 12, 31), datetime(2000, 2, 29)], pa.timestamp("us")),
    pa.array(["a", None, "2024-01-05", "  "]),
    pa.array(["13800138000", None, "", "张三"]).dictionary_encode(),
]


def _masked(array: pa.Array, name: str, *, recipient: str = "partner-a", kind: str = "", **parameters: Any) -> pa.Array:
    """Return one column as a run masks it, whatever the operator needs."""
    rule = Rule(kind, name, tuple(sorted(parameters.items())))
    plan = TablePlan("x.csv", "x", (ColumnPlan("c", WHOLE, name, (kind,) if kind else (), (rule,), "test"),))
    bindings = Bindings({}, Keys(KEY, recipient))
    batch = pa.record_batch([array], names=["c"])
    (batch,) = surveyed(plan, [batch], bindings)
    (changed,) = changed_rows(plan, [batch], bindings, lambda index, array: array)
    masker = ColumnMasker(plan.columns[0], bindings, TextMasker(bindings, KnownValues().seal()))
    return masker.mask(changed.column(0))


def _applied(name: str, values: list[str], entity_type: str = "", key: bytes = KEY) -> list[str]:
    made = build_operator(name, {}).apply(pa.array(values, pa.string()), Target(entity_type, key))
    assert made.type == pa.string()
    assert made.null_count == 0
    return made.to_pylist()


_filled = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()))
_values = st.lists(st.one_of(_filled, resident_ids(), bank_cards(), mobiles()), min_size=1, max_size=8, unique=True)


@pytest.mark.parametrize("name", _MADE)
@given(values=_values, entity_type=st.sampled_from(_TYPES))
def test_any_text_has_one_result_and_always_the_same(name: str, values: list[str], entity_type: str) -> None:
    made = _applied(name, values, entity_type)
    assert len(made) == len(values)
    assert made == _applied(name, values, entity_type)
    # Whatever stands beside it and in whatever order, a value has its own result.
    assert made[::-1] == _applied(name, values[::-1], entity_type)
    assert made[:1] == _applied(name, values[:1], entity_type)


@pytest.mark.parametrize("name", _MADE)
@given(value=st.one_of(resident_ids(), bank_cards(), mobiles()), entity_type=st.sampled_from(_TYPES))
def test_no_identifier_passes(name: str, value: str, entity_type: str) -> None:
    assert value not in _applied(name, [value], entity_type)[0]


@pytest.mark.parametrize("name", _MADE)
@pytest.mark.parametrize("array", _COLUMNS, ids=lambda array: str(array.type))
def test_nulls_and_blanks_stay_in_columns_of_every_type(name: str, array: pa.Array) -> None:
    made = _masked(array, name)
    assert len(made) == len(array)
    before, after = array.to_pylist(), made.to_pylist()
    for old, new in zip(before, after, strict=True):
        if old is None or (isinstance(old, str) and not old.strip()):
            assert new == old


@pytest.mark.parametrize("name", _MADE)
@pytest.mark.parametrize("array", _COLUMNS, ids=lambda array: str(array.type))
def test_columns_without_rows_or_with_nulls_only_pass(name: str, array: pa.Array) -> None:
    assert len(_masked(array.slice(0, 0), name)) == 0
    assert _masked(pa.nulls(3, array.type), name).to_pylist() == [None] * 3


@pytest.mark.parametrize("name", sorted(_TYPED))
def test_numbers_and_dates_keep_their_type(name: str) -> None:
    array = _TYPED[name]
    made = _masked(array, name)
    assert made.type == array.type
    assert made.null_count == 1
    assert made.to_pylist() != array.to_pylist()


@pytest.mark.parametrize("name", _KEYED)
def test_another_recipient_gets_other_results_and_the_same_one_the_same(name: str) -> None:
    array = _TYPED.get(name, pa.array(["13800138000", "13900139000", "13700137000", "13600136000"]))
    array = pa.concat_arrays([array, array])
    one = _masked(array, name, kind="CN_MOBILE" if name not in _TYPED else "").to_pylist()
    assert one == _masked(array, name, kind="CN_MOBILE" if name not in _TYPED else "").to_pylist()
    made = [
        _masked(array, name, recipient=recipient, kind="CN_MOBILE" if name not in _TYPED else "").to_pylist()
        for recipient in ("partner-b", "partner-c", "partner-d")
    ]
    assert any(each != one for each in made)


@pytest.mark.parametrize("name", [name for name in _MADE if operators()[name].consistent])
def test_what_is_consistent_gives_equal_values_equal_results(name: str) -> None:
    array = pa.array(["13800138000", "13900139000", "13800138000", "￥1,200.00", "2024-01-05", "2024-01-05"])
    made = _masked(array, name, kind="CN_MOBILE").to_pylist()
    assert made[0] == made[2]
    assert made[4] == made[5]


@pytest.mark.parametrize("name", sorted(operators()))
def test_every_operator_states_its_properties_and_describes_its_parameters(name: str) -> None:
    kind = operators()[name]
    assert {type(each) for each in (kind.reversible, kind.consistent, kind.shape_preserving, kind.needs_key)} == {bool}
    for parameter, field in kind.parameters_model.model_fields.items():
        assert field.description or kind.parameters_model.__doc__, parameter
    if issubclass(kind, RowOperator):
        assert isinstance(build_operator(name, {}), RowOperator)
