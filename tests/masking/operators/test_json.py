from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import persons
from pii_scanner.errors import PolicyError
from pii_scanner.masking.bound import Bindings, keys_for
from pii_scanner.masking.documents import collect_documents
from pii_scanner.masking.json_paths import Paths
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.plan import make_plan
from tests.builders.columns import masked_columns
from tests.builders.tables import policy, record

_PEOPLE = persons(20, 3)
_ENTITIES = {"CN_MOBILE": "pseudonymize", "PERSON": "surrogate"}


def _masked(documents: list[Any], paths: dict[str, Any] | None = None) -> list[Any]:
    texts = [
        each if each is None or isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in documents
    ]
    rules = {"扩展": {"operator": "json", "paths": paths or {}}}
    made = masked_columns({"扩展": pa.array(texts, pa.string())}, rules, entities=_ENTITIES)["扩展"].to_pylist()
    return [json.loads(each) if each and each[0] in "[{" and each[-1] in "]}" else each for each in made]


_scalars = st.one_of(st.none(), st.booleans(), st.integers(-99, 99), st.sampled_from(["a", "正常", ""]))
_documents = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
)


@given(
    st.lists(
        st.one_of(st.dictionaries(st.sampled_from("abc"), _documents), st.lists(_documents)), min_size=1, max_size=5
    )
)
def test_documents_without_values_of_persons_stay_as_they_are_written(documents: list[Any]) -> None:
    for form in ({}, {"indent": 2}, {"separators": (",", ":")}):
        texts = [json.dumps(each, ensure_ascii=False, **form) for each in documents]
        rules = {"扩展": {"operator": "json"}}
        assert masked_columns({"扩展": texts}, rules, entities=_ENTITIES)["扩展"].to_pylist() == texts


def test_each_path_has_its_operator_and_the_rest_is_searched() -> None:
    one = _PEOPLE[0]
    document = {
        "name": one.name,
        "phones": [one.mobile, int(one.mobile)],
        "memo": f"致电{one.mobile}，未接",
        "balance": 1234.5,
        "level": {"code": "A1", "internal": "x"},
        "vip": True,
    }
    paths = {
        "$.name": "surrogate",
        "$.phones[*]": {"operator": "mask", "keep_first": 0, "keep_last": 4},
        "$.balance": {"operator": "generalize", "step": 1000},
        "$..internal": "drop",
        "$.level.code": {"operator": "replace", "value": "B"},
    }
    (made,) = _masked([document], paths)
    assert len(made["name"]) == len(one.name)
    assert made["name"] != one.name
    assert made["phones"] == [f"*******{one.mobile[-4:]}"] * 2
    assert made["memo"].startswith("致电MOB_")
    assert made["memo"].endswith("，未接")
    assert made["balance"] == 1000
    assert made["level"] == {"code": "B"}
    assert made["vip"] is True


def test_a_name_in_a_document_gets_the_surrogate_of_the_name_column() -> None:
    names = [person.name for person in _PEOPLE]
    made = _masked([{"客户姓名": name} for name in names], {"$.客户姓名": "surrogate"})
    others = _masked([{"x": name} for name in names], {"$.x": {"operator": "surrogate", "entity_type": "PERSON"}})
    assert [each["客户姓名"] for each in made] == [each["x"] for each in others]
    assert not {each["客户姓名"] for each in made} & set(names)


def test_the_type_of_a_value_is_told_by_itself_where_nothing_else_tells_it() -> None:
    one = _PEOPLE[1]
    (made,) = _masked([{"a": one.resident_id, "b": one.bank_card}], {"$.*": "pseudonymize"})
    assert made["a"].startswith("ID_")
    assert made["b"].startswith("CARD_")


def test_masked_numbers_stay_numbers_where_the_result_is_one() -> None:
    one = _PEOPLE[2]
    (made,) = _masked([{"phone": int(one.mobile)}], {"$.phone": "surrogate"})
    assert isinstance(made["phone"], int)
    assert made["phone"] != int(one.mobile)


def test_values_in_keys_and_cells_that_are_no_json_are_masked_too() -> None:
    one = _PEOPLE[3]
    texts = [{f"{one.mobile}": {"a": 1}}, f"已致电{one.mobile}", one.mobile, "{broken " + one.mobile, None, ""]
    made = _masked(texts)
    assert one.mobile not in json.dumps(made, ensure_ascii=False)
    assert list(made[0].values()) == [{"a": 1}]
    assert made[4:] == [None, ""]


def test_a_rule_holds_for_all_below_and_the_more_exact_one_counts() -> None:
    (made,) = _masked(
        [{"p": {"a": "x", "b": ["y", {"c": "z"}]}}], {"$.p": "redact", "$.p.b[1].c": "keep", "$.p.*": "replace"}
    )
    assert made == {"p": {"a": "***", "b": ["***", {"c": "z"}]}}


@pytest.mark.parametrize(
    ("path", "place", "fits"),
    [
        ("$.a.b", ("a", "b"), True),
        ("$.a", ("a", "b"), False),
        ("$['a b'][0]", ("a b", 0), True),
        ("$.a[*]", ("a", 7), True),
        ("$.a[1]", ("a", 7), False),
        ("$..b", ("a", 3, "b"), True),
        ("$..b", ("b",), True),
        ("$..b", ("b", "c"), False),
        ("$.*.b", ("a", "b"), True),
        ('$["a"]["b"]', ("a", "b"), True),
    ],
)
def test_paths_fit_places(path: str, place: tuple[str | int, ...], fits: bool) -> None:
    assert (Paths([path]).at(place) == path) is fits


@pytest.mark.parametrize("path", ["name", "$", "", "$name", "$.a..", "$.a[x]", "$.a b", "$.a[?(@.b)]", "$."])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="operator json, parameter paths"):
        build_operator("json", {"paths": {path: "redact"}})


@pytest.mark.parametrize(
    "rule", ["shuffle", "json", "scramble", {"operator": "shift", "by": "x"}, {"operator": "mask", "keep": 1}]
)
def test_operators_that_cannot_stand_in_a_document_are_refused(rule: Any) -> None:
    with pytest.raises(ValueError, match="operator json, parameter paths"):
        build_operator("json", {"paths": {"$.a": rule}})


def test_what_paths_mask_is_looked_for_in_other_columns() -> None:
    rules = {"$.客户姓名": "surrogate", "$.编码": {"operator": "mask", "entity_type": "CN_MOBILE"}, "$.城市": "keep"}
    paths = build_operator("json", {"paths": rules}).parameters.paths
    one, known, bindings = _PEOPLE[4], KnownValues(), Bindings({}, None)
    texts = [json.dumps({"客户姓名": one.name, "编码": f"+86 {one.mobile}", "城市": one.city, "备注": "张三丰"}), "无"]
    collect_documents(pa.array(texts), paths, known, bindings)
    known.seal()
    found = known.find(f"{one.name}，{one.mobile}，{one.city}，张三丰")
    assert [span.entity_type for span in found] == ["PERSON", "CN_MOBILE"]


def test_a_key_that_only_a_path_needs_is_asked_for() -> None:
    chosen: Policy = policy(columns={"扩展": {"operator": "json", "paths": {"$.name": "surrogate"}}})
    with pytest.raises(PolicyError, match="surrogate needs one"):
        keys_for(chosen, make_plan([record("扩展")], chosen))
