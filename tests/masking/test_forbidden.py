"""What no policy may do, and the clauses that say so."""

from __future__ import annotations

import pytest

from pii_scanner.errors import PolicyError
from pii_scanner.masking.plan import make_plan
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import DROP
from tests.builders.tables import finding, policy, record

_DOCUMENT = record("报文", finding("CN_BANK_CARD", kind="text"))
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


def _paths(**rules: object) -> dict[str, object]:
    return {"operator": "json", "paths": {f"$.{name}": rule for name, rule in rules.items()}}


@pytest.mark.parametrize(
    "paths",
    [
        _paths(bankCard="truncate"),
        _paths(**{"pay[*].卡号": {"operator": "mask", "keep_first": 6}}),
        _paths(ref={"operator": "truncate", "entity_type": "CN_BANK_CARD"}),
        _paths(**{".ref": "truncate"}),
    ],
)
def test_a_path_of_a_document_that_truncates_cards_counts_like_a_column(paths: dict[str, object]) -> None:
    said = _refusal([_CARD, _DOCUMENT], columns={"*.报文": paths, "*.卡号": "pseudonymize"})
    assert "PCI DSS 4.0.1, 3.5.1" in said
    assert "客户.报文" in said


def test_paths_of_one_document_that_truncate_and_hash_cards_are_refused() -> None:
    rules = {"columns": {"*.报文": _paths(card_no="truncate", **{"pay.card_no": "pseudonymize"})}}
    assert "3.5.1" in _refusal([_DOCUMENT], **rules)


def test_a_rule_that_reaches_cards_in_the_rest_of_a_document_counts() -> None:
    rules = {
        "entities": {"CN_BANK_CARD": "truncate"},
        "columns": {"*.报文": _paths(name="surrogate"), "*.卡号": "pseudonymize"},
    }
    assert "客户.报文" in _refusal([_CARD, _DOCUMENT], **rules)


@pytest.mark.parametrize(
    "paths", [_paths(order_no="pseudonymize", card_no="truncate"), _paths(mobile="pseudonymize", card_no="drop")]
)
def test_paths_of_other_things_do_not_count_as_cards(paths: dict[str, object]) -> None:
    make_plan([_CARD, _DOCUMENT], policy(columns={"*.报文": paths, "*.卡号": "truncate"}))


def test_authentication_data_in_a_document_becomes_a_label_or_is_refused() -> None:
    column = record("报文", finding("TRACK_DATA", kind="text"))
    make_plan([column], policy(columns={"*.报文": _paths(track="drop", 备注="text")}))
    make_plan(
        [column], policy(columns={"*.报文": _paths(age="keep", mobile="pseudonymize")})
    )  # the names say what is there
    for paths in (_paths(track="pseudonymize"), _paths(track="keep")):
        assert "TRACK_DATA" in _refusal([column], columns={"*.报文": paths})
    rules = {"entities": {"TRACK_DATA": "mask"}, "columns": {"*.报文": _paths(name="redact")}}
    assert "TRACK_DATA" in _refusal([column], **rules)


@pytest.mark.parametrize("operator", ["pseudonymize", "surrogate", "tokenize", "encrypt"])
def test_a_card_number_kept_beside_its_own_pseudonym_is_refused(operator: str) -> None:
    other = record("还款卡", finding("CN_BANK_CARD"))
    said = _refusal([_CARD, other], entities={"CN_BANK_CARD": operator}, columns={"*.还款卡": "keep"})
    assert "客户.还款卡" in said
    assert "PCI DSS 4.0.1, 3.5.1" in said
    make_plan([_CARD, other], policy(entities={"CN_BANK_CARD": operator}, columns={"*.还款卡": "drop"}))


def test_an_identifier_kept_here_and_replaced_by_key_there_is_warned_of() -> None:
    other = record("联系电话", finding("CN_MOBILE"), table_name="回访")
    rules = {"entities": {"CN_MOBILE": "pseudonymize"}, "columns": {"回访.联系电话": "keep"}}
    warnings = make_plan([record("手机号", finding("CN_MOBILE")), other], policy(**rules)).warnings
    (said,) = [each for each in warnings if "客户.手机号" in each]
    assert "回访.联系电话" in said
    assert "CN_MOBILE" in said


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


def test_a_resident_id_holds_birth_date_and_sex() -> None:
    columns = [record("证件号码", finding("CN_RESIDENT_ID")), _PERSON[2]]
    kept = {"entities": dict.fromkeys(["CN_RESIDENT_ID", "CN_ADDRESS"], "keep")}
    said = _refusal(columns, **kept)
    assert "few people share all three" in said
    assert "证件号码" in said
    make_plan(columns, policy(entities={**kept["entities"], "CN_RESIDENT_ID": "surrogate"}))


@pytest.mark.parametrize("named", [["职业"], ["性别"], ["性别", "住址"]])
def test_a_risk_that_leaves_out_one_of_the_three_is_no_figure_of_them(named: list[str]) -> None:
    kept = {"entities": dict.fromkeys(["BIRTH_DATE", "SEX", "CN_ADDRESS"], "keep")}
    said = _refusal(_PERSON, **kept, risk={"quasi_identifiers": named, "k": 5})
    assert "few people share all three" in said
