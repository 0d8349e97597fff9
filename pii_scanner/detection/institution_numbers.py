"""Numbers inside texts that only the word right before them tells: 学号20230112, 工号：1007, 收款账号1208020119200012345.

They are as short as amounts and dates, so a known one is not looked for elsewhere: its label decides.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from recognizers.matching import holding
from recognizers.registry import recognizer
from recognizers.searching import Found
from recognizers.text import fold

_LABELS = {
    "STUDENT_NUMBER": "学号|学籍号|学籍编号|学生证号|学生编号|学员编号|考生号|准考证号|毕业证书编号|毕业证号",
    "EMPLOYEE_NUMBER": "工号|员工号|员工编号|职工号|职工编号|人员编号|工作证号|警号|执业证号",
    "MEDICAL_RECORD_NUMBER": "病历号|病历编号|病案号|病案编号|住院号|门诊号|就诊号|就诊卡号|诊疗卡号|健康卡号|体检号|病人号|患者编号",
    "SOCIAL_INSURANCE_NUMBER": "社保卡号|社会保障卡号|社保编号|社保账号|社保号|医保卡号|医保号|医保编号|参保号|新农合号|公积金号|公积金账号|公积金个人账号",
    "ONLINE_ACCOUNT": "抖音号|抖音ID|快手号|快手ID|小红书号|微博号|淘宝账号|京东账号",
    "ID_DOCUMENT": "发动机号|驾驶证档案编号|驾驶证档案号|驾照档案编号|残疾人?证号|结婚证号|离婚证号|户口簿号|户口本号|居住证号|暂住证号|出生证号|不动产权证书?号|房产证号",
    "BANK_ACCOUNT": "[账帐]号|[账帐]户|[账帐]户号",
}
# Accounts that begin with a letter, and cards of Hong Kong and Taiwan: the label of these stands in many texts that hold
# none, and what is behind it must begin so.
_SERVICES = "旺旺(?:号|ID|id)?|小红书(?:号|ID|id)?|(?:LINE|Line|line) ?(?:ID|id)|(?:Telegram|telegram)|钉钉号|闲鱼号"
_CARDS = "身[份分][证證](?:统一编号|統一編號|字?[号號])?"
# What a text must hold before any is looked for (RE2).
INSTITUTION_GATE = "|".join((*_LABELS.values(), rf"(?:{_SERVICES}|{_CARDS})[^0-9A-Za-z]{{0,4}}[A-Za-z]"))
_BEFORE, _BEHIND = r"[码碼]?[\s为是:：#(（\[【\"'“]{0,3}", r"(?![0-9A-Za-z*_年月日元]|\.[0-9])"
# A few letters, then digits: no pseudonym has this form, nor does a date or an amount.
_NUMBER = r"[A-Za-z]{0,4}-?[0-9]{3,20}"
_OTHER_NUMBERS = {
    "ID_DOCUMENT": rf"{_NUMBER}(?:-[0-9]{{4,8}}){{0,2}}",
    # Accounts at banks are longer than what else is called an account, and written in groups.
    "BANK_ACCOUNT": r"[0-9]{9,32}|[0-9]{4}(?:[ -][0-9]{4}){2,6}(?:[ -][0-9]{1,3})?|[0-9]{2,8}-[0-9]{7,20}",
}
_INSIDE = {
    entity_type: re.compile(f"(?:{words}){_BEFORE}({_OTHER_NUMBERS.get(entity_type, _NUMBER)}){_BEHIND}")
    for entity_type, words in _LABELS.items()
}
# A letter, and a digit or an underscore further on: a word is no account.
_ACCOUNT = r"(?=[A-Za-z._-]*[0-9_])[A-Za-z][0-9A-Za-z._-]{3,29}"
_OF_CARD = r"[A-Z][12][0-9]{8}|[A-Z]{1,2}[0-9]{6} ?(?:[(（][0-9A][)）]|[0-9A])"
_PATTERNS = [
    *_INSIDE.items(),
    ("ONLINE_ACCOUNT", re.compile(f"(?:{_SERVICES}){_BEFORE}({_ACCOUNT}){_BEHIND}")),
    ("ID_DOCUMENT", re.compile(f"{_CARDS}{_BEFORE}({_OF_CARD}){_BEHIND}")),
]
# Of an account, what any other type is told by is sooner believed: 账号13800138000.
_SCORE, _OF_ACCOUNT = 0.8, 0.25


def institution_places(texts: pa.Array) -> list[tuple[str, Found]]:
    """Return, by type, where strings hold a number behind the name of its kind."""
    rows = np.flatnonzero(holding(texts, INSTITUTION_GATE))
    if not len(rows):
        return []
    chosen = [fold(text) for text in texts.take(pa.array(rows)).to_pylist()]
    found = []
    for entity_type, pattern in _PATTERNS:
        places = [
            (row, *at.span(1)) for row, text in zip(rows.tolist(), chosen, strict=True) for at in pattern.finditer(text)
        ]
        if places and recognizer(entity_type) is not None:
            where = np.array(places, dtype=np.int64)
            score = _OF_ACCOUNT if entity_type == "BANK_ACCOUNT" else _SCORE
            found.append((entity_type, Found(where[:, 0], where[:, 1], where[:, 2], np.full(len(where), score))))
    return found
