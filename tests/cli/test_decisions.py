from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock

import pii_scanner
from pii_scanner.demo.persons import Person
from tests.builders.tables import person_columns, write_csv
from tests.cli.commands import POLICY, Cli

WHO = ("--reason", "内部编号", "--author", "审核员")
SETTINGS = """suppressions:
- column: "客户.*号"
  reason: test data
  author: 审核员
  until: {until}
"""


@pytest.fixture
def out(cli: Cli, data: Path, tmp_path: Path) -> Path:
    cli("scan", data, "-o", tmp_path / "out")
    return tmp_path / "out"


def column(out: Path, name: str) -> dict[str, Any]:
    document = json.loads((out / "inventory.json").read_text(encoding="utf-8"))
    return next(each for each in document["columns"] if each["column"] == name)


def suppressing(folder: Path, until: date) -> Path:
    path = folder / "settings.yaml"
    path.write_text(SETTINGS.format(until=until), encoding="utf-8")
    return path


def test_a_decision_stands_in_all_reports_at_once_and_after_the_next_scan(cli: Cli, data: Path, out: Path) -> None:
    done = cli("inventory", "decide", out, "客户.手机号", "--reject", "CN_MOBILE", "--level", "2", *WHO)
    assert done.code == 0
    assert done.out.splitlines() == ["客户.手机号 (客户.csv): CN_MOBILE rejected", "客户.手机号 (客户.csv): level 2"]
    for _ in range(2):
        shown = column(out, "手机号")
        decision = shown["entity_types"][0]["decision"]
        assert {key: decision[key] for key in ("state", "reason", "author", "until", "origin")} == {
            "state": "rejected", "reason": "内部编号", "author": "审核员", "until": None, "origin": "human",
        }  # fmt: skip
        assert decision["decided"].startswith("20")
        assert (shown["level"]["level"], shown["sensitivity"], shown["verdict"]["sensitivity"]) == (2, 2, 3)
        assert "审核员" in (out / "report.html").read_text(encoding="utf-8")
        table = pd.read_csv(out / "inventory.csv").set_index("column").loc["手机号"]
        assert (table["decision"], table["decided_by"], table["level_by"]) == ("rejected", "审核员", "审核员")
        cli("scan", data, "-o", out)
    assert column(out, "姓名")["level"] is column(out, "姓名")["entity_types"][0]["decision"] is None


def test_the_screen_shows_who_accepted_and_how_many_were_rejected(cli: Cli, out: Path) -> None:
    cli("inventory", "decide", out, "城市", "--accept", "CN_ADDRESS", *WHO)
    cli("inventory", "decide", out, "手机号", "--reject", "CN_MOBILE", *WHO)
    shown = cli("inventory", "show", out).out
    assert "CN_ADDRESS (accepted by 审核员)" in shown
    assert "手机号" not in shown
    assert "Findings rejected by decisions: 1" in shown


def test_decisions_are_listed_with_their_state(cli: Cli, out: Path) -> None:
    assert cli("inventory", "decisions", out).out.strip() == "Nothing was decided."
    cli("inventory", "decide", out, "手机号", "--reject", "CN_MOBILE", *WHO, "--until", date.today())
    cli("inventory", "decide", out, "手机号", "--accept", "CN_MOBILE", *WHO)
    cli("inventory", "decide", out, "城市", "--level", "4", *WHO)
    cli("inventory", "decide", out, "城市", "--withdraw", "level", *WHO)
    listed = cli("inventory", "decisions", out).out.splitlines()
    assert len(listed) == 2
    assert "CN_MOBILE accepted" in listed[1]
    assert "in force" in listed[1]
    assert len(cli("inventory", "decisions", out, "--history").out.splitlines()) == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["客户.电话", "--level", "3", *WHO], "There is no column 客户.电话"),
        (["手机号", "--level", "6", *WHO], "--level"),
        (["手机号", "--level", "0", *WHO], "--level"),
        (["手机号", "--level", "3", "--author", "审核员"], "--reason"),
        (["手机号", "--level", "3", "--reason", "r"], "--author"),
        (["手机号", "--level", "3", *WHO, "--until", "2020-02-30"], "--until"),
        (["手机号", *WHO], "Nothing is decided"),
    ],
)
def test_2_for_a_decision_that_cannot_be_understood(arguments: list[str], said: str, cli: Cli, out: Path) -> None:
    before = (out / "inventory.sqlite").read_bytes()
    done = cli("inventory", "decide", out, *arguments)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert (out / "inventory.sqlite").read_bytes() == before


