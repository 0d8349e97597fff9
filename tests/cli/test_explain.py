"""pii-scanner explain: why a column was judged so, without its values."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pii_scanner.demo.persons import Person, persons
from recognizers.registry import recognizer
from tests.cli.commands import Cli


def _row(said: str, entity_type: str) -> str:
    return next(line for line in said.splitlines() if line.startswith(entity_type))


def test_every_step_to_the_verdict_is_shown(cli: Cli, data: Path, people: list[Person]) -> None:
    done = cli("explain", data, "客户.身份证号")
    assert done.code == 0
    assert "25 rows" in done.out
    assert "CN_RESIDENT_ID 1.00" in done.out
    assert "reported: whole cells" in _row(done.out, "CN_RESIDENT_ID")
    assert "pass MOD 11-2" in done.out
    assert "PIPL sensitive" in done.out
    assert not [each for each in people if each.resident_id in done.out]


def test_a_recognizer_that_was_overruled_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    card = recognizer("CN_BANK_CARD")
    assert card is not None
    both = [each.resident_id for each in persons(600, 8) if card.is_valid(each.resident_id)]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(both)))
    done = cli("explain", "-", "--header", "证件号码")
    assert done.code == 0
    assert "reported: whole cells" in _row(done.out, "CN_RESIDENT_ID")
    assert f"overruled: {len(both)} cells" in _row(done.out, "CN_BANK_CARD")


def test_header_and_values_alone_are_enough(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("男\n女\n" * 20))
    assert "reported" in _row(cli("explain", "-", "--header", "性别").out, "SEX")
    monkeypatch.setattr("sys.stdin", io.StringIO("男\n女\n" * 20))
    assert "none" in cli("explain", "-").out


def test_a_clean_column_says_so(cli: Cli, data: Path) -> None:
    done = cli("explain", data / "客户.csv", "城市")
    assert done.code == 0
    assert "no personal information found" in done.out


@pytest.mark.parametrize(("column", "words"), [("没有", "There is no column"), ("", "There is no column")])
def test_a_column_that_is_not_there(cli: Cli, data: Path, column: str, words: str) -> None:
    done = cli("explain", data, column)
    assert done.code == 2
    assert words in done.err


def test_a_column_of_several_tables_must_be_named_whole(cli: Cli, data: Path) -> None:
    (data / "副本.csv").write_bytes((data / "客户.csv").read_bytes())
    done = cli("explain", data, "手机号")
    assert done.code == 2
    assert "客户.手机号" in done.err
    assert "副本.手机号" in done.err


def test_a_source_that_is_not_there(cli: Cli) -> None:
    assert "does not exist" in cli("explain", "nowhere.csv", "a.b").err
    assert cli("explain", "nowhere.csv").code == 2
