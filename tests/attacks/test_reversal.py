"""Attacks on what is published: without the key, a copy gives back no value and joins with no other partner's.

Each attack is also made where it must succeed: a test that could not fail would show nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pii_scanner
from pii_scanner.demo.persons import Person, persons
from pii_scanner.masking.keys import Keys
from tests.builders.tables import KEY, MASTER, applied

Digest = Callable[[bytes], bytes]
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = str.maketrans(_STANDARD, _ALPHABET)
SEGMENTS = ("1380013", "1391234", "1868888")
# Characters of a pseudonym that an attacker compares: 60 bits.
_SHOWN = 12


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def policy(recipient: str, entities: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "recipient": {"name": recipient, "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "default": "redact",
        "entities": entities,
        **more,
    }


def _mobiles() -> list[str]:
    return [f"{segment}{number:04}" for segment in SEGMENTS for number in range(10_000)]


def _written(digest: bytes) -> Iterator[str]:
    """Yield the beginnings of a digest in the ways one could have written it down."""
    yield digest.hex()[:_SHOWN]
    yield base64.b64encode(digest).decode("ascii")[:_SHOWN]
    standard = base64.b32encode(digest).decode("ascii")
    yield standard[:_SHOWN].lower()
    yield standard.translate(_TO_OURS)[:_SHOWN]


def _guessed(numbers: Iterable[str], digests: Iterable[Digest], shown: set[str]) -> set[str]:
    """Return the numbers of which a digest stands in a copy."""
    shown = {each.partition("_")[2][:_SHOWN] or each[:_SHOWN] for each in shown}
    tried = list(digests)
    return {
        number
        for number in numbers
        for digest in tried
        if any(made in shown for made in _written(digest(number.encode("ascii"))))
    }


def _unkeyed() -> list[Digest]:
    return [
        lambda text: hashlib.md5(text).digest(),
        lambda text: hashlib.sha1(text).digest(),
        lambda text: hashlib.sha256(text).digest(),
        lambda text: hashlib.blake2b(text, digest_size=16).digest(),
        lambda text: hashlib.blake2b(text).digest(),
    ]


def _keyed(keys: Iterable[bytes]) -> list[Digest]:
    made: list[Digest] = []
    for key in keys:
        made.append(lambda text, key=key: hmac.new(key, text, hashlib.sha256).digest())  # type: ignore[misc]
        made.append(lambda text, key=key: hashlib.blake2b(text, key=key[:64], digest_size=16).digest())  # type: ignore[misc]
    return made


@pytest.fixture(scope="module")
def owners() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    chosen = rng.choice(_mobiles(), 120, replace=False)
    return pd.DataFrame({"手机": chosen, "金额": rng.integers(1, 10**6, 120)})


def test_all_numbers_of_a_segment_do_not_give_back_a_pseudonym(owners: pd.DataFrame, tmp_path: Path) -> None:
    owners.to_csv(tmp_path / "客户.csv", index=False)
    rules = policy("partner-a", {"CN_MOBILE": "pseudonymize"})
    pii_scanner.mask(tmp_path / "客户.csv", rules, tmp_path / "out")
    shown = set(pd.read_csv(tmp_path / "out" / "客户.csv")["手机"])
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert len(shown) == len(owners)
    # All that the recipient knows, and keys that somebody else may have.
    told = [manifest["key_id"], manifest["policy_hash"], manifest["run_id"], "partner-a", "CN_MOBILE", "pii-scanner/1"]
    known = [each.encode("utf-8") for each in told] + [bytes(32), KEY, Keys(KEY, "partner-a").of("CN_MOBILE")]
    assert not _guessed(_mobiles(), _unkeyed() + _keyed(known), shown)


@pytest.mark.parametrize("digest", range(len(_unkeyed())))
def test_the_attack_finds_every_number_behind_an_unkeyed_hash(digest: int, owners: pd.DataFrame) -> None:
    shown = {_unkeyed()[digest](number.encode("ascii")).hex() for number in owners["手机"]}
    assert _guessed(_mobiles(), _unkeyed(), shown) == set(owners["手机"])


def test_the_attack_finds_every_number_with_the_key(owners: pd.DataFrame) -> None:
    numbers = list(owners["手机"])
    key = Keys(KEY, "partner-a").of("CN_MOBILE")
    shown = set(applied("pseudonymize", numbers, "CN_MOBILE", key=key))
    assert _guessed(_mobiles(), _keyed([key]), shown) == set(numbers)


@pytest.mark.parametrize("operator", ["pseudonymize", "surrogate"])
def test_equal_results_under_two_keys_are_chance(operator: str) -> None:
    numbers = _mobiles()
    one = applied(operator, numbers, "CN_MOBILE", key=Keys(KEY, "partner-a").of("CN_MOBILE"))
    other = applied(operator, numbers, "CN_MOBILE", key=Keys(KEY, "partner-b").of("CN_MOBILE"))
    assert sum(a == b for a, b in zip(one, other, strict=True)) <= 5


def _loans(people: list[Person]) -> pd.DataFrame:
    """Return loans: each person has one, but the first, who has nine."""
    chosen = [*people, *[people[0]] * 8]
    return pd.DataFrame(
        {"身份证号": [p.resident_id for p in chosen], "手机": [p.mobile for p in chosen], "序": range(len(chosen))}
    )


def _two_copies(tmp_path: Path, loans: pd.DataFrame, **more: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the copies of two partners."""
    loans.drop(columns="序").to_csv(tmp_path / "借据.csv", index=False)
    made = []
    for partner in ("partner-a", "partner-b"):
        rules = policy(partner, {"CN_RESIDENT_ID": "pseudonymize", "CN_MOBILE": "surrogate"}, **more)
        pii_scanner.mask(tmp_path / "借据.csv", rules, tmp_path / partner)
        made.append(pd.read_csv(tmp_path / partner / "借据.csv", dtype=str))
    return made[0], made[1]


