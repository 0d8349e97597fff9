"""Numbers inside texts that only the word right before them tells: 学号20230112, 工号：1007, 住院号 ZY001234.

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
}
# What a text must hold before any is looked for (RE2).
INSTITUTION_GATE = "|".join(_LABELS.values())
# A few letters, then digits: no pseudonym has this form, nor does a date or an amount.
_NUMBER = r"[码]?[\s为是:：#(（\[【\"'“]{0,3}([A-Za-z]{0,4}-?[0-9]{3,20})(?![0-9A-Za-z*_年月日元]|\.[0-9])"
_INSIDE = {entity_type: re.compile(f"(?:{words}){_NUMBER}") for entity_type, words in _LABELS.items()}
_SCORE = 0.8


def institution_places(texts: pa.Array) -> list[tuple[str, Found]]:
    """Return, by type, where strings hold a number behind the name of its kind."""
    rows = np.flatnonzero(holding(texts, INSTITUTION_GATE))
    if not len(rows):
        return []
    chosen = [fold(text) for text in texts.take(pa.array(rows)).to_pylist()]
    found = []
    for entity_type, pattern in _INSIDE.items():
        places = [
            (row, *at.span(1)) for row, text in zip(rows.tolist(), chosen, strict=True) for at in pattern.finditer(text)
        ]
        if places and recognizer(entity_type) is not None:
            where = np.array(places, dtype=np.int64)
            found.append((entity_type, Found(where[:, 0], where[:, 1], where[:, 2], np.full(len(where), _SCORE))))
    return found
