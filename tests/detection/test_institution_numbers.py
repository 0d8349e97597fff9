"""Numbers in notes that only the word right before them tells."""

from __future__ import annotations

import pytest

from pii_scanner.detection.spans import joined_spans


def _found(text: str) -> list[tuple[str, str]]:
    return [(each.entity_type, text[each.start : each.end]) for each in joined_spans([text])[1]]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("收款账号1208020119200012345，开户行工商银行", "1208020119200012345"),
        ("请汇至账号：33-014101040012345", "33-014101040012345"),
        ("农行账户 10532001040012345 已冻结", "10532001040012345"),
        ("帐号：0200 0030 0901 2345 678", "0200 0030 0901 2345 678"),
    ],
)
def test_accounts_at_banks_are_found_behind_their_label(text: str, number: str) -> None:
    assert ("BANK_ACCOUNT", number) in _found(text)


@pytest.mark.parametrize(
    ("text", "entity_type"),
    [
        ("账号13800138000", "CN_MOBILE"),
        ("QQ账号 123456789", "QQ_NUMBER"),
        ("账号：6222020212345678909", "CN_BANK_CARD"),
    ],
)
def test_what_an_account_is_by_its_own_form_counts_more(text: str, entity_type: str) -> None:
    assert [kind for kind, _ in _found(text)] == [entity_type]


@pytest.mark.parametrize("text", ["账户余额100000000元", "账户 20250101 开立", "付款账户尾号8909", "账号密码错误3次"])
def test_amounts_dates_and_ends_of_accounts_are_none(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("label", "number", "rest"),
    [
        ("发动机号：", "A123456", "，已年检"),
        ("驾驶证档案编号", "330100123456", ""),
        ("结婚证号", "J330106-2015-000123", ""),
    ],
)
def test_documents_are_found_behind_their_label(label: str, number: str, rest: str) -> None:
    assert _found(f"{label}{number}{rest}") == [("ID_DOCUMENT", number)]


@pytest.mark.parametrize(
    "text",
    ["微 信：wxko9ddcu14", "微　信 wxko9ddcu14", "加我v：wxko9ddcu14", "加他V wxko9ddcu14", "或（V：wxko9ddcu14）"],
)
def test_accounts_behind_a_label_that_blanks_part_are_found(text: str) -> None:
    assert _found(text) == [("WECHAT_ID", "wxko9ddcu14")]


@pytest.mark.parametrize(
    ("text", "entity_type", "number"),
    [
        ("投保人（身份證G968983(0)）已簽署", "ID_DOCUMENT", "G968983(0)"),
        ("身分證字號Z147257194，已核對", "ID_DOCUMENT", "Z147257194"),
        ("香港身份证号：G9689830，有效", "ID_DOCUMENT", "G9689830"),
        ("LINE ID：dcgij560，請加我", "ONLINE_ACCOUNT", "dcgij560"),
        ("合作报价（小红书 jfffi6944）三千", "ONLINE_ACCOUNT", "jfffi6944"),
        ("旺旺ID：cat_1716132727", "ONLINE_ACCOUNT", "cat_1716132727"),
    ],
)
def test_cards_of_hong_kong_and_taiwan_and_accounts_of_services_are_found(
    text: str, entity_type: str, number: str
) -> None:
    assert _found(text) == [(entity_type, number)]


@pytest.mark.parametrize(
    "text", ["身份证A面已上传", "身份证OCR识别失败", "小红书2000粉丝", "小红书notes更新", "on line id card"]
)
def test_words_behind_such_labels_are_none(text: str) -> None:
    assert _found(text) == []