def test_a_level_out_of_range_is_said_in_chinese(cli: Cli, out: Path) -> None:
    done = cli("inventory", "decide", out, "手机号", "--level", "6", *WHO, "--lang", "zh")
    assert "--level 必须是 1 到 5 之间的整数" in done.err


def test_75_for_a_decision_while_a_scan_writes_there(cli: Cli, out: Path) -> None:
    with FileLock(out / ".lock"):
        assert cli("inventory", "decide", out, "手机号", "--level", "3", *WHO).code == 75


def test_a_suppression_of_the_settings_file_keeps_a_scan_silent(
    cli: Cli, data: Path, out: Path, tmp_path: Path, people: list[Person]
) -> None:
    settings = suppressing(tmp_path, date.today() + timedelta(9))
    write_csv(data / "客户.csv", {**person_columns(people), "总机号": [each.mobile for each in people]})
    done = cli("scan", data, "-o", out, "--fail-on-new", "--config", settings)
    assert (done.code, "New:" in done.err) == (0, False)
    for name in ("手机号", "总机号"):
        assert column(out, name)["entity_types"][0]["decision"]["origin"] == "suppression"
    assert "in force (suppression)" in cli("inventory", "decisions", out).out


def test_an_expired_suppression_warns_and_does_not_fail(cli: Cli, data: Path, out: Path, tmp_path: Path) -> None:
    settings = suppressing(tmp_path, date(2026, 1, 1))
    done = cli("scan", data, "-o", out, "--fail-on-new", "--config", settings)
    assert done.code == 0
    assert "Warning: suppressions: The suppression for 客户.*号 expired on 2026-01-01" in done.err
    assert column(out, "手机号")["entity_types"][0]["decision"] is None
    assert "expired" in cli("inventory", "decisions", out).out


def test_neither_decisions_nor_suppressions_keep_anything_from_being_masked(
    cli: Cli, data: Path, out: Path, policy: Path, tmp_path: Path, people: list[Person]
) -> None:
    cli("inventory", "decide", out, "身份证号", "--reject", "CN_RESIDENT_ID", *WHO)
    settings = suppressing(tmp_path, date.today() + timedelta(9))
    policy.write_text(POLICY, encoding="utf-8")
    release = tmp_path / "release"
    assert cli("mask", data, "--policy", policy, "-o", release, "--config", settings).code == 0
    copy = (release / "客户.csv").read_text(encoding="utf-8")
    assert not [value for each in people for value in (each.resident_id, each.mobile, each.bank_card) if value in copy]


def test_python_sees_the_decisions_of_its_output(out: Path, people: list[Person], cli: Cli, tmp_path: Path) -> None:
    frame = pd.DataFrame(person_columns(people))
    pii_scanner.scan(frame, output=tmp_path / "frames")
    done = cli("inventory", "decide", tmp_path / "frames", "手机号", "--reject", "CN_MOBILE", "--level", "1", *WHO)
    assert done.code == 0
    rows = pii_scanner.scan(frame, output=tmp_path / "frames").to_pandas().set_index("column")
    assert list(rows.loc["手机号", ["decision", "decided_by", "decision_reason", "level_by"]]) == [
        "rejected", "审核员", "内部编号", "审核员",
    ]  # fmt: skip
    assert (rows.loc["手机号", "sensitivity"], rows.loc["手机号", "verdict_sensitivity"]) == (1, 3)
    assert pd.isna(rows.loc["姓名", "decision"])
