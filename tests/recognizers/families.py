"""One strategy of synthetic values for every recognizer that finds values in texts, by entity type."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from tests.recognizers.values import (
    bank_cards,
    business_licences,
    digits,
    grouped,
    iccids,
    imeis,
    mobiles,
    organization_codes,
    resident_ids,
    usccs,
    vins,
)


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """Return texts of the parts, one after the other."""
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def one(values: str) -> st.SearchStrategy[str]:
    """Return one of the words that stand between spaces."""
    return st.sampled_from(values.split())


def text(alphabet: str, shortest: int, longest: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=shortest, max_size=longest)


_LOWER = "abcdefghijklmnopqrstuvwxyz"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_HEX = "0123456789abcdef"
_OCTET = st.integers(0, 255).map(str)
_PAIR = st.text(_HEX, min_size=2, max_size=2)


def decimals(low: int, high: int) -> st.SearchStrategy[str]:
    return joined(st.integers(low, high).map(str), ".", digits(5))


FAMILIES: dict[str, st.SearchStrategy[str]] = {
    "CN_RESIDENT_ID": st.one_of(resident_ids(), resident_ids().map(str.lower)),
    "CN_BANK_CARD": st.one_of(bank_cards(), bank_cards().map(lambda card: grouped(card, " "))),
    "TRACK_DATA": st.one_of(
        joined(";", bank_cards(), "=3012101", digits(8), "?"),
        joined("%B", bank_cards(), "^ZHANG/SAN^3012101", digits(8), "?"),
    ),
    "CN_MOBILE": st.one_of(mobiles(), mobiles().map("+86{}".format), mobiles().map("0{}".format)),
    "CN_LANDLINE": joined(one("010 021 0571 0755"), "-", one("8 2 6"), digits(7)),
    "CN_USCC": usccs(),
    "CN_PASSPORT": st.one_of(
        joined(one("E G D S P K H"), digits(8)), joined(one("EA EK DE SE PE KJ HA MA"), digits(7))
    ),
    "CN_VEHICLE_PLATE": st.one_of(
        joined(one("京 沪 粤 闽"), text(_PLATE_LETTERS, 1, 1), digits(5)),
        joined(one("京 沪 粤 闽"), text(_PLATE_LETTERS, 1, 1), text("ABCDEFGHJK", 1, 1), digits(5)),
        joined(one("京 沪 粤 闽"), text(_PLATE_LETTERS, 1, 1), digits(4), one("学 警 港 澳 挂")),
        joined(one("京 沪 粤 闽"), digits(5), "领"),
    ),
    "EMAIL_ADDRESS": joined(text(_LOWER, 1, 12), one("@163.com @qq.com @mail.example.cn")),
    "CN_ADDRESS": joined("杭州市西湖区文三路", st.integers(1, 999).map(str), "号"),
    "PERSON": one("张伟 欧阳娜娜 古丽·买买提 刘利根"),
    "CN_PERMANENT_RESIDENT_CARD": joined(one("USA GBR JPN"), digits(12)),
    "CN_TRAVEL_PERMIT": joined(one("H M"), digits(8)),
    "CN_EXIT_ENTRY_PERMIT": st.one_of(joined(one("C L"), digits(8)), joined(one("CA CF"), digits(7))),
    "CN_MILITARY_ID": joined(one("军 士 空 文职"), "字第", digits(7), "号"),
    "CN_ORGANIZATION_CODE": organization_codes(),
    "CN_BUSINESS_LICENCE": business_licences(),
    "VIN": vins(),
    "IMEI": imeis(),
    "IMSI": joined("460", digits(12)),
    "ICCID": iccids(),
    "MAC_ADDRESS": st.lists(_PAIR, min_size=6, max_size=6).map(":".join),
    "IP_ADDRESS": st.lists(_OCTET, min_size=4, max_size=4).map(".".join),
    "URL": joined("https://a.cn/", text(_LOWER, 3, 8), "?mobile=", digits(11)),
    "GEO_COORDINATES": st.one_of(
        joined(decimals(18, 53), ",", decimals(73, 135)), joined(decimals(73, 135), "，", decimals(18, 53))
    ),
    "WECHAT_ID": joined(text(_LOWER, 2, 6), "_", digits(6)),
    "QQ_NUMBER": joined(one("1 2 3 9"), digits(8)),
    "ALIPAY_ID": joined("2088", digits(12)),
    "TELEPHONE": st.one_of(
        joined("+1-", one("202 415"), "-555-", digits(4)), joined("+852 ", one("5 6 9"), digits(3), " ", digits(4))
    ),
}

# What looks like an identifier and is none, and words that stand around one.
LURES = one("20230115123045 3.14159265358979 550e8400-e29b-41d4-a716-446655440000 110105491231002 123456789 1.2.3")
WORDS = st.sampled_from(
    (
        "客户", "身份证号", "，手机", "卡号：", "本人接听，", "住", "。", " ", "\n", "致电", "", "的税号是", "护照", "车牌",
        "微信", "QQ", "营业执照", "IMEI", "串号", "定位", "回乡证", "往来港澳通行证", "支付宝", "a", "x1", "-", "、",
    )
)  # fmt: skip
MIXTURES = st.lists(st.one_of(*FAMILIES.values(), LURES, WORDS), max_size=10).map("".join)
# Every kind of value right behind every kind: what one recognizer takes for an edge, another may not.
PAIRS = st.sampled_from(list(itertools.permutations(FAMILIES, 2))).flatmap(
    lambda kinds: joined(FAMILIES[kinds[0]], WORDS, FAMILIES[kinds[1]])
)
