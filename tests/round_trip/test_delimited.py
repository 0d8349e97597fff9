"""Delimited files written as no textbook does: read right, masked right, and otherwise left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.masking.keys import new_key
from pii_scanner.sources.encoding import detect_encoding, open_text
from tests.builders.files import rows_of, table_of
from tests.round_trip.awkward import PEOPLE, REGULAR, secrets, text
from tests.round_trip.kept import kept_copy

_SURROGATES = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "TEST_KEY"},
    "entities": {"CN_RESIDENT_ID": "surrogate", "CN_MOBILE": "pseudonymize", "PERSON": "surrogate"},
    "default": "redact",
}
_MASKING = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": dict.fromkeys(("CN_RESIDENT_ID", "CN_MOBILE", "PERSON", "CN_LANDLINE", "CN_ADDRESS"), "redact"),
    "default": "redact",
}


def _file(tmp_path: Path, content: bytes, name: str = "客户.csv") -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def _written(path: Path) -> str:
    with open_text(path, detect_encoding(path)) as stream:
        return stream.read()


@pytest.mark.parametrize("how", REGULAR)
def test_a_copy_that_keeps_every_column_is_the_same_file(tmp_path: Path, how: str) -> None:
    source = _file(tmp_path, REGULAR[how])
    assert kept_copy(source, tmp_path / "out").read_bytes() == REGULAR[how]


@pytest.mark.parametrize("how", REGULAR)
def test_a_masked_copy_holds_nothing_raw(tmp_path: Path, how: str) -> None:
    source = _file(tmp_path, REGULAR[how])
    pii_scanner.mask(source, _MASKING, tmp_path / "out")
    made = _written(tmp_path / "out" / "客户.csv")
    before, after = table_of(source), table_of(tmp_path / "out" / "客户.csv")
    assert not [value for value in secrets() if value in made]
    assert [column.name for column in after.columns] == [column.name for column in before.columns]
    assert len(rows_of(after)) == len(rows_of(before))
    assert made.count("\n") == _written(source).count("\n")
    assert after.layout["dialect"].delimiter == before.layout["dialect"].delimiter
    assert after.layout["dialect"].encoding.name == before.layout["dialect"].encoding.name


def test_every_manner_is_masked_with_surrogates_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", new_key())
    (tmp_path / "data").mkdir()
    for number, content in enumerate(REGULAR.values()):
        _file(tmp_path / "data", content, f"{number}.csv")
    release = pii_scanner.mask(tmp_path / "data", _SURROGATES, tmp_path / "out")
    assert len(release.manifest["files"]) == len(REGULAR)
    pii_scanner.verify(tmp_path / "out", tmp_path / "data")


def test_a_name_may_stand_twice_in_a_header(tmp_path: Path) -> None:
    table = table_of(_file(tmp_path, REGULAR["duplicate and empty names"]))
    assert [column.name for column in table.columns] == ["编号", "姓名", "姓名_2", "column_4", "备注"]
    assert len(rows_of(table)) == len(PEOPLE)


@pytest.mark.parametrize(
    "odd",
    [
        "K9,无,,,一,{id},{mobile}\n",  # fields too many
        "{id},{mobile}\n",  # the second half of a broken row
        "K9,无,城市,区,备注 {mobile},{id},,,\n",
        '"K9,{id},{mobile},x\n',  # a quotation mark never closed
    ],
)
def test_values_that_stand_in_no_place_of_theirs_do_not_leak(tmp_path: Path, odd: str) -> None:
    identity, mobile = "440524188001010014", "13612345678"
    content = (text() + odd.format(id=identity, mobile=mobile) + text(header=[])).encode()
    pii_scanner.mask(_file(tmp_path, content), _MASKING, tmp_path / "out")
    made = _written(tmp_path / "out" / "客户.csv")
    assert identity not in made
    assert mobile not in made
    assert made.count("\n") == content.count(b"\n")


def test_lines_of_two_encodings_are_read_each_in_its_own(tmp_path: Path) -> None:
    content = text().encode() + text(header=[]).encode("gbk") + text(header=[]).encode()
    source = _file(tmp_path, content)
    assert [row[1] for row in rows_of(table_of(source))] == [each.name for each in PEOPLE] * 3
    assert kept_copy(source, tmp_path / "out").read_bytes() == (text() + text(header=[]) * 2).encode()


def test_a_broken_byte_costs_one_character(tmp_path: Path) -> None:
    content = text().encode().replace(PEOPLE[3].name.encode(), PEOPLE[3].name.encode()[:-1], 1)
    rows = rows_of(table_of(_file(tmp_path, content)))
    assert rows[3][1] == PEOPLE[3].name[:-1] + "\ufffd"
    assert rows[4][1] == PEOPLE[4].name


def test_nul_characters_are_left_out_of_the_copy(tmp_path: Path) -> None:
    content = text().encode().replace(b"K0001", b"K0\x00001") + b"\x00" * 99
    assert kept_copy(_file(tmp_path, content), tmp_path / "out").read_bytes() == text().encode()


def test_five_thousand_columns_and_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    rows = [",".join(f"列{n}" for n in range(5000))]
    rows += [",".join(each.mobile if n % 100 == 0 else "" for n in range(5000)) for each in PEOPLE]
    wide = "\n".join(rows).encode()
    assert kept_copy(_file(tmp_path, wide, "wide.csv"), tmp_path / "out").read_bytes() == wide
    cell = "很长的文字\n" * 640_000 + PEOPLE[0].mobile
    long = f'编号,备注\n1,短\n2,"{cell}"\n3,短\n'.encode()
    assert kept_copy(_file(tmp_path, long, "long.csv"), tmp_path / "out2").read_bytes() == long
    pii_scanner.mask(tmp_path / "long.csv", _MASKING, tmp_path / "out3")
    assert PEOPLE[0].mobile.encode() not in (tmp_path / "out3" / "long.csv").read_bytes()
