"""Five linked tables in five formats, the same persons written differently: every join counts as before."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import Person, persons
from tests.builders.tables import MASTER

KEYS = ("身份证号", "手机", "卡号")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _spaced(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _rows(people: list[Person], write: Any, seed: int) -> list[dict[str, str]]:
    """Return some rows of some persons, each identifier as this table writes it."""
    rng = random.Random(seed)
    chosen = rng.sample(people, 50) + rng.choices(people, k=30)
    return [
        {"身份证号": write(p.resident_id, "id"), "手机": write(p.mobile, "mobile"), "卡号": write(p.bank_card, "card")}
        for p in chosen
    ]


def _as_is(text: str, kind: str) -> str:
    return text


def _in_groups(text: str, kind: str) -> str:
    return {"id": text.replace("X", "x"), "mobile": f"{text[:3]} {text[3:7]} {text[7:]}", "card": _spaced(text)}[kind]


def _full_width(text: str, kind: str) -> str:
    return text.translate(_WIDE)


def _prefixed(text: str, kind: str) -> str:
    return {"id": f" {text} ", "mobile": f"+86 {text}", "card": _spaced(text).replace(" ", "-")}[kind]


def _dashed(text: str, kind: str) -> str:
    return {"id": text, "mobile": f"{text[:3]}-{text[3:7]}-{text[7:]}", "card": text}[kind]


def write_tables(folder: Path, people: list[Person], seed: int) -> None:
    folder.mkdir()
    frame = pd.DataFrame(_rows(people, _in_groups, seed))
    frame.to_csv(folder / "客户.csv", index=False, encoding="gb18030")
    book = openpyxl.Workbook()
    book.active.title = "借据"
    book.active.append(list(KEYS))
    for row in _rows(people, _full_width, seed + 1):
        book.active.append([row[key] for key in KEYS])
    book.save(folder / "借据.xlsx")
    pd.DataFrame(_rows(people, _as_is, seed + 2)).to_parquet(folder / "还款.parquet", index=False)
    pd.DataFrame(_rows(people, _prefixed, seed + 3)).to_json(
        folder / "催收.jsonl", orient="records", lines=True, force_ascii=False
    )
    with closing(sqlite3.connect(folder / "账户.sqlite")) as connection:
        pd.DataFrame(_rows(people, _dashed, seed + 4)).to_sql("账户", connection, index=False)


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    with closing(sqlite3.connect(folder / "账户.sqlite")) as connection:
        accounts = pd.read_sql("SELECT * FROM 账户", connection)
    return {
        "csv": pd.read_csv(folder / "客户.csv", encoding="gb18030", dtype=str),
        "xlsx": pd.read_excel(folder / "借据.xlsx", dtype=str, engine="openpyxl"),
        "parquet": pd.read_parquet(folder / "还款.parquet"),
        "jsonl": pd.read_json(folder / "催收.jsonl", lines=True, dtype=str),
        "sqlite": accounts,
    }


def plain(column: pd.Series) -> list[str]:
    """Return values without the ways to write them."""
    narrow = column.str.translate({ord(w): ord("0") + n for n, w in enumerate("０１２３４５６７８９")})
    return [
        text.removeprefix("+86")
        for text in narrow.str.replace(r"[\s-]", "", regex=True).str.replace("x", "X", regex=False)
    ]


def join_counts(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> dict[tuple[str, str, str], int]:
    """Return how many pairs of rows join, for each pair of tables and each key."""
    counted = {}
    for left, mine in one.items():
        for right, theirs in other.items():
            for key in KEYS:
                a, b = Counter(plain(mine[key])), Counter(plain(theirs[key]))
                counted[left, right, key] = sum(a[value] * b[value] for value in a)
    return counted


def policy(recipient: str, operators: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": 1,
        "recipient": {"name": recipient, "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": operators,
    }


SETS: dict[str, dict[str, Any]] = {
    "pseudonyms": dict.fromkeys(("CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD"), "pseudonymize"),
    "surrogates": dict.fromkeys(("CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD"), "surrogate"),
}


@pytest.mark.parametrize("operators", SETS.values(), ids=SETS.keys())
def test_every_join_counts_as_before_now_and_a_month_later(operators: dict[str, Any], tmp_path: Path) -> None:
    people = persons(90, 17)
    for month, seed in (("five", 1), ("six", 60)):
        write_tables(tmp_path / month, people, seed)
        pii_scanner.mask(tmp_path / month, policy("partner-a", operators), tmp_path / f"out-{month}")
    five, six = tables(tmp_path / "five"), tables(tmp_path / "six")
    made_five, made_six = tables(tmp_path / "out-five"), tables(tmp_path / "out-six")
    assert join_counts(made_five, made_five) == join_counts(five, five)
    assert join_counts(made_five, made_six) == join_counts(five, six)
    for name, made in made_five.items():
        for key in KEYS:
            assert not set(plain(made[key])) & set(plain(five[name][key])), (name, key)


@pytest.mark.parametrize("operators", SETS.values(), ids=SETS.keys())
def test_another_partner_shares_nothing(operators: dict[str, Any], tmp_path: Path) -> None:
    write_tables(tmp_path / "in", persons(90, 17), 1)
    for partner in "ab":
        pii_scanner.mask(tmp_path / "in", policy(f"partner-{partner}", operators), tmp_path / partner)
    one, other = tables(tmp_path / "a"), tables(tmp_path / "b")
    for key in KEYS:
        mine = {value for made in one.values() for value in plain(made[key])}
        theirs = {value for made in other.values() for value in plain(made[key])}
        assert len(mine) == len(theirs)
        shared = mine & theirs
        if operators is SETS["pseudonyms"]:
            assert not shared
        else:
            # Surrogates are drawn from a range: two may be equal by chance, and mean other persons then.
            assert len(shared) <= 2


def test_a_sample_of_persons_is_the_same_in_all_tables(tmp_path: Path) -> None:
    write_tables(tmp_path / "in", persons(90, 17), 1)
    rules = policy("partner-a", SETS["pseudonyms"]) | {"rows": {"sample": 0.4, "sample_by": "身份证号"}}
    pii_scanner.mask(tmp_path / "in", rules, tmp_path / "out")
    whole = policy("partner-a", SETS["pseudonyms"])
    pii_scanner.mask(tmp_path / "in", whole, tmp_path / "whole")
    made, all_rows = tables(tmp_path / "out"), tables(tmp_path / "whole")
    kept = {value for each in made.values() for value in each["身份证号"].str.strip()}
    assert 15 <= len(kept) <= 60
    for name, each in all_rows.items():
        wanted = sorted(value for value in each["身份证号"].str.strip() if value in kept)
        assert sorted(made[name]["身份证号"].str.strip()) == wanted, name
