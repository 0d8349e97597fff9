"""Names behind a label that names people: words that are names too (联系人：高峰), and characters that blanks part, as forms
and scans align them (姓 名 张　三). Anywhere else such a word is a word, and such characters are no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recognizers import names
from recognizers.regions import cities, provinces, short_name

_LABELS = tuple(
    "姓名 名字 联系人 联络人 法定代表人 法人代表 户名 持卡人 收件人 寄件人 收货人 发货人 借款人 债务人 债权人 担保人 保证人 抵押人 出质人 申请人 被申请人 委托人 受托人 代理人 "
    "经办人 负责人 被执行人 申请执行人 被告人 被害人 证人 患者 患儿 学生 老人 业主 车主 户主 租客 投保人 被保险人 受益人 出借人 承租人 出租人 填表人 制表人 审核人 复核人 审批人 录入人 报案人 "
    "投诉人 来访人 来电人 举报人 当事人 本人 配偶 监护人 家长 父亲 母亲 丈夫 妻子 受访人 受访者 捐赠人 驾驶人 驾驶员 试驾人 陪驾 陪护 司机 业务员 催收员 经办 制表 审核 复核 签收人 签收 收款人 付款人 汇款人 交款人 代偿人 见证人 介绍人 推荐人 "
    "承办人 责任人 领取人 接收人 开票人 批准人 声明人 乘客 旅客 入住人 参保人 就诊人 甲方 乙方 丙方 丁方".split()
)
_MARK = re.compile("[:：]")
_HAN = "\u3400-\u9fff"
# What ends so is a place, an office or a group: 门卫, 家属, 车间.
_NO_PERSON_ENDS = frozenset("家方族处部厅员人者们众卫楼山城镇州")
_PARTED_LABELS = "|".join(" {0,2}".join(label) for label in sorted(_LABELS, key=len, reverse=True))
# What may stand behind the name in the same line of a form.
_FIELDS = "|".join(
    " {0,2}".join(field)
    for field in "性别 民族 出生 年龄 住址 地址 公民 身份 证件 电话 手机 联系 单位 籍贯 学历 职业 关系 户籍 签字 日期".split()
)
_NAME = re.compile(
    rf"[ \u3000]*([{_HAN}]{{2,3}}?)(?=$|[^{_HAN}]|(?:{'|'.join(_LABELS)})[:：]|(?:{_FIELDS})(?:[:：]|$))"
)
# Behind a label of which there are several: 联系人1：.
_COUNTED = " \u30000123456789一二三四五①②③④⑤"
_IN_BRACKETS = re.compile("[(（][^()（）]{1,8}[)）]$")
# Of the characters that are hardly given in running text, behind a label some are: 闫 向 阳.
_NEVER_PARTED = names.NEVER_GIVEN - frozenset("向先存")
_PARTED = re.compile(
    rf"(?:{_PARTED_LABELS})(?:[(（][^()（）]{{1,8}}[)）])? *(?:[:：] *| )"
    rf"([{_HAN}](?: {{1,4}}[{_HAN}]){{1,3}}?|[{_HAN}] {{1,4}}[{_HAN}]{{2}})(?= *(?:$|[^{_HAN} ]|{_FIELDS})| +[{_HAN}]{{2}})"
)


def parted_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the names behind a label whose characters blanks part."""
    for match in _PARTED.finditer(clause):
        whole = match[1].replace(" ", "")
        compound = whole[:2] in names.compound_surnames() and len(whole) > 2
        given = whole[1 + compound :]
        surname = compound or whole[0] in names.text_surnames()
        named = len(given) in (1, 2) and given not in names.NO_GIVEN and _NEVER_PARTED.isdisjoint(given)
        if surname and named:
            yield match.span(1)


def labelled_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the words behind a label and a colon that could be a name: a surname, and characters that
    names are given."""
    for mark in _MARK.finditer(clause):
        name = _NAME.match(clause, mark.end())
        label = _IN_BRACKETS.sub("", clause[: mark.start()].rstrip(_COUNTED))
        if name and label.endswith(_LABELS) and could_be_named(name[1]):
            yield name.span(1)


@cache
def could_be_named(word: str) -> bool:
    """Return whether a word could be the name of a person, though it is a word."""
    given = word[2:] if word[:2] in names.compound_surnames() and len(word) > 2 else word[1:]
    return (
        word[0] in names.surnames()
        and word[-1] not in _NO_PERSON_ENDS
        and names.given_characters().issuperset(given)
        and word not in _places()
    )


@cache
def _places() -> frozenset[str]:
    return frozenset(map(short_name, (*provinces(), *cities())))
