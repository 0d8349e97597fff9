"""A masked row agrees with itself: birth date, age, sex and province are those of the resident ID's surrogate."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import pii_scanner
from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import Person, persons
from pii_scanner.errors import PolicyError
from pii_scanner.masking.policies import policy_of
from recognizers.regions import place_of
from recognizers.resident_id import Holder, decode
from tests.builders.tables import MASTER

_PEOPLE = persons(120, 5)
_DAY = dt.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _policy(**changes: Any) -> Policy:
    recipient = {"name": "developers", "purpose": "tests"}
    return policy_of({"version": 1, "extends": "test-data", "recipient": recipient, "key": {"env": "PII_SCANNER_KEY"}, **changes})  # fmt: skip


def _age(born: dt.date, day: dt.date = _DAY) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _frame(people: list[Person], **more: list[Any]) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {
        "身份证号": [each.resident_id for each in people],
        "姓名": [each.name for each in people],
        "性别": [each.sex for each in people],
        "出生日期": [each.birth_date.isoformat() for each in people],
        "出生年份": [each.birth_date.year for each in people],
        "出生年月": [each.birth_date.strftime("%Y%m") for each in people],
        "csrq": [each.birth_date for each in people],
        "年龄": [_age(each.birth_date) for each in people],
        "省份": [place_of(each.resident_id[:2] + "0000") for each in people],
    }
    return pd.DataFrame(columns | more)


def _holders(numbers: Any) -> list[Holder]:
    # The prefecture of a surrogate is no place's: what it says is read all the same.
    found = [decode(each) for each in numbers]
    return [each for each in found if each is not None]


def test_every_row_says_of_a_person_what_its_resident_id_says() -> None:
    frame = _frame(_PEOPLE)
    made = pii_scanner.mask(frame, _policy())
    holders = _holders(made["身份证号"])
    assert len(holders) == len(frame)
    born = [each.birth_date for each in holders]
    assert born != [each.birth_date for each in _PEOPLE]
    assert made["出生日期"].tolist() == [each.isoformat() for each in born]
    assert made["csrq"].tolist() == born
    assert made["出生年份"].tolist() == [each.year for each in born]
    assert made["出生年月"].tolist() == [each.strftime("%Y%m") for each in born]
    assert made["性别"].tolist() == [{"male": "男", "female": "女"}[each.sex] for each in holders]
    assert made["省份"].tolist() == [place_of(each.region_code[:2] + "0000") for each in holders]
    near = [abs(age - _age(day)) for age, day in zip(made["年龄"], born, strict=True)]
    assert max(near) <= 1
    # Birthdays in the few days at which these ages may have been counted.
    assert sum(near) <= 3


def test_joins_stay_and_other_tables_say_the_same_birth_date() -> None:
    one, other = pii_scanner.mask(_frame(_PEOPLE), _policy()), pii_scanner.mask(_frame(_PEOPLE[::-1]), _policy())
    columns = ["身份证号", "出生日期", "出生年份"]
    pd.testing.assert_frame_equal(one[columns], other[columns][::-1].reset_index(drop=True))


def test_missing_cells_stay_missing_and_those_that_deny_the_id_say_nothing_of_the_person() -> None:
    frame = _frame(_PEOPLE)
    frame.loc[:9, "身份证号"] = ""
    frame.loc[10:19, "出生日期"] = ""
    frame.loc[20:29, "出生日期"] = "1991-02-03"
    made = pii_scanner.mask(frame, _policy())
    real = [each.birth_date.isoformat() for each in _PEOPLE]
    assert (made["身份证号"][:10] == "").all()
    assert not set(made["出生日期"][:10]) & set(real[:10])
    assert all(dt.date.fromisoformat(day).isoformat() == day for day in made["出生日期"][:10])
    assert (made["出生日期"][10:20] == "").all()
    # Equal dates, which no ID beside them explains, stay equal.
    assert made["出生日期"][20:30].nunique() == 1
    assert made["出生日期"][20] != "1991-02-03"
    assert [day.isoformat() for day in made["csrq"][10:20]] == [
        holder.birth_date.isoformat() for holder in _holders(made["身份证号"][10:20])
    ]


def test_a_guarantor_has_the_birth_date_of_his_own_id() -> None:
    debtors, guarantors = _PEOPLE[:60], _PEOPLE[60:]
    frame = pd.DataFrame(
        {
            "担保人身份证号": [each.resident_id for each in guarantors],
            "借款人身份证号": [each.resident_id for each in debtors],
            "借款人出生日期": [each.birth_date.strftime("%Y/%m/%d") for each in debtors],
            "担保人出生日期": [each.birth_date.strftime("%Y年%m月%d日") for each in guarantors],
            "担保人年龄": [f"{_age(each.birth_date)}岁" for each in guarantors],
        }
    )
    made = pii_scanner.mask(frame, _policy())
    debtor, guarantor = _holders(made["借款人身份证号"]), _holders(made["担保人身份证号"])
    assert made["借款人出生日期"].tolist() == [each.birth_date.strftime("%Y/%m/%d") for each in debtor]
    assert made["担保人出生日期"].tolist() == [each.birth_date.strftime("%Y年%m月%d日") for each in guarantor]
    ages = [int(each.removesuffix("岁")) for each in made["担保人年龄"]]
    assert all(abs(age - _age(each.birth_date)) <= 1 for age, each in zip(ages, guarantor, strict=True))


def test_ages_counted_at_days_of_their_own_keep_within_a_year() -> None:
    days = [dt.date(2005 + row % 20, 1 + row % 12, 15) for row in range(len(_PEOPLE))]
    ages = [_age(each.birth_date, day) for each, day in zip(_PEOPLE, days, strict=True)]
    frame = pd.DataFrame({"身份证号": [each.resident_id for each in _PEOPLE], "年龄": ages})
    made = pii_scanner.mask(frame, _policy())
    born = [each.birth_date for each in _holders(made["身份证号"])]
    told = [(age, _age(one, day)) for age, one, day in zip(made["年龄"], born, days, strict=True)]
    assert all(abs(age - right) <= 1 for age, right in told if right >= 0)
    assert made["年龄"].min() >= 0


def test_dates_and_numbers_of_a_workbook_stay_dates_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["身份证号", "出生日期", "出生年份", "年龄"])
    for each in _PEOPLE[:40]:
        sheet.append([each.resident_id, dt.datetime.combine(each.birth_date, dt.time()), each.birth_date.year, _age(each.birth_date)])  # fmt: skip
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "客户.xlsx")
    (tmp_path / "policy.yaml").write_text(
        "version: 1\nextends: test-data\nrecipient: {name: developers, purpose: tests}\nkey: {env: PII_SCANNER_KEY}\n"
    )
    pii_scanner.mask(tmp_path / "in", tmp_path / "policy.yaml", tmp_path / "out")
    rows = list(openpyxl.load_workbook(tmp_path / "out" / "客户.xlsx").active.iter_rows(min_row=2, values_only=True))
    holders = _holders(row[0] for row in rows)
    assert [row[1].date() for row in rows] == [each.birth_date for each in holders]
    assert [row[2] for row in rows] == [each.birth_date.year for each in holders]
    assert all(isinstance(row[3], int) for row in rows)


def test_a_plan_warns_where_a_row_will_deny_itself() -> None:
    frame = _frame(_PEOPLE)
    rules = {
        "CN_RESIDENT_ID": {"operator": "surrogate", "keep": []},
        "BIRTH_DATE": {"operator": "generalize", "to": "year"},
    }
    (years, sexes) = (
        each for each in pii_scanner.plan(frame, _policy(entities=rules)).warnings if "surrogates of" in each
    )
    assert "出生日期" in years
    assert "身份证号" in years
    assert "性别" not in years
    assert "性别" in sexes
    quiet = pii_scanner.plan(frame, _policy()).warnings
    assert not [each for each in quiet if "surrogates of" in each]


@pytest.mark.parametrize("other", ["姓名", "没有"])
def test_a_column_that_has_no_surrogates_of_ids_cannot_be_followed(other: str) -> None:
    with pytest.raises(PolicyError, match=other):
        pii_scanner.plan(_frame(_PEOPLE), _policy(columns={"*.csrq": {"operator": "surrogate", "of": other}}))


def test_a_column_of_any_name_follows_an_id_that_the_policy_names() -> None:
    frame = _frame(_PEOPLE).rename(columns={"出生日期": "F7", "年龄": "F8"})
    named = {"operator": "surrogate", "of": "身份证号"}
    made = pii_scanner.mask(frame, _policy(columns={"*.F7": named, "*.F8": named}))
    holders = _holders(made["身份证号"])
    assert made["F7"].tolist() == [each.birth_date.isoformat() for each in holders]
    assert all(abs(age - _age(each.birth_date)) <= 1 for age, each in zip(made["F8"], holders, strict=True))
