"""Numbers of Hong Kong identity cards, and of accounts behind their label, inside texts."""

from __future__ import annotations

import pytest

from pii_scanner.detection.spans import joined_spans


def _found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in joined_spans([text])[1] if span.entity_type == "ID_DOCUMENT"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("債務人（身份證A123456(3)）已遷往", "A123456(3)"),
        ("HKID：Ｇ１２３４５６（Ａ）", "Ｇ１２３４５６（Ａ）"),
        ("AB987654(3)已核", "AB987654(3)"),
    ],
)
def test_one_with_its_check_character_is_found(text: str, number: str) -> None:
    assert _found(text) == [number]


@pytest.mark.parametrize(
    "text", ["订单A123456(4)", "A123456", "XA1234563", "批次A123456（三）", "BA123456(30)", "ABC123456(3)"]
)
def test_other_codes_are_none(text: str) -> None:
    assert _found(text) == []


def test_accounts_behind_their_label_are_found() -> None:
    text = "抖音号 dy88997766，公积金账号310104567890，微博号称最大"
    found = [(span.entity_type, text[span.start : span.end]) for span in joined_spans([text])[1]]
    assert found == [("ONLINE_ACCOUNT", "dy88997766"), ("SOCIAL_INSURANCE_NUMBER", "310104567890")]
