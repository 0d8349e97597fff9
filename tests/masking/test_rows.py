"""Operators that need the row: what a plan refuses, and that processes and batches change nothing."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import PolicyError
from pii_scanner.masking.plan import make_plan
from tests.builders.columns import masked_columns
from tests.builders.tables import MASTER, finding, policy, record

_RULES = {
    "放款日期": {"operator": "shift", "by": "身份证号"},
    "本金余额": {"operator": "noise", "keep_sum": True},
    "五级分类": "shuffle",
    "扩展": {"operator": "json", "paths": {"$.姓名": "surrogate", "$.手机": "pseudonymize"}},
}


def _loans(rows: int) -> pd.DataFrame:
    rng, people = random.Random(4), persons(300, 5)
    return pd.DataFrame(
        {
            "身份证号": [people[row % 300].resident_id for row in range(rows)],
            "放款日期": [(date(2020, 1, 1) + timedelta(days=rng.randrange(900))).isoformat() for _ in range(rows)],
            "本金余额": [f"{rng.randrange(10**7) / 100:,.2f}" for _ in range(rows)],
            "五级分类": [rng.choice(["正常", "关注", "次级", "可疑", "损失"]) for _ in range(rows)],
            "扩展": [
                json.dumps(
                    {"姓名": people[row % 300].name, "手机": people[row % 300].mobile, "序": row}, ensure_ascii=False
                )
                for row in range(rows)
            ],
            "说明": ["分期还款已签协议资料齐全等待复核" * 4] * rows,
        }
    )


def _policy() -> dict[str, object]:
    return {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"CN_RESIDENT_ID": "surrogate"},
        "columns": _RULES,
    }


def test_a_release_does_not_depend_on_the_number_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    frame = _loans(40_000)  # several batches
    frame.to_csv(tmp_path / "loans.csv", index=False)
    frame.to_parquet(tmp_path / "loans.parquet")
    for jobs in (1, 3):
        pii_scanner.mask(
            [tmp_path / "loans.csv", tmp_path / "loans.parquet"], _policy(), tmp_path / f"out{jobs}", jobs=jobs
        )
    for name in ("loans.csv", "loans.parquet"):
        assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out3" / name).read_bytes()
    made = pd.read_csv(tmp_path / "out1" / "loans.csv", dtype=str)
    days = (pd.to_datetime(made["放款日期"]) - pd.to_datetime(frame["放款日期"])).dt.days
    assert days.groupby(frame["身份证号"]).nunique().max() == 1
    document = json.loads(made["扩展"][0])
    assert document["手机"].startswith("MOB_")
    assert document["序"] == 0
    assert _sum(made["本金余额"]) == _sum(frame["本金余额"])
    assert sorted(made["五级分类"]) == sorted(frame["五级分类"])
    assert list(made["五级分类"]) != list(frame["五级分类"])


def _sum(texts: pd.Series) -> Decimal:
    return sum((Decimal(each.replace(",", "")) for each in texts), Decimal())


@pytest.mark.parametrize("epoch", [WINDOWS_EPOCH, MAC_EPOCH], ids=["1900", "1904"])
def test_dates_and_numbers_of_a_workbook_stay_what_they_are(
    epoch: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    book = openpyxl.Workbook()
    book.epoch = epoch
    sheet = book.active
    sheet.append(["客户号", "放款日期", "起始日", "余额", "网点"])
    days = [datetime(2024, 1, 1, 8 * (row % 2)) + timedelta(days=row) for row in range(40)]
    for row, day in enumerate(days):
        sheet.append([f"K{row % 4}", day, f"{day.year}/{day.month}/{day.day}", 100.25 + row, 1000 + row])
        sheet.cell(row + 2, 2).number_format = "yyyy年m月d日"
    sheet["B5"], sheet["B6"], sheet["B7"] = "不详", "=DATE(2024,1,5)", None
    sheet["E5"] = "00123"
    book.save(tmp_path / "loans.xlsx")
    moved = {"operator": "shift", "by": "客户号"}
    columns = {"放款日期": moved, "起始日": moved, "余额": {"operator": "noise", "keep_sum": True}, "网点": "shuffle"}
    pii_scanner.mask(tmp_path / "loans.xlsx", {**_policy(), "columns": columns}, tmp_path / "out")
    made = openpyxl.load_workbook(tmp_path / "out" / "loans.xlsx").active
    rows = list(made.iter_rows(min_row=2, values_only=True))
    assert made["B2"].number_format == "yyyy年m月d日"
    assert [row[1] for row in rows[3:6]] == [None, None, None]  # no date, a formula, blank
    for row, (day, (_, date_cell, text_cell, *_)) in enumerate(zip(days, rows, strict=True)):
        if row not in (3, 4, 5):
            assert date_cell.time() == day.time()
            assert text_cell == f"{date_cell.year}/{date_cell.month}/{date_cell.day}"
            assert date_cell != day
    assert {str(row[4]) for row in rows} == {str(1000 + row) for row in range(40) if row != 3} | {"00123"}
    assert sum(Decimal(str(row[3])) for row in rows) == sum(Decimal(str(100.25 + row)) for row in range(40))


def test_a_frame_is_masked_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    frame = _loans(300)
    made = pii_scanner.mask(frame, _policy())
    assert _sum(made["本金余额"]) == _sum(frame["本金余额"])
    assert list(made["放款日期"]) != list(frame["放款日期"])


def test_a_column_that_is_not_there_is_named_before_anything_is_written() -> None:
    columns = [record("放款日期"), record("身份证号", finding("CN_RESIDENT_ID"))]
    with pytest.raises(PolicyError, match=r"客户\.放款日期: shift needs the column 客户号, which is not there"):
        make_plan(columns, policy(columns={"放款日期": {"operator": "shift", "by": "客户号"}}, default="redact"))
    assert make_plan(columns, policy(columns={"放款日期": {"operator": "shift", "by": "身份证号"}}, default="redact"))


def test_a_table_without_rows_stays_one() -> None:
    rules = {"甲": {"operator": "shuffle"}, "乙": {"operator": "noise", "keep_sum": True}}
    assert [len(each) for each in masked_columns({"甲": ["x"], "乙": ["1"]}, rules).values()] == [1, 1]
