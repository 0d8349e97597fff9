from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.detection.tables import scan_table
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import collect
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.plan import make_plan
from pii_scanner.masking.tables import masked_table
from pii_scanner.masking.text import TextMasker
from tests.builders.tables import KEY, Columns, person_columns, policy, table

_PEOPLE = persons(60, 19)
_RULES: dict[str, Any] = {
    "default": "redact",
    "entities": {"CN_MOBILE": "pseudonymize", "CN_RESIDENT_ID": "surrogate", "PERSON": "surrogate"},
}


def _masked(columns: Columns, /, *, rows: int | None = None, **rules: Any) -> pa.Table:
    """Return the masked form of a table in memory."""
    source, chosen = table(columns, rows=rows), policy(**{**_RULES, **rules})
    (plan,) = make_plan(scan_table(source), chosen).tables
    bindings, known = Bindings(chosen.entities, Keys(KEY, "partner-a")), KnownValues()
    for batch in source.batches():
        collect(batch, plan, known, bindings)
    made, written = masked_table(source, plan, bindings, TextMasker(bindings, known.seal()), lambda count: None)
    batches = list(made.read())
    assert written.rows == sum(batch.num_rows for batch in batches)
    return pa.Table.from_batches(batches)


def test_blank_cells_and_nulls_stay_what_they_are() -> None:
    values = ["", None, "  ", *(person.mobile for person in _PEOPLE)]
    made = _masked({"手机号": values}).column("手机号").to_pylist()
    assert made[:3] == ["", None, "  "]
    assert all(each.startswith("MOB_") for each in made[3:])


@pytest.mark.parametrize("rows", [1, 7, 59])
def test_batches_give_what_the_whole_table_gives(rows: int) -> None:
    columns = person_columns(_PEOPLE)
    assert _masked(columns, rows=rows).to_pylist() == _masked(columns).to_pylist()


def test_equal_values_stay_equal_and_different_ones_differ() -> None:
    values = [person.mobile for person in _PEOPLE] * 2
    made = _masked({"手机号": values, "电话": values[::-1]})
    first, second = made.column("手机号").to_pylist(), made.column("电话").to_pylist()
    assert first[:60] == first[60:]
    assert len(set(first)) == 60
    assert second == first[::-1]


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.decimal128(18, 2), pa.date32(), pa.bool_()], ids=str)
def test_columns_that_pass_keep_their_type_and_values(kind: pa.DataType) -> None:
    array = pa.array([0, 1, None, 1]).cast(pa.int32()).cast(kind)
    made = _masked({"值": array})
    assert made.schema.field("值").type == kind
    assert made.column("值").combine_chunks().equals(array)


def test_phone_numbers_stored_as_numbers_get_the_pseudonyms_of_texts() -> None:
    texts = [person.mobile for person in _PEOPLE]
    numbers = pa.array(texts).cast(pa.int64())
    made = _masked({"手机号": texts, "电话": numbers, "手机2": numbers.cast(pa.float64())})
    assert made.column("手机号").to_pylist() == made.column("电话").to_pylist() == made.column("手机2").to_pylist()


def test_several_types_in_one_column_get_each_its_own_operator() -> None:
    values = [person.mobile if place % 3 else person.resident_id for place, person in enumerate(_PEOPLE)]
    made = _masked({"联系方式": values}).column("联系方式").to_pylist()
    assert all(each.startswith("MOB_") == bool(place % 3) for place, each in enumerate(made))
    assert not set(made) & set(values)


def test_a_column_that_was_to_pass_loses_the_values_of_others() -> None:
    columns = person_columns(_PEOPLE)
    columns["编号"] = [f"A{place}" for place in range(59)] + [f"A59 {_PEOPLE[3].resident_id}"]
    made = _masked(columns).column("编号").to_pylist()
    assert made[:59] == columns["编号"][:59]
    assert _PEOPLE[3].resident_id not in made[59]
    assert made[59].startswith("A59 ")


def test_dropped_columns_are_gone_and_the_others_keep_their_order() -> None:
    made = _masked(person_columns(_PEOPLE), columns={"*.城市": "drop", "客户.姓名": "drop"})
    assert made.column_names == ["身份证号", "手机号", "银行卡号", "金额", "备注"]
    assert _masked({"手机号": ["13800138000"]}, columns={"*": "drop"}).num_columns == 0


def test_values_in_the_names_of_columns_are_replaced() -> None:
    one = _PEOPLE[0]
    made = _masked({"手机号": [person.mobile for person in _PEOPLE], f"备注_{one.mobile}": ["无"] * 60})
    assert made.column_names[0] == "手机号"
    assert one.mobile not in made.column_names[1]
    assert made.column_names[1].startswith("备注_")
