from __future__ import annotations

import pyarrow as pa
import pytest

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import collect
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import WHOLE, ColumnPlan, Rule, TablePlan
from tests.builders.tables import KEY, policy

_NAMES = ["张三", "宋芳", "孔秋菊", "欧阳娜娜", "张强", "高飞", "阿依古丽·买买提", "王芳", "乌兰其其格"]
_RULE = Rule("PERSON", "redact", (("label", "某人"),))


@pytest.fixture(scope="module")
def masker() -> TextMasker:
    bindings = Bindings(policy(entities={"PERSON": {"operator": "redact", "label": "某人"}}).entities, Keys(KEY, "a"))
    known = KnownValues()
    column = ColumnPlan("姓名", WHOLE, "redact", ("PERSON",), (_RULE,), "")
    collect(pa.record_batch([pa.array(_NAMES)], names=["姓名"]), TablePlan("a.csv", "a", (column,)), known, bindings)
    return TextMasker(bindings, known.seal())


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("张 三 来电", "某人 来电"),
        ("张　三已还", "某人已还"),
        ("客户宋 芳来电", "客户某人来电"),
        ("第一行\n孔 秋菊\n 欧阳 娜娜，13期", "第一行\n某人\n 某人，13期"),
        ("阿依古丽.买买提未接", "某人未接"),
        ("找阿依古丽买买提", "找某人"),
        ("乌兰其其格去山上放羊", "某人去山上放羊"),
        ("阿依古丽 · 买买提接听", "某人接听"),
    ],
)
def test_known_names_are_masked_though_something_parts_them(text: str, made: str, masker: TextMasker) -> None:
    assert masker.mask([text, "", "张三"], named=False) == [made, "", "某人"]


@pytest.mark.parametrize("text", ["发票三张 强调一下", "登高 飞机票", "国王 芳草地", "三张，强", "张\n三", "张    三"])
def test_words_beside_each_other_are_no_name(text: str, masker: TextMasker) -> None:
    assert masker.mask([text], named=False) == [text]


def test_names_with_the_rarest_surnames_are_known_where_the_header_says_so() -> None:
    rule = Rule("PERSON", "redact", (("label", "某人"),))
    for header, made in (("姓名", "某人（男，45）未接，客户父亲已故"), ("对象", "慎珉（男，45）未接，客户父亲已故")):
        bindings = Bindings(policy(entities={"PERSON": {"operator": "redact", "label": "某人"}}).entities, None)
        known = KnownValues()
        column = ColumnPlan(header, WHOLE, "redact", ("PERSON",), (rule,), "")
        cells = pa.record_batch([pa.array(["慎珉", "张伟", "李娜", "父亲"])], names=[header])
        collect(cells, TablePlan("a.csv", "a", (column,)), known, bindings)
        assert TextMasker(bindings, known.seal()).mask(["慎珉（男，45）未接，客户父亲已故"]) == [made]
