"""`dates`: what a policy makes of columns of dates that nothing else names, however the dates are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from pii_scanner.jobs.mask import mask_sources
from pii_scanner.masking.plan import make_plan
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import finding, policy, record, scanned_column, write_csv

_DAYS = [date(2023, 1, 3) + timedelta(days=11 * place) for place in range(40)]
_YEAR = {"operator": "generalize", "to": "year"}


@pytest.mark.parametrize(
    "form",
    ["{:%Y-%m-%d}", "{:%Y/%m/%d} 08:30", "{:%Y年%m月%d日}", "{:%Y年%m月}", "{:%Y%m%d}", "{:%Y%m%d%H%M%S}", "{:%Y-%m}", "{:%d/%m/%Y}"],
)  # fmt: skip
def test_a_column_of_dates_is_told_however_they_are_written(form: str) -> None:
    assert scanned_column("c3", [form.format(day) for day in _DAYS]).dated


def test_typed_dates_and_times_are_dates_too() -> None:
    times = [datetime(day.year, day.month, day.day, 9) for day in _DAYS]
    assert scanned_column("入院", pa.array(_DAYS)).dated
    assert scanned_column("入院", pa.array(times)).dated
    assert scanned_column("c1", pa.array([int(f"{day:%Y%m%d}") for day in _DAYS])).dated


@pytest.mark.parametrize(
    "values",
    [
        [f"{100 + place}.25" for place in range(40)],
        [f"2024{place:04d}" for place in range(2000, 2040)],
        [f"138000{place:05d}" for place in range(40)],
        [f"{day:%Y-%m-%d} 致电客户，承诺还款" if place % 3 == 0 else "无人接听" for place, day in enumerate(_DAYS)],
    ],
)
def test_numbers_and_notes_are_no_dates(values: list[str]) -> None:
    assert not scanned_column("c3", values).dated


def test_a_rule_for_the_column_or_its_type_beats_the_rule_for_dates() -> None:
    columns = [record("入院日期", dated=True), record("出生日期", finding("BIRTH_DATE"), dated=True), record("病区")]
    (table,) = make_plan(columns, policy(dates=_YEAR, entities={"BIRTH_DATE": "redact"})).tables
    assert [each.operator for each in table.columns] == ["generalize", "redact", "keep"]
    assert table.columns[0].reason == "a column of dates"
    (table,) = make_plan(columns, policy(dates=_YEAR, columns={"*.入院日期": "keep"})).tables
    assert [each.operator for each in table.columns] == ["keep", "generalize", "keep"]


def test_safe_harbor_leaves_years_and_ages_up_to_89(tmp_path: Path) -> None:
    columns = {
        "年龄": [str(60 + place) for place in range(40)],
        "入院日期": [f"{day:%Y-%m-%d}" for day in _DAYS],
        "discharge": [f"{day:%Y%m%d}" for day in _DAYS],
        "死亡时间": ["" if place % 2 else f"{day:%Y年%m月%d日}" for place, day in enumerate(_DAYS)],
        "visit": [f"{day:%m/%d/%Y}" for day in _DAYS],
        "科室": ["内科", "外科"] * 20,
    }
    write_csv(tmp_path / "病案.csv", columns)
    chosen = policy_of({"version": 1, "extends": "hipaa-safe-harbor", "recipient": {"name": "a", "purpose": "b"}})
    mask_sources([tmp_path / "病案.csv"], chosen, tmp_path / "out")
    read = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()))
    made = pyarrow.csv.read_csv(tmp_path / "out" / "病案.csv", convert_options=read).to_pydict()
    assert made["年龄"] == [str(60 + place) if place < 30 else "90+" for place in range(40)]
    years = [str(day.year) for day in _DAYS]
    assert made["入院日期"] == made["discharge"] == made["visit"] == years
    assert made["死亡时间"] == ["" if place % 2 else year for place, year in enumerate(years)]
    assert made["科室"] == columns["科室"]


def test_a_policy_about_cards_says_what_else_tells_people_apart() -> None:
    chosen = policy_of({"version": 1, "extends": "pci", "recipient": {"name": "a", "purpose": "b"}})
    columns = [
        record("卡号", finding("CN_BANK_CARD")),
        record("生日", finding("BIRTH_DATE")),
        record("年龄", finding("AGE")),
    ]
    warnings = make_plan(columns, chosen).warnings
    assert any("生日" in each and "no rule names it" in each for each in warnings)
    assert any("客户 keeps 生日, 年龄 together, quasi-identifiers" in each for each in warnings)
    risk = {"quasi_identifiers": ["生日", "年龄"], "k": 5}
    assert not any(
        "together" in each
        for each in make_plan(columns, chosen.model_copy(update={"risk": policy(risk=risk).risk})).warnings
    )


def test_warnings_tell_tables_of_one_name_in_two_files_apart() -> None:
    chosen = policy_of({"version": 1, "extends": "pci", "recipient": {"name": "a", "purpose": "b"}})
    columns = [
        record(name, finding(kind), table_name="Sheet1", source=source)
        for source in ("甲.xlsx", "乙.xlsx")
        for name, kind in (("卡号", "CN_BANK_CARD"), ("生日", "BIRTH_DATE"), ("年龄", "AGE"))
    ]
    warnings = " ".join(make_plan(columns, chosen).warnings)
    assert "甲.xlsx Sheet1 keeps 生日, 年龄 together" in warnings
    assert "乙.xlsx Sheet1.生日" in warnings
