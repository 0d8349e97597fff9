"""What no policy may do, and the clauses that say so."""

from __future__ import annotations

import pytest

from pii_scanner.errors import PolicyError
from pii_scanner.masking.plan import make_plan
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import DROP
from tests.builders.tables import finding, policy, record

_CARD = record("卡号", finding("CN_BANK_CARD"))
_PERSON = [
    record("生日", finding("BIRTH_DATE")),
    record("性别", finding("SEX")),
    record("住址", finding("CN_ADDRESS")),
]
_RISK = {"quasi_identifiers": ["生日", "性别", "住址"], "k": 5}


def _refusal(records: list[ColumnRecord], **rules: object) -> str:
    with pytest.raises(PolicyError) as caught:
        make_plan(records, policy(**rules))
    return str(caught.value)


@pytest.mark.parametrize("entity_type", ["CARD_CVV", "PASSWORD", "ONE_TIME_CODE", "CARD_EXPIRY", "TRACK_DATA"])
@pytest.mark.parametrize("operator", ["keep", "mask", "pseudonymize", "encrypt"])
def test_authentication_data_leaves_in_no_form(entity_type: str, operator: str) -> None:
    column = record("码", finding(entity_type))
    for rules in ({"entities": {entity_type: operator}}, {"columns": {"码": operator}}):
        said = _refusal([column], **rules)
        assert "码" in said
        assert "JR/T 0171-2020, class C3" in said
    for operator in ("drop", "redact"):
        make_plan([column], policy(entities={entity_type: operator}))


def test_truncated_and_hashed_card_numbers_do_not_stand_together() -> None:
    other = record("还款卡", finding("CN_BANK_CARD"))
    rules = {"entities": {"CN_BANK_CARD": "truncate"}, "columns": {"*.还款卡": "pseudonymize"}}
    said = _refusal([_CARD, other], **rules)
    assert "PCI DSS 4.0.1, 3.5.1" in said
    assert "客户.卡号" in said
    assert "客户.还款卡" in said
    make_plan([_CARD, other], policy(entities={"CN_BANK_CARD": "truncate"}))
    make_plan([_CARD, other], policy(entities={"CN_BANK_CARD": "pseudonymize"}))


def test_truncated_card_numbers_in_notes_count_too() -> None:
    note = record("备注", finding("CN_BANK_CARD", kind="text", ratio=0.2))
    rules = {"entities": {"CN_BANK_CARD": "truncate"}, "columns": {"*.卡号": "pseudonymize"}}
    assert "3.5.1" in _refusal([_CARD, note], **rules)


@pytest.mark.parametrize("name", ["手机号", "手机号_md5", "身份证号(SHA256)", "身份证哈希"])
def test_an_unkeyed_hash_of_an_identifier_does_not_pass(name: str) -> None:
    hashed = record(name, not_excluded=True, hashed=True)
    assert "anybody undoes by trying all" in _refusal([hashed])
    assert "an unkeyed hash is undone" in _refusal([hashed], columns={f"*.{name}": "keep"})
    (table,) = make_plan([hashed], policy(default="redact")).tables
    assert table.columns[0].mode == DROP
    make_plan([hashed], policy(columns={f"*.{name}": "pseudonymize"}))


def test_other_columns_that_nobody_can_see_into_pass_with_a_warning() -> None:
    for column in (record("签名", not_excluded=True, hashed=True), record("手机号", not_excluded=True)):
        assert "could not be seen" in make_plan([column], policy()).warnings[0]


def test_birth_date_sex_and_address_together_need_a_figure_of_the_risk() -> None:
    kept = {"entities": dict.fromkeys(["BIRTH_DATE", "SEX", "CN_ADDRESS"], "keep")}
    assert "few people share all three" in _refusal(_PERSON, **kept)
    make_plan(_PERSON, policy(**kept, risk=_RISK))
    make_plan(_PERSON, policy(entities={**kept["entities"], "CN_ADDRESS": {"operator": "generalize", "to": "city"}}))
