"""Identifiers that are written so that a pattern alone misses them: found in texts, scanned and masked, at their places."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import pytest

import pii_scanner
from pii_scanner.detection.spans import find_spans
from pii_scanner.masking.keys import new_key

MOBILE, ID, CARD, NAME = "18461711727", "11010519491231002X", "6222020212345678909", "王丹"
NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
FORMAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
BOLD = str.maketrans("0123456789", "".join(chr(0x1D7CE + digit) for digit in range(10)))
# (text before, value as written, text behind, entity type)
WRITTEN = [
    ("电话", "+86 (184) 6171 1727", "请", "CN_MOBILE"),
    ("电话", "(+86)184-6171-1727", "请", "CN_MOBILE"),
    ("电话", "（184）61711727", "", "CN_MOBILE"),
    ("电话", "184.6171.1727", "请", "CN_MOBILE"),
    ("电话", "184 617 11727", "请", "CN_MOBILE"),
    ("电话", "184/6171/1727", "请", "CN_MOBILE"),
    ("卡", "6222 0202 1234 5678909", " 号", "CN_BANK_CARD"),
    ("卡", "6222-0202-1234-5678909", "", "CN_BANK_CARD"),
    ("卡", "622202 021234 5678909", " 号", "CN_BANK_CARD"),
    ("身份证", "11010519491231002Ｘ", "号", "CN_RESIDENT_ID"),
    ("身份证", "11010519491231002Х", "", "CN_RESIDENT_ID"),
    ("电话", "\u200b".join(MOBILE), "请", "CN_MOBILE"),
    ("电话", "184\u00ad6171\u00ad1727", "", "CN_MOBILE"),
    ("电话", "184\u00a06171\u00a01727", "", "CN_MOBILE"),
    ("编号", "\u2060".join(ID), "", "CN_RESIDENT_ID"),
    ("编号", "\u00ad".join(CARD), "", "CN_BANK_CARD"),
    ("电话", MOBILE.translate(NUMERALS), "打", "CN_MOBILE"),
    ("手机：", "幺八四六幺七幺幺七二七", "", "CN_MOBILE"),
    ("<td>", "&#49;&#51;&#56;&#48;&#48;&#49;&#51;&#56;&#48;&#48;&#48;", "</td>", "CN_MOBILE"),
    ("<p>客户：", "&#24352;&#20255;", "</p>", "PERSON"),
    ("<p>客户：", "&#x5f20;&#x4f1f;", "</p>", "PERSON"),
    ("电话&nbsp;", "138&nbsp;0013&nbsp;8000", "<br>", "CN_MOBILE"),
    ("电话<em>", "138</em>00138000", "。", "CN_MOBILE"),
    ("联系人：<em class='hit'>", "张</em><em>伟", "</em>", "PERSON"),
    ("找", "阿依古丽&middot;买买提", "来电", "PERSON"),
    ("Subject: ", "=?utf-8?B?5YWz5LqO6K645pm25pm255qE5qyg5qy+?=", "", "PERSON"),
    ("From: =?GBK?Q?", "=D5=C5=CE=B0", "?= <x>", "PERSON"),
    ("客户：", "=E5=BC=A0=E4=BC=9F", "，", "PERSON"),
    ("号码是", "幺三八 零零幺三 八零零零", "", "CN_MOBILE"),
    ("号码", "幺 三 八 零 零 幺 三 八 零 零 零", "哈", "CN_MOBILE"),
    ("电话", "幺三八，零零幺三，八零零零", "。", "CN_MOBILE"),
    ("手机", "幺三八洞洞幺三八洞洞洞", "", "CN_MOBILE"),
    ("身份证号是", "幺幺零幺零五幺九四九幺二三幺零零二叉", "没错吧", "CN_RESIDENT_ID"),
    ("身份证", ID.translate(NUMERALS), "", "CN_RESIDENT_ID"),
    ("卡号", CARD.translate(FORMAL), "", "CN_BANK_CARD"),
    ("电话", MOBILE.translate(CIRCLED), "", "CN_MOBILE"),
    ("电话", MOBILE.translate(BOLD), "", "CN_MOBILE"),
    ("电话", "18461\n711727", "请", "CN_MOBILE"),
    ("电话：", "184 6171\r\n1727", "", "CN_MOBILE"),
    ("电话：", "184\n6171 1727", "", "CN_MOBILE"),
    ("身份证", "110105\n19491231002X", "", "CN_RESIDENT_ID"),
    ("证件\n", "1101051949\n1231002X", "\n5", "CN_RESIDENT_ID"),
    ("卡", "6222020212 \n 345678909", "", "CN_BANK_CARD"),
    ("卡", "6222 0202 1234\n5678 909", "", "CN_BANK_CARD"),
    ("https://x.cn/q?mobile=", "%2B86%20184%206171%201727", "&a=1", "CN_MOBILE"),
    ("https://x.cn/q?name=", quote(NAME), "&a=1", "PERSON"),
    ("https://x.cn/q?name=", quote(NAME, encoding="gbk"), "&a=1", "PERSON"),
    ("a=1&m=", quote("１８４６１７１１７２７", encoding="gbk"), "&b=%E5%8F%B7", "CN_MOBILE"),
    ("name%3D", quote(NAME), "%26a%3D1", "PERSON"),
    ("a=1&note=" + quote("电话"), quote(MOBILE.translate(NUMERALS)), quote("打"), "CN_MOBILE"),
    ("x?a=" + quote(quote("号")), "".join(f"%25{ord(each):02X}" for each in MOBILE), "", "CN_MOBILE"),
    ('{"\\u59d3\\u540d": "', "\\u738b\\u4e39\\u4e3d", '", "n": 1}', "PERSON"),
    ("base64:", b64encode(MOBILE.encode()).decode(), " 请", "CN_MOBILE"),
    ("token=", b64encode(ID.encode()).decode(), ";", "CN_RESIDENT_ID"),
    ("Bearer eyJhbGciOiJub25lIn0.", b64encode(b'{"tel":"' + MOBILE.encode() + b'"}').decode(), ".", "CN_MOBILE"),
    ("身份证号", "1.10105E+17", "请核对", "CN_RESIDENT_ID"),
    ("卡号", "6.2220202123457E+18", "，", "CN_BANK_CARD"),
]


@pytest.mark.parametrize(("before", "value", "behind", "entity_type"), WRITTEN)
def test_a_value_is_found_at_its_place(before: str, value: str, behind: str, entity_type: str) -> None:
    texts = ["中文\n第二行", before + value + behind, "无"]
    found = find_spans(pa.array(texts, pa.string()))
    places = zip(found.rows, found.starts, found.ends, (found.names[number] for number in found.types), strict=True)
    assert (1, len(before), len(before + value), entity_type) in [(int(a), int(b), int(c), d) for a, b, c, d in places]


@pytest.mark.parametrize(
    "text",
    [
        "二〇二三年一月一日共一千三百八十元",
        "一二三四五六七八九十",
        "占比20%38001380013",
        "<b>余额</b><i>138</i>元&nbsp;0013&nbsp;份<td>8000</td>，=?utf-8?B?5L2Z6aKd?=",
        "a=E5&b=BC=A0，第&#39;3&#39;项&#160;，c==DE=AD",
        "序号\n1\n3800138000\n2",
        "数量 138\n0013\n8001",
        "数量\n138001380\n13800138",
        "https://x.cn/a%20b%2Fc.html",
        "%E4%B8%8D%E6%98%AF%E5%90%8D%E5%AD%97",
        "金额1.5E+10元，系数6.02214E+23",
        "版本184.6171.1727",
        "Bearer eyJhbGciOiJub25lIn0.eyJhIjoxfQ.x，编号MTIzNDU2Nzg5MDEy",
        "比例6.12345E+15，误差1.23456E+17",
        "%CD%F5%B5 %zz %4",
    ],
)
def test_what_only_looks_so_is_left(text: str) -> None:
    assert not len(find_spans(pa.array([text], pa.string())).rows)


def test_columns_of_disguised_values_are_found_and_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    texts = [before + value + behind for before, value, behind, _ in WRITTEN]
    frame = pd.DataFrame({"序号": range(len(texts)), "说明": texts})
    inventory = pii_scanner.scan(frame)
    (column,) = [each for each in inventory.columns if each.column == "说明"]
    assert {"CN_MOBILE", "CN_RESIDENT_ID", "CN_BANK_CARD"} <= {each.entity_type for each in column.entity_types}
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "default": "redact",
        "entities": {"CN_MOBILE": "pseudonymize"},
    }
    masked = pii_scanner.mask(frame, policy)["说明"].tolist()
    for (before, value, behind, _), text in zip(WRITTEN, masked, strict=True):
        assert value not in text
        if "://" not in before:  # a URL that asks for something is redacted whole
            assert text.startswith(before)
            assert text.endswith(behind)


def test_a_known_name_is_found_where_it_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    frame = pd.DataFrame(
        {
            "姓名": ["买买提江", "王丹", "李建国"],
            "地址栏": [f"/q/{quote(name)}/x" for name in ("买买提江", "王丹", "李建国")],
        }
    )
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "default": "redact",
        "entities": {"PERSON": "redact"},
    }
    masked = pii_scanner.mask(frame, policy)["地址栏"].tolist()
    assert not any(quote(name) in text for name, text in zip(frame["姓名"], masked, strict=True))


def test_a_column_of_mobile_numbers_in_base64_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    cells = [b64encode(f"1384617{number:04d}".encode()).decode() for number in range(60)]
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"CN_MOBILE": "pseudonymize"},
    }
    masked = pii_scanner.mask(pd.DataFrame({"序号": range(60), "h9": cells}), policy)
    assert not set(masked["h9"]) & set(cells)
