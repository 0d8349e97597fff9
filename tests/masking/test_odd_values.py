"""Values that do not have the form of their column's type: typing errors, other countries' numbers, plates of old series."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import collect
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import TEXT, WHOLE, ColumnPlan, Rule, TablePlan
from tests.builders.tables import policy


def _masked(header: str, entity_type: str, cells: list[str], text: str) -> str:
    rule = Rule(entity_type, "redact", (("label", "#"),))
    bindings = Bindings(policy(entities={entity_type: {"operator": "redact", "label": "#"}}).entities, None)
    known = KnownValues()
    column = ColumnPlan(header, WHOLE, "redact", (entity_type,), (rule,), "")
    collect(pa.record_batch([pa.array(cells)], names=[header]), TablePlan("a.csv", "a", (column,)), known, bindings)
    known.short.labels = {header: entity_type}
    return TextMasker(bindings, known.seal()).mask([text])[0]


@pytest.mark.parametrize(
    ("header", "entity_type", "cells", "text", "made"),
    [
        ("车牌号", "CN_VEHICLE_PLATE", ["京A12345", "京AFJVRX"], "停着京AFJVRX一辆", "停着#一辆"),
        ("车牌号", "CN_VEHICLE_PLATE", ["京A·K55QA", "京A12345"], "停着京AK55QA一辆", "停着#一辆"),
        ("身份证号", "CN_RESIDENT_ID", ["11010519491231002X", "1101051949123100"], "报的是1101051949123100不对", "报的是#不对"),
        ("手机号", "CN_MOBILE", ["13800138000", "1380013800"], "打1380013800是空号", "打#是空号"),
        ("证件号码", "ID_DOCUMENT", ["H12345678", "17251980"], "他的证件号码17251980已挂失", "他的证件号码#已挂失"),
    ],
)  # fmt: skip
def test_what_has_not_the_form_of_its_column_is_known_in_texts(
    header: str, entity_type: str, cells: list[str], text: str, made: str
) -> None:
    assert _masked(header, entity_type, cells, text) == made


@pytest.mark.parametrize(
    "odd", ["无", "同上", "2024-05-01", "20240501", "见附件", "已注销2024年补办", "12345", "暂无车牌"]
)
def test_words_dates_and_short_numbers_are_not(odd: str) -> None:
    text = f"他说{odd}，过几天再来"
    assert _masked("车牌号", "CN_VEHICLE_PLATE", ["京A12345", odd], text) == text


def test_a_column_that_its_content_alone_names_has_none() -> None:
    assert _masked("内容", "CN_MOBILE", ["13800138000", "AB20240501X"], "合同AB20240501X") == "合同AB20240501X"


@pytest.mark.parametrize("mode", [WHOLE, TEXT])
def test_short_numbers_of_every_type_of_a_column_are_known(mode: str) -> None:
    rules = tuple(Rule(each, "redact", (("label", "#"),)) for each in ("CN_RESIDENT_ID", "ID_DOCUMENT"))
    entities = {key: {"operator": "redact", "label": "#"} for key in ("CN_RESIDENT_ID", "ID_DOCUMENT")}
    bindings, known = Bindings(policy(entities=entities).entities, None), KnownValues()
    column = ColumnPlan("证件号码", mode, "redact", ("CN_RESIDENT_ID", "ID_DOCUMENT"), rules, "")
    cells = pa.record_batch([pa.array(["11010519491231002X", "17251987"])], names=["证件号码"])
    collect(cells, TablePlan("a.csv", "a", (column,)), known, bindings)
    assert TextMasker(bindings, known.seal()).mask(["遗失证件17251987，已报警"]) == ["遗失证件#，已报警"]
