from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator
from tests.builders.columns import masked_columns
from tests.builders.tables import applied


def test_every_value_becomes_the_constant() -> None:
    assert applied("replace", ["张三", "李四"], "PERSON", value="某人") == ["某人", "某人"]
    assert applied("replace", ["张三"]) == ["***"]


@pytest.mark.parametrize(
    ("array", "constant", "expected"),
    [
        (pa.array([1, None], pa.int16()), "0", 0),
        (pa.array([1.5, None]), "0.5", 0.5),
        (pa.array([date(2024, 5, 6), None]), "2000-01-01", date(2000, 1, 1)),
        (pa.array([True, None]), "false", False),
    ],
    ids=lambda each: str(getattr(each, "type", "")),
)
def test_a_column_keeps_its_type_where_the_constant_fits(array: pa.Array, constant: str, expected: object) -> None:
    made = build_operator("replace", {"value": constant}).apply_typed(array, Target(""))
    assert made is not None
    assert made.type == array.type
    assert made.to_pylist() == [expected, None]


def test_a_column_of_numbers_becomes_text_where_it_does_not_fit() -> None:
    assert masked_columns({"金额": [1, None]}, {"金额": {"operator": "replace"}})["金额"].to_pylist() == ["***", None]