def _truth(loans: pd.DataFrame, recipient: str) -> dict[str, str]:
    """Return whose pseudonym is whose, which only the holder of the key can tell."""
    ids = list(dict.fromkeys(loans["身份证号"]))
    key = Keys(base64.urlsafe_b64decode(MASTER), recipient).of("CN_RESIDENT_ID")
    return dict(zip(applied("pseudonymize", ids, "CN_RESIDENT_ID", key=key), ids, strict=True))


def _linked_by_row(loans: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Return how many rows two partners link rightly by their places."""
    mine, theirs = _truth(loans, "partner-a"), _truth(loans, "partner-b")
    pairs = zip(one["身份证号"], other["身份证号"], strict=True)
    return sum(mine[a] == theirs[b] for a, b in pairs)


def test_two_partners_link_no_rows_by_pseudonym_or_place(tmp_path: Path) -> None:
    loans = _loans(persons(400, 23))
    one, other = _two_copies(tmp_path, loans, rows={"order": "shuffled"})
    assert not set(one["身份证号"]) & set(other["身份证号"])
    assert len(one) == len(loans)
    # By chance one place in some hundred is right.
    assert _linked_by_row(loans, one, other) <= 8
    places = {person: place for place, person in enumerate(loans["身份证号"])}
    owners = _truth(loans, "partner-a")
    order = [places[owners[each]] for each in one["身份证号"]]
    assert abs(np.corrcoef(order, range(len(order)))[0, 1]) < 0.2


def test_rows_that_keep_their_order_are_linked_by_it(tmp_path: Path) -> None:
    loans = _loans(persons(60, 23))
    one, other = _two_copies(tmp_path, loans)
    assert _linked_by_row(loans, one, other) == len(loans)


def test_how_often_a_value_stands_links_those_alone_who_stand_out(tmp_path: Path) -> None:
    loans = _loans(persons(300, 29))
    one, other = _two_copies(tmp_path, loans, rows={"order": "shuffled"})
    counts = [Counter(each["身份证号"]) for each in (one, other)]
    owners = [_truth(loans, "partner-a"), _truth(loans, "partner-b")]
    by_count = [sorted(each, key=lambda value, each=each: -each[value]) for each in counts]  # type: ignore[misc]
    right = [a for a, b in zip(*by_count, strict=True) if owners[0][a] == owners[1][b]]
    # Who has nine loans is found: that remains. All others are one among 299.
    assert by_count[0][0] in right
    assert len(right) <= 8


def test_a_surrogate_id_is_nobodys_in_the_data(tmp_path: Path) -> None:
    people = persons(5000, 41)
    frame = pd.DataFrame(
        {"身份证号": [p.resident_id for p in people], "共同借款人身份证号": [p.resident_id for p in people[::-1]]}
    )
    frame.to_parquet(tmp_path / "借据.parquet")
    pii_scanner.mask(tmp_path, policy("partner-a", {"CN_RESIDENT_ID": "surrogate"}), tmp_path / "out")
    made = pd.read_parquet(tmp_path / "out" / "借据.parquet")
    originals = set(frame["身份证号"])
    for column in made:
        assert made[column].nunique() == len(people)
        assert not originals & set(made[column])


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6), keep=st.sampled_from([[], ["sex"], ["birth_year"], ["province", "sex", "birth_year"]])
)
def test_no_surrogate_id_is_an_original(seed: int, keep: list[str]) -> None:
    originals = [each.resident_id for each in persons(200, seed)]
    made = applied("surrogate", originals, "CN_RESIDENT_ID", keep=keep)
    assert not set(originals) & set(made)
    # Nor the surrogate of another's surrogate: no chain leads back.
    assert not set(originals) & set(applied("surrogate", made, "CN_RESIDENT_ID", keep=keep))
