"""Workbooks protected by a password are read with one from the environment or the terminal, and never otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

import pii_scanner
from pii_scanner.masking.keys import new_key
from pii_scanner.sources import passwords
from tests.builders.files import refusal, rows_of, table_of
from tests.builders.workbooks import cells, simple

HEADER = ["姓名", "手机号码"]
ROWS: list[list[object]] = [HEADER, *([f"张伟{n}", f"1380013800{n}"] for n in range(6))]
PASSWORD = "不良 资产#2026"


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(passwords.VARIABLE, raising=False)
    passwords.forget()
    yield
    passwords.forget()


def protected(path: Path, password: str = PASSWORD) -> Path:
    plain = simple(path.with_name("plain.xlsx"), ROWS)
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    plain.unlink()
    return path


def test_without_a_password_it_is_refused_and_the_user_told_how_to_give_one(tmp_path: Path) -> None:
    sentence = refusal(protected(tmp_path / "a.xlsx"))
    assert "a.xlsx is protected by a password" in sentence
    assert "PII_SCANNER_FILE_PASSWORD" in sentence


def test_a_wrong_password_is_not_repeated_in_the_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passwords.VARIABLE, "wrong-one")
    assert "wrong-one" not in refusal(protected(tmp_path / "a.xlsx"))


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a"])
def test_one_of_several_passwords_opens_it(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passwords.VARIABLE, f"another\n{PASSWORD}")
    path = protected(tmp_path / name)
    assert rows_of(table_of(path)) == ROWS[1:]
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_two_of_them_are_open_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passwords.VARIABLE, "one\ntwo")
    first = table_of(protected(tmp_path / "a.xlsx", "one"))
    second = table_of(protected(tmp_path / "b.xlsx", "two"))
    assert rows_of(first) == rows_of(second) == ROWS[1:]


def test_protection_against_changes_needs_no_password(tmp_path: Path) -> None:
    assert rows_of(table_of(protected(tmp_path / "a.xlsx", "VelvetSweatshop"))) == ROWS[1:]


def test_without_the_library_its_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert 'pip install "pii-scanner[encrypted]"' in refusal(protected(tmp_path / "a.xlsx"))


def test_the_masked_copy_has_no_password_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passwords.VARIABLE, PASSWORD)
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    source = protected(tmp_path / "a.xlsx")
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "version: 1\nrecipient: {name: p, purpose: t, agreement: x, expires: 2099-01-01}\n"
        "key: {env: PII_SCANNER_KEY}\ndefault: redact\n",
        encoding="utf-8",
    )
    release = pii_scanner.mask(source, policy, tmp_path / "out")
    assert any("protected by a password" in warning for warning in release.manifest["warnings"])
    copy = cells(tmp_path / "out" / "a.xlsx")
    assert copy[0] == HEADER
    assert not {row[1] for row in ROWS} & {row[1] for row in copy[1:]}


def test_what_is_not_encrypted_is_left_alone(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx", ROWS)
    with path.open("rb") as file:
        assert not msoffcrypto.OfficeFile(file).is_encrypted()
    assert table_of(path).layout["path"] == path
