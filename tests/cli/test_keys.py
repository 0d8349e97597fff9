"""Keys on the command line: made, kept by age, rotated, split and recovered; never shown, never in arguments."""

from __future__ import annotations

import builtins
import io
import os
import re
import stat
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pyrage
import pytest

from tests.builders.tables import MASTER
from tests.cli.commands import Cli

Write = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Write a policy with this key."""

    def write(key: str) -> Path:
        path = tmp_path / "policy.yaml"
        text = f"version: 1\nrecipient: {{name: partner-a, purpose: test}}\nkey: {key}\n"
        path.write_text(text + "entities: {CN_MOBILE: tokenize}\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def identity(tmp_path: Path) -> pyrage.x25519.Identity:
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "identity.txt"
    path.write_text(f"# created: today\n# public key: {made.to_public()}\n{made}\n", encoding="ascii")
    path.chmod(0o600)
    return made


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def key_id(cli: Cli, policy: Path) -> str:
    shown = cli("key", "show", "--policy", policy)
    assert shown.code == 0, shown.err
    (found,) = re.findall("key id ([0-9a-f]{12})", shown.out)
    return str(found)


def codes_of(said: str) -> list[str]:
    return [line for line in said.splitlines() if len(line.split()) > 20 and re.fullmatch("[a-z ]+", line)]


def test_any_two_of_three_codes_give_the_key_back(
    cli: Cli, written: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = written("{env: PII_SCANNER_KEY}")
    split = cli("key", "split", "--policy", policy)
    assert split.code == 0
    assert MASTER[:10] not in split.out
    codes = codes_of(split.out)
    assert len(codes) == 3
    for number, pair in enumerate(combinations(codes, 2)):
        typed(monkeypatch, f"\n1/3\n{pair[0].upper()}\n\n{pair[1]}\n")
        made = cli("key", "recover", "-o", tmp_path / f"{number}.key")
        assert made.code == 0, made.err
        assert key_id(cli, policy) in made.out
        assert (tmp_path / f"{number}.key").read_text(encoding="ascii").strip() == MASTER
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "0.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_split_prints_may_be_given_to_recover_as_it_is(
    language: str, cli: Cli, written: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed = cli("key", "split", "--policy", written("{env: PII_SCANNER_KEY}"), "--lang", language).out
    typed(monkeypatch, printed)
    made = cli("key", "recover", "-o", tmp_path / "new.key")
    assert made.code == 0, made.err
    assert (tmp_path / "new.key").read_text(encoding="ascii").strip() == MASTER


@pytest.mark.parametrize(
    "chosen",
    [
        lambda codes: codes[:1],
        lambda codes: [codes[0], codes[0]],
        lambda _: [],
        lambda codes: [codes[0], codes[1].replace(codes[1].split()[8], "academic")],
    ],
)
def test_codes_that_do_not_suffice_give_one_sentence(
    chosen: Callable[[list[str]], list[str]], cli: Cli, written: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = codes_of(cli("key", "split", "--policy", written("{env: PII_SCANNER_KEY}")).out)
    typed(monkeypatch, "\n".join(chosen(codes)))
    made = cli("key", "recover", "-o", tmp_path / "new.key")
    assert made.code == 2
    assert "These codes do not give a key" in made.err
    assert len(made.err.strip().splitlines()) == 1
    assert not (tmp_path / "new.key").exists()


@pytest.mark.parametrize(("shares", "threshold"), [(3, 1), (2, 3), (17, 2), (1, 1)])
def test_a_threshold_that_makes_no_sense_is_refused(shares: int, threshold: int, cli: Cli, written: Write) -> None:
    policy = written("{env: PII_SCANNER_KEY}")
    made = cli("key", "split", "--policy", policy, "--shares", shares, "--threshold", threshold)
    assert made.code == 2
    assert "2 to 16" in made.err


def test_a_key_encrypted_by_age_is_used_and_rotated(
    cli: Cli, written: Write, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    made = cli("key", "new", "-o", tmp_path / "secret.age", "--age", str(identity.to_public()))
    assert made.code == 0, made.err
    assert (tmp_path / "secret.age").read_bytes().startswith(b"age-encryption.org/v1")
    policy = written("{age: secret.age, identity: identity.txt}")
    old = key_id(cli, policy)
    rotated = cli("key", "rotate", "--policy", policy)
    assert rotated.code == 0, rotated.err
    assert "do not join" in rotated.out
    assert key_id(cli, policy) != old
    assert key_id(cli, written(f"{{age: secret.{old}.age, identity: identity.txt}}")) == old


def test_an_age_identity_may_stand_in_the_environment(
    cli: Cli, written: Write, identity: pyrage.x25519.Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("key", "new", "-o", tmp_path / "secret.age", "--age", str(identity.to_public()))
    policy = written("{age: secret.age, identity: {env: TEST_IDENTITY}}")
    missing = cli("key", "show", "--policy", policy)
    assert (missing.code, "TEST_IDENTITY holds no age identity" in missing.err) == (2, True)
    monkeypatch.setenv("TEST_IDENTITY", str(pyrage.x25519.Identity.generate()))
    other = cli("key", "show", "--policy", policy)
    assert (other.code, "secret.age cannot be decrypted" in other.err) == (2, True)
    monkeypatch.setenv("TEST_IDENTITY", str(identity))
    assert key_id(cli, policy)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_an_age_identity_that_others_may_read_is_refused(
    cli: Cli, written: Write, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    cli("key", "new", "-o", tmp_path / "secret.age", "--age", str(identity.to_public()))
    (tmp_path / "identity.txt").chmod(0o644)
    shown = cli("key", "show", "--policy", written("{age: secret.age, identity: identity.txt}"))
    assert (shown.code, "identity.txt may be read by others" in shown.err) == (2, True)


def test_a_rotated_key_file_keeps_the_old_one_under_its_id(cli: Cli, written: Write, tmp_path: Path) -> None:
    cli("key", "new", "-o", tmp_path / "secret.key")
    before = (tmp_path / "secret.key").read_text(encoding="ascii")
    policy = written("{file: secret.key}")
    old = key_id(cli, policy)
    assert cli("key", "rotate", "--policy", policy).code == 0
    kept = tmp_path / f"secret.{old}.key"
    assert kept.read_text(encoding="ascii") == before
    assert (tmp_path / "secret.key").read_text(encoding="ascii") != before
    assert sorted(path.name for path in tmp_path.glob("*.key*")) == sorted(["secret.key", kept.name])
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.key")} == {0o600}


def test_a_rotation_that_was_interrupted_is_done_again(cli: Cli, written: Write, tmp_path: Path) -> None:
    cli("key", "new", "-o", tmp_path / "secret.key")
    policy = written("{file: secret.key}")
    old = key_id(cli, policy)
    for name in (f"secret.{old}.key", "secret.key.new"):
        (tmp_path / name).write_bytes((tmp_path / "secret.key").read_bytes())
        (tmp_path / name).chmod(0o600)
    assert cli("key", "rotate", "--policy", policy).code == 0
    assert key_id(cli, policy) != old
    assert not (tmp_path / "secret.key.new").exists()


def test_a_key_in_the_environment_cannot_be_rotated_here(cli: Cli, written: Write) -> None:
    made = cli("key", "rotate", "--policy", written("{env: PII_SCANNER_KEY}"))
    assert (made.code, "Only a key file can be rotated" in made.err) == (2, True)


@pytest.mark.parametrize("key", ["{age: a.age}", "{env: A, identity: b}", "{age: a.age, identity: {environment: B}}"])
def test_an_age_file_needs_its_identity(key: str, cli: Cli, written: Write) -> None:
    shown = cli("key", "show", "--policy", written(key))
    assert shown.code == 2
    assert "identity" in shown.err


@pytest.mark.parametrize(
    ("arguments", "said"), [(["--age", "age1nonsense"], "no age recipient"), (["--age", "x"], "age")]
)
def test_what_is_no_recipient_makes_no_file(arguments: list[str], said: str, cli: Cli, tmp_path: Path) -> None:
    made = cli("key", "new", "-o", tmp_path / "secret.age", *arguments)
    assert made.code == 2
    assert said in made.err
    assert not (tmp_path / "secret.age").exists()
    assert cli("key", "new", *arguments).code == 2


@pytest.mark.parametrize(("library", "extra"), [("pyrage", "age"), ("shamir_mnemonic", "recovery")])
def test_a_missing_extra_is_named(
    library: str, extra: str, cli: Cli, written: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = builtins.__import__

    def imported(name: str, *how: Any, **named: Any) -> Any:
        if name == library:
            raise ModuleNotFoundError(name)
        return really(name, *how, **named)

    monkeypatch.setattr(builtins, "__import__", imported)
    arguments = {
        "age": ["new", "-o", tmp_path / "k.age", "--age", "age1x"],
        "recovery": ["split", "--policy", written("{env: PII_SCANNER_KEY}")],
    }
    made = cli("key", *arguments[extra])
    assert made.code == 2
    assert f"pii-scanner[{extra}]" in made.err


def test_unmask_says_what_it_did_and_shows_no_value(cli: Cli, data: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    text = "version: 1\nrecipient: {name: p, purpose: q}\nkey: {env: PII_SCANNER_KEY}\ndefault: redact\n"
    policy.write_text(text + "entities: {CN_MOBILE: tokenize, PERSON: encrypt}\n", encoding="utf-8")
    assert cli("mask", data, "--policy", policy, "-o", tmp_path / "release").code == 0
    made = cli("unmask", tmp_path / "release", "--policy", policy, "-o", tmp_path / "raw", "-q")
    assert (made.code, made.out) == (0, "")
    assert (tmp_path / "raw" / "客户.csv").read_bytes() != (tmp_path / "release" / "客户.csv").read_bytes()
    again = cli("unmask", tmp_path / "release", "--policy", policy, "-o", tmp_path / "raw")
    assert (again.code, "exists already" in again.err) == (2, True)
    shown = cli("unmask", tmp_path / "release", "--policy", policy, "-o", tmp_path / "raw2", "--column", "手机号")
    assert shown.code == 0
    assert "手机号" in shown.out
    assert "姓名" not in shown.out
    assert not re.search("1[3-9][0-9]{9}", shown.out + shown.err)
    refused = cli("unmask", tmp_path / "release", "--policy", policy, "-o", tmp_path / "raw3", "--column", "城市")
    assert (refused.code, "nobody can turn back" in refused.err) == (2, True)
