"""Packages of employers, schools, hospitals and apps: numbers that an institution gives a person, accounts, texts."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import persons
from pii_scanner.jobs.mask import mask_sources
from pii_scanner.jobs.verify import verify_release
from tests.builders.tables import MASTER, policy, write_csv


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def of_shipped(name: str) -> Policy:
    return policy(extends=name, key={"env": "PII_SCANNER_KEY"})


def test_mobile_numbers_that_log_in_are_kept_where_mobile_numbers_are(tmp_path: Path) -> None:
    people = persons(60, 8)
    rng = random.Random(8)
    logins = [one.mobile if place % 5 == 0 else f"user{rng.randrange(10**7):07d}" for place, one in enumerate(people)]
    columns = {"login_name": logins, "手机号": [one.mobile for one in people]}
    write_csv(tmp_path / "in" / "用户.csv", columns)
    release = mask_sources([tmp_path / "in"], of_shipped("partner-collection"), tmp_path / "out")
    text = (release.folder / "用户.csv").read_text(encoding="utf-8")
    assert all(one.mobile in text for one in people)
    assert not [login for login in logins if login.startswith("user") and login in text]


@pytest.mark.parametrize(
    ("header", "label", "written"),
    [("学号", "学号", "2023{:04d}"), ("工号", "工号：", "{:04d}"), ("病历号", "住院号 ", "ZY{:05d}")],
)
def test_short_numbers_of_an_institution_join_with_those_in_notes(
    header: str, label: str, written: str, tmp_path: Path
) -> None:
    numbers = [written.format(1000 + 7 * place) for place in range(60)]
    notes = [f"{label}{number}，已核对，金额{1000 + place}元" for place, number in enumerate(numbers)]
    amounts = [str(1000 + 7 * place) for place in range(60)]
    write_csv(tmp_path / "in" / "名册.csv", {header: numbers, "备注": notes, "数量": amounts})
    release = mask_sources([tmp_path / "in"], of_shipped("partner-valuation"), tmp_path / "out")
    with (release.folder / "名册.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["数量"] for row in rows] == amounts
    for row, number in zip(rows, numbers, strict=True):
        assert f"{label}{number}" not in row["备注"]
        assert row[header] in row["备注"]
        assert "金额" in row["备注"]


def test_addresses_with_a_chinese_name_before_the_sign_are_masked_like_others(tmp_path: Path) -> None:
    people = persons(40, 9)
    mails = [f"{one.name}@example.cn" if place % 4 == 0 else one.email for place, one in enumerate(people)]
    notes = [f"已发邮件：{mail}，待回复" for mail in mails]
    write_csv(tmp_path / "in" / "客户.csv", {"姓名": [one.name for one in people], "邮箱": mails, "备注": notes})
    release = mask_sources([tmp_path / "in"], of_shipped("analytics"), tmp_path / "out")
    with (release.folder / "客户.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, mail in zip(rows, mails, strict=True):
        assert mail not in "".join(row.values())
        assert row["邮箱"] in row["备注"]


@pytest.mark.parametrize("name", ["analytics", "partner-valuation", "test-data", "pci"])
def test_names_in_parts_and_in_pinyin_leave_masked(name: str, tmp_path: Path) -> None:
    first = [f"{one}{other}" for one in ("Ja", "Lin", "Ro", "Mi", "Bar") for other in ("mes", "da", "bert", "ry")]
    pinyin = [
        f"{one}{other}" for one in ("zhang", "wang", "ouyang", "zhao") for other in ("wei", "na", "jie", "min", "tao")
    ]
    columns = {"first_name": first * 3, "姓名拼音": pinyin * 3, "余额": [f"{n}.5" for n in range(60)]}
    write_csv(tmp_path / "in" / "客户.csv", columns)
    release = mask_sources([tmp_path / "in"], of_shipped(name), tmp_path / "out")
    text = (release.folder / "客户.csv").read_text(encoding="utf-8")
    assert not [word for word in first + pinyin if word in text]


def test_notes_that_begin_with_an_address_that_is_kept_pass_the_verification_against_their_sources(
    tmp_path: Path,
) -> None:
    people = persons(240, 12)
    notes = [
        f"客户（{one.name}）户籍{one.address}，上门未见，邻居告知已搬走"
        if place % 12 == 1
        else f"{one.mobile}多次联系无果"
        for place, one in enumerate(people)
    ]
    columns = {"姓名": [one.name for one in people], "身份证号": [one.resident_id for one in people], "备注": notes}
    write_csv(tmp_path / "in" / "客户.csv", columns)
    release = mask_sources([tmp_path / "in"], of_shipped("partner-collection"), tmp_path / "out")
    assert people[1].address in (release.folder / "客户.csv").read_text(encoding="utf-8")
    assert verify_release(release.folder, against=[tmp_path / "in"]).failures == []


@pytest.mark.parametrize("together", [False, True])
def test_ids_among_names_and_numbers_that_are_kept_leave_masked(together: bool, tmp_path: Path) -> None:
    people = persons(60, 14)
    ids = [f"{one.name} {one.resident_id}" if together else one.resident_id for one in people]
    held = [(one.name if together else one.mobile) if place % 5 < 3 else ids[place] for place, one in enumerate(people)]
    write_csv(tmp_path / "in" / "旅客.csv", {"同行": held, "房号": [f"{300 + place}" for place in range(60)]})
    release = mask_sources([tmp_path / "in"], of_shipped("partner-collection"), tmp_path / "out")
    text = (release.folder / "旅客.csv").read_text(encoding="utf-8")
    assert not [one.resident_id for one in people if one.resident_id in text]
    assert all(held[place] in text for place in range(60) if place % 5 < 3)


def test_names_in_texts_among_values_of_which_some_characters_stay_leave_masked(tmp_path: Path) -> None:
    people = [one for one in persons(200, 16) if len(one.name) == 2][:40]
    texts = [f"{one.name} {one.mobile} {one.resident_id}" for one in people]
    held = [one.plate if place % 5 < 3 else texts[place] for place, one in enumerate(people)]
    write_csv(tmp_path / "in" / "车辆.csv", {"车牌号": held, "泊位": [f"{300 + place}" for place in range(len(held))]})
    release = mask_sources([tmp_path / "in"], of_shipped("partner"), tmp_path / "out")
    text = (release.folder / "车辆.csv").read_text(encoding="utf-8")
    assert not [one.name for place, one in enumerate(people) if place % 5 >= 3 and one.name in text]
