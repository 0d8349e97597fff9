"""Packages of employers, schools, hospitals and apps: numbers that an institution gives a person, accounts, texts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import persons
from pii_scanner.jobs.mask import mask_sources
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
