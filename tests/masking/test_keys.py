from __future__ import annotations

import base64
import os
import pickle
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.config.policy import KeySource, load_policy
from pii_scanner.errors import ConfigError, PolicyError
from pii_scanner.masking.bound import keys_for
from pii_scanner.masking.keys import Keys, derived_keys, load_master, new_key, write_key
from pii_scanner.masking.plan import make_plan
from tests.builders.tables import MASTER, finding, policy, record

_VARIABLE = "PII_SCANNER_TEST_KEY"
_POSIX = pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")


def _from_environment(monkeypatch: pytest.MonkeyPatch, text: str) -> bytes:
    monkeypatch.setenv(_VARIABLE, text)
    return load_master(KeySource(env=_VARIABLE))


def _key_file(folder: Path, text: str = MASTER, mode: int = 0o600) -> Path:
    path = folder / "secret.key"
    path.write_text(text + "\n", encoding="ascii")
    path.chmod(mode)
    return path


@given(st.binary(min_size=32, max_size=32), st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_keys_of_recipients_and_types_are_separate(master: bytes, one: str, two: str) -> None:
    assert Keys(master, one).of("PERSON") == Keys(master, one).of("PERSON")
    assert (Keys(master, one).of("PERSON") == Keys(master, two).of("PERSON")) == (one == two)
    kinds = ("PERSON", "CN_MOBILE", "CN_RESIDENT_ID", "")
    assert len({Keys(master, one).of(kind) for kind in kinds}) == len(kinds)


def test_another_master_key_gives_other_keys_and_another_id() -> None:
    one, two = Keys(bytes(range(32)), "a"), Keys(bytes(range(1, 33)), "a")
    assert one.of("PERSON") != two.of("PERSON")
    assert one.key_id != two.key_id


def test_the_key_id_is_that_of_the_master_key_and_tells_nothing_of_it() -> None:
    master = base64.urlsafe_b64decode(MASTER)
    assert Keys(master, "a").key_id == Keys(master, "b").key_id
    assert Keys(master, "a").key_id not in master.hex()


def test_derived_keys_are_the_same_and_hold_no_other() -> None:
    master = base64.urlsafe_b64decode(MASTER)
    keys = Keys(master, "partner-a")
    derived = derived_keys(keys, ["PERSON", ""], ["pseudonym", "token"])
    assert derived.of("PERSON", "token") == keys.of("PERSON", "token")
    assert derived.key_id == keys.key_id
    assert master not in pickle.dumps(derived)
    assert repr(keys.of("PERSON")) not in repr(derived)
    with pytest.raises(KeyError):
        derived.of("CN_MOBILE")


def test_a_key_never_shows_itself() -> None:
    master = base64.urlsafe_b64decode(MASTER)
    keys = Keys(master, "partner-a")
    for shown in (repr(keys), str(keys), f"{keys}"):
        assert repr(master) not in shown
        assert MASTER[:8] not in shown
        assert "partner-a" in shown


def test_new_keys_are_random_and_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [new_key() for _ in range(20)]
    assert len(set(made)) == 20
    assert all(len(_from_environment(monkeypatch, key)) == 32 for key in made)


def test_both_alphabets_of_base64_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    standard = MASTER.replace("-", "+").replace("_", "/")
    assert _from_environment(monkeypatch, MASTER) == _from_environment(monkeypatch, f" {standard}\n")


@pytest.mark.parametrize(
    "weak",
    [
        "geheim",
        "password1234",
        base64.b64encode(bytes(31)).decode(),
        base64.b64encode(b"a" * 32).decode(),
        "ü" * 44,
        "==",
    ],
)
def test_a_weak_key_is_refused_without_showing_it(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="too weak") as caught:
        _from_environment(monkeypatch, weak)
    assert weak not in str(caught.value)


@pytest.mark.parametrize("text", [None, ""])
def test_a_missing_key_names_the_variable(text: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(_VARIABLE, raising=False)
    if text is not None:
        monkeypatch.setenv(_VARIABLE, text)
    with pytest.raises(ConfigError, match=_VARIABLE):
        load_master(KeySource(env=_VARIABLE))


def test_a_key_file_is_read(tmp_path: Path) -> None:
    assert load_master(KeySource(file=_key_file(tmp_path))) == base64.urlsafe_b64decode(MASTER)


@_POSIX
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_a_key_file_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"secret\.key may be read by others: chmod 600"):
        load_master(KeySource(file=_key_file(tmp_path, mode=mode)))


@pytest.mark.parametrize("name", ["missing.key", "folder"])
def test_a_key_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir(mode=0o700)
    with pytest.raises(ConfigError, match=name):
        load_master(KeySource(file=tmp_path / name))


def test_a_key_file_is_looked_for_beside_its_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "policies"
    (folder / "keys").mkdir(parents=True)
    _key_file(folder / "keys")
    text = "version: 1\nrecipient: {name: a, purpose: b}\nkey: {file: keys/secret.key}\n"
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    read = load_policy(folder / "policy.yaml")
    assert read.key is not None
    assert len(load_master(read.key)) == 32


@_POSIX
def test_a_new_key_file_is_private_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "new.key"
    write_key(path)
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ConfigError, match="exists already"):
        write_key(path)
    assert path.read_bytes() == before
    with pytest.raises(ConfigError, match="cannot be written"):
        write_key(tmp_path / "no-such-folder" / "new.key")


@pytest.mark.parametrize("where", [{}, {"env": "A", "file": "b"}, {"env": "A", "keyring": "b"}])
def test_a_key_is_in_exactly_one_place(where: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"exactly one of env, file, keyring"):
        policy(key=where)


def test_a_policy_whose_operators_need_a_key_must_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = {"entities": {"CN_MOBILE": "pseudonymize"}}
    plan = make_plan([record("手机号", finding("CN_MOBILE"))], policy(**rules))
    with pytest.raises(PolicyError, match="pseudonymize needs one"):
        keys_for(policy(**rules), plan)
    monkeypatch.setenv(_VARIABLE, MASTER)
    keys = keys_for(policy(**rules, key={"env": _VARIABLE}), plan)
    assert keys is not None
    assert keys.recipient == "partner-a"


def test_no_key_is_asked_for_where_nothing_needs_one() -> None:
    rules = {"entities": {"CN_MOBILE": "redact"}}
    plan = make_plan([record("手机号", finding("CN_MOBILE"))], policy(**rules))
    assert keys_for(policy(**rules), plan) is None
