"""In JSON documents and nested columns a key says what a value is, as the header of a column does."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import pii_scanner
from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import persons
from pii_scanner.detection.document_keys import keyed_values, plain_of
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import MASTER, scanned_column

_PEOPLE = persons(40, 8)
_RULES = {
    "PERSON": "pseudonymize",
    "CN_MOBILE": "pseudonymize",
    "AGE": {"operator": "generalize", "to": "band", "width": 10},
    "PASSWORD": "drop",
    "CARD_CVV": "drop",
    "HEALTH": "drop",
    "SOCIAL_INSURANCE_NUMBER": "pseudonymize",
    "BIRTH_DATE": {"operator": "generalize", "to": "year"},
}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _policy(**changes: Any) -> Policy:
    given = {"recipient": {"name": "partner-a", "purpose": "valuation"}, "key": {"env": "PII_SCANNER_KEY"}, "entities": _RULES}  # fmt: skip
    return policy_of({"version": 1, **given, **changes})


def _said(row: int) -> dict[str, Any]:
    person = _PEOPLE[row]
    return {
        "name": person.name,
        "tel": person.mobile,
        "age": 30 + row % 9,
        "性别": person.sex,
        "密码": f"Secret{row:03d}",
        "cvv": f"{100 + row}",
        "病史": ["高血压", "糖尿病"],
        "社保号": f"11000234{row:02d}",
        "height": 170,
    }


def _masked(cells: list[Any], **changes: Any) -> list[Any]:
    frame = pd.DataFrame({"编": range(len(cells)), "扩展信息": cells})
    return list(pii_scanner.mask(frame, _policy(**changes))["扩展信息"])


def test_values_behind_keys_are_found() -> None:
    record = scanned_column("ext", [json.dumps(_said(row), ensure_ascii=False) for row in range(40)])
    assert {"AGE", "PASSWORD", "CARD_CVV", "HEALTH", "SOCIAL_INSURANCE_NUMBER", "SEX"} <= set(record.types("text"))


def test_the_policy_of_a_type_holds_behind_a_key() -> None:
    made = [json.loads(cell) for cell in _masked([json.dumps(_said(row), ensure_ascii=False) for row in range(40)])]
    for row, document in enumerate(made):
        assert document["age"] == "30-39"
        assert (document["密码"], document["cvv"], document["病史"]) == ("", "", ["", ""])
        assert document["社保号"].startswith("P_")
        assert (document["性别"], document["height"]) == (_PEOPLE[row].sex, 170)
        assert re.fullmatch("NAME_[a-z0-9]{16}", document["name"])
    assert len({document["社保号"] for document in made}) == 40


def test_a_number_behind_a_key_joins_with_its_column() -> None:
    frame = pd.DataFrame(
        {"社保号": [f"11000234{row:02d}" for row in range(40)], "ext": [json.dumps(_said(row)) for row in range(40)]}
    )
    made = pii_scanner.mask(frame, _policy())
    assert made["社保号"].tolist() == [json.loads(cell)["社保号"] for cell in made["ext"]]


def test_documents_of_python_and_those_that_were_cut_off_count_too() -> None:
    said = [_said(row) for row in range(40)]
    cells = [str(each) for each in said[:20]]
    cells += [json.dumps({"name": each["name"], "age": each["age"], "密码": each["密码"]}, ensure_ascii=False)[:-3] for each in said[20:]]  # fmt: skip
    made = "\n".join(_masked(cells))
    assert "Secret" not in made
    assert "30-39" in made


def test_what_the_policy_keeps_stays_and_default_refuse_names_the_type() -> None:
    cells = [json.dumps({"tel": each.mobile, "age": 33}) for each in _PEOPLE]
    assert '"age": 33' in _masked(cells, entities={**_RULES, "AGE": "keep"})[0]
    with pytest.raises(pii_scanner.errors.PolicyError, match="RELIGION"):
        _masked([json.dumps({"宗教信仰": "佛教", "n": row}, ensure_ascii=False) for row in range(40)])


def test_escaped_keys_count_as_written_ones() -> None:
    made = _masked([json.dumps(_said(row)) for row in range(40)])
    assert all(json.loads(cell)["密码"] == "" for cell in made)
    assert "\\u5bc6\\u7801" in made[0]


def test_documents_inside_documents_are_masked_too() -> None:
    inner = [{"tel": each.mobile, "payload": json.dumps({"密码": "Secret", "age": 33})} for each in _PEOPLE]
    for rules in ({}, {"columns": {"*.扩展信息": {"operator": "json", "paths": {"$.tel": "pseudonymize"}}}}):
        made = _masked([json.dumps(each, ensure_ascii=False) for each in inner], **rules)
        assert "Secret" not in "".join(made)


def test_attributes_that_the_policy_lets_pass_stay_under_the_operator_json_too() -> None:
    cells = [json.dumps({"tel": each.mobile, "性别": each.sex, "x": each.name}, ensure_ascii=False) for each in _PEOPLE]
    made = _masked(cells, columns={"*.扩展信息": {"operator": "json", "paths": {"$.x": "pseudonymize"}}})
    assert [json.loads(cell)["性别"] for cell in made] == [each.sex for each in _PEOPLE]


def test_fields_of_nested_columns_count_as_keys() -> None:
    inner = pa.struct(
        [("name", pa.string()), ("password", pa.string()), ("age", pa.int64()), ("birth_date", pa.date32())]
    )
    cells = [[{"name": each.name, "password": f"Secret{row}", "age": 31, "birth_date": each.birth_date}] for row, each in enumerate(_PEOPLE)]  # fmt: skip
    frame = pd.DataFrame({"n": range(40), "list": pd.Series(cells, dtype=pd.ArrowDtype(pa.list_(inner)))})
    made = str(pii_scanner.mask(frame, _policy())["list"].tolist())
    assert "Secret" not in made
    assert not any(f"{each.birth_date!r}" in made or each.birth_date.isoformat() in made for each in _PEOPLE)
    assert "31" not in made.replace("NAME_", "").split("age")[1][:6]


def test_only_the_field_that_is_named_so_is_an_age() -> None:
    inner = pa.struct([("age", pa.int64()), ("count", pa.int64()), ("sex", pa.string()), ("tel", pa.string())])
    cells = [[{"age": 31, "count": 5, "sex": each.sex, "tel": each.mobile}] for each in _PEOPLE]
    nested = pd.DataFrame({"n": range(40), "list": pd.Series(cells, dtype=pd.ArrowDtype(pa.list_(inner)))})
    texts = pd.DataFrame({"n": range(40), "list": list(map(json.dumps, cells))})
    for frame in (nested, texts):
        made = pii_scanner.mask(frame, _policy())["list"].tolist()
        (first,) = json.loads(made[0]) if isinstance(made[0], str) else made[0]
        assert (first["count"], first["sex"]) == (5, _PEOPLE[0].sex)
        assert first["age"] in (None, "30-39")


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ('{"a": {"b": "x"}, "c": [1, "2"], "d": true}', [("b", "x"), ("c", "1"), ("c", "2")]),
        ("{'a': 'it\\'s', 'b': -1.5e3}", [("a", "it's"), ("b", "-1.5e3")]),
        ('{"a": "q\\"}{", "b": "\\u5f20"}', [("a", 'q"}{'), ("b", "张")]),
        ('{"a": "cut of', [("a", "cut of")]),
        ('[{"a": "x"}, {"b": "y"}] }] "z"', [("a", "x"), ("b", "y"), ("", "z")]),
    ],
)
def test_values_of_any_document_have_their_keys(document: str, told: list[tuple[str, str]]) -> None:
    assert [(each.key, plain_of(document[each.start : each.end])) for each in keyed_values(document)] == told
