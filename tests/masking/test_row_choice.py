"""The choice of rows: the same however a table is read, of the share that was asked for, an order that loses none."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.config.rows import Minors, Retention, RowRule
from pii_scanner.masking.row_choice import RowChoice, RowPolicy
from pii_scanner.model.plan import KEEP, WHOLE, ColumnPlan, TablePlan

KEY = bytes(range(32))


def _plan(name: str = "客户", **types: str) -> TablePlan:
    columns = [
        ColumnPlan(column, WHOLE if kind else KEEP, "redact", (kind,) if kind else (), (), "test")
        for column, kind in types.items()
    ]
    return TablePlan("a.csv", name, tuple(columns))


def _staying(plan: TablePlan, policy: RowPolicy, columns: dict[str, list[Any]], step: int) -> list[bool]:
    choice = RowChoice(plan, policy)
    whole = pa.record_batch([pa.array(each) for each in columns.values()], names=list(columns))
    stay = [choice.staying(whole.slice(start, step)) for start in range(0, whole.num_rows, step)]
    return [bool(each) for each in np.concatenate(stay)]


@given(
    share=st.floats(0.01, 1),
    values=st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", " a ", ""])), min_size=1, max_size=40),
    step=st.integers(1, 40),
    by=st.booleans(),
)
def test_a_sample_does_not_depend_on_batches(share: float, values: list[str | None], step: int, by: bool) -> None:
    rule = RowRule(sample=share, sample_by="编号" if by else None)
    policy, plan = RowPolicy((rule,), key=KEY), _plan(编号="")
    texts = {"编号": [*values, "z"]}
    one = _staying(plan, policy, texts, len(values) + 1)
    assert one == _staying(plan, policy, texts, step)
    if by:
        chosen = {
            value.strip(): stays for value, stays in zip(texts["编号"], one, strict=True) if value and value.strip()
        }
        assert all(
            chosen[value.strip()] == stays
            for value, stays in zip(texts["编号"], one, strict=True)
            if value and value.strip()
        )


def test_a_sample_is_the_share_that_was_asked_for_and_another_key_draws_another() -> None:
    columns = {"编号": [f"C{row}" for row in range(20_000)]}
    for by in (None, "编号"):
        rule = RowRule(sample=0.1, sample_by=by)
        one = np.array(_staying(_plan(编号=""), RowPolicy((rule,), key=KEY), columns, 999))
        other = np.array(_staying(_plan(编号=""), RowPolicy((rule,), key=KEY[::-1]), columns, 999))
        assert 1800 < one.sum() < 2200
        assert 1800 < other.sum() < 2200
        assert (one & other).sum() < 350  # 200 by chance


def test_a_value_stays_in_every_table_however_it_is_written() -> None:
    rule = RowRule(sample=0.5, sample_by="手机")
    numbers = [f"1380013{row:04}" for row in range(200)]
    written = [f"+86 {each[:3]}-{each[3:7]}-{each[7:]}" for each in numbers]
    policy = RowPolicy((rule,), key=KEY)
    one = _staying(_plan("甲", 手机="CN_MOBILE"), policy, {"手机": numbers}, 50)
    assert one == _staying(_plan("乙", 手机="CN_MOBILE"), policy, {"手机": written}, 70)
    assert 60 < sum(one) < 140


@given(count=st.integers(0, 300))
def test_an_order_is_a_permutation(count: int) -> None:
    choice = RowChoice(_plan(编号=""), RowPolicy((RowRule(order="shuffled"),), key=KEY))
    order = choice.order(count)
    assert sorted(order.tolist()) == list(range(count))
    assert count < 20 or order.tolist() != list(range(count))


@pytest.mark.parametrize(
    ("kind", "cells", "minors"),
    [
        ("AGE", ["17", "18", "13岁", "", None, "不详"], [True, False, True, False, False, False]),
        ("BIRTH_DATE", ["2008-11-02", "2008-11-01", "20100101", "1980/1/1"], [True, False, True, False]),
        ("CN_RESIDENT_ID", ["11010520150101002X", "11010519491231002X", "无"], [True, False, False]),
    ],
)
def test_minors_are_told_by_ages_birth_dates_and_ids(kind: str, cells: list[str | None], minors: list[bool]) -> None:
    policy = RowPolicy(minors=Minors(do="exclude"), at=date(2026, 11, 1))
    assert _staying(_plan(字段=kind), policy, {"字段": cells}, 2) == [not each for each in minors]


def test_a_row_leaves_by_its_newest_date() -> None:
    policy = RowPolicy(retention=Retention.model_validate({"before": "2020-01-01", "columns": ["*日"]}))
    columns = {
        "放款日": ["2019-12-31", "2019/12/31", "", "不详"],
        "还款日": ["20191231", "2020-01-01", None, "2018-01-01"],
    }
    assert _staying(_plan(放款日="", 还款日=""), policy, columns, 3) == [False, True, True, False]
    choice = RowChoice(_plan(放款日="", 还款日=""), policy)
    choice.staying(pa.record_batch([pa.array(each) for each in columns.values()], names=list(columns)))
    assert choice.left == {"retention": 2}
