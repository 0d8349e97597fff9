"""Columns of hashes: proven ones never pass, others only where somebody decided so or their name says of what they are."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import PolicyError
from pii_scanner.masking.keys import new_key

PEOPLE = persons(60, 41)
Hash = Callable[[str], str]
HASHES: dict[str, Hash] = {
    "md5": lambda value: hashlib.md5(value.encode()).hexdigest(),
    "sha1 in capitals": lambda value: hashlib.sha1(value.encode()).hexdigest().upper(),
    "sha256": lambda value: hashlib.sha256(value.encode()).hexdigest(),
    "md5 in Base64": lambda value: base64.b64encode(hashlib.md5(value.encode()).digest()).decode(),
    "sha256 in Base64": lambda value: base64.b64encode(hashlib.sha256(value.encode()).digest()).decode(),
}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())


def policy(**more: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"CN_MOBILE": "pseudonymize", "CN_RESIDENT_ID": "surrogate"},
        **more,
    }


def frame(hashed: list[str], name: str = "h1") -> pd.DataFrame:
    return pd.DataFrame(
        {"手机号": [p.mobile for p in PEOPLE], "身份证号": [p.resident_id for p in PEOPLE], name: hashed}
    )


@pytest.mark.parametrize("kind", HASHES)
@pytest.mark.parametrize("rule", [{"columns": {"*.h1": "keep"}}, {"hashes": "keep"}])
def test_hashes_of_values_that_the_sources_hold_are_refused(kind: str, rule: dict[str, Any]) -> None:
    hashed = [HASHES[kind](p.mobile) for p in PEOPLE]
    with pytest.raises(PolicyError, match=r"dataframe\.h1 holds hashes of CN_MOBILE.*PCI DSS 4\.0\.1, 3\.5\.1\.1"):
        pii_scanner.mask(frame(hashed), policy(**rule))


def test_hashes_of_other_forms_and_tables_are_proven_too(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    forms = [p.resident_id.lower() if n % 2 else f"{p.mobile}" for n, p in enumerate(PEOPLE)]
    frame([""] * len(PEOPLE), "空").to_csv(folder / "客户.csv", index=False)
    other = pd.DataFrame({"trace_id": [HASHES["md5"](form) for form in forms], "金额": range(len(PEOPLE))})
    other.to_parquet(folder / "流水.parquet", index=False)
    with pytest.raises(PolicyError, match=r"流水\.trace_id holds hashes of CN_MOBILE, CN_RESIDENT_ID"):
        pii_scanner.mask(folder, policy(), tmp_path / "release")
    assert not (tmp_path / "release").exists()
    release = pii_scanner.mask(folder, policy(default="redact"), tmp_path / "release").folder
    assert pd.read_parquet(release / "流水.parquet").columns.tolist() == ["金额"]
    (table,) = [f for f in json.loads((release / "manifest.json").read_text("utf-8"))["files"] if "流水" in f["name"]]
    assert "hashed values of CN_MOBILE" in table["tables"][0]["columns"][0]["reason"]


@pytest.mark.parametrize("kind", HASHES)
def test_hashes_of_nobody_knows_what_are_decided_by_somebody(kind: str) -> None:
    unknown = frame([HASHES[kind](f"somebody {n}") for n in range(len(PEOPLE))], "col7")
    with pytest.raises(PolicyError, match=r"dataframe\.col7.*hashes of nobody knows what"):
        pii_scanner.mask(unknown, policy())
    assert "col7" not in pii_scanner.mask(unknown, policy(default="drop"))
    for rule in ({"columns": {"*.col7": "keep"}}, {"hashes": "keep"}):
        assert pii_scanner.mask(unknown, policy(**rule))["col7"].tolist() == unknown["col7"].tolist()
    assert "col7" in pii_scanner.mask(unknown, policy(columns={"*.col7": "pseudonymize"}))


def _version_4(number: int) -> str:
    return uuid.UUID(bytes=hashlib.md5(b"%d" % number).digest(), version=4).hex


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("uuid", _version_4),
        ("客户键", _version_4),
        ("trace_id", lambda n: hashlib.md5(b"%d" % n).hexdigest()),
        ("event_id", lambda n: hashlib.md5(b"%d" % n).hexdigest()),
        ("order_id", lambda n: hashlib.md5(b"%d" % n).hexdigest()),
        ("commit", lambda n: hashlib.sha1(b"%d" % n).hexdigest()),
        ("file_sha256", lambda n: hashlib.sha256(b"%d" % n).hexdigest()),
        ("固件MD5", lambda n: hashlib.md5(b"%d" % n).hexdigest()),
        ("apk_md5", lambda n: hashlib.md5(b"%d" % n).hexdigest()),
        ("附件MD5", lambda n: hashlib.md5(b"%d" % n).hexdigest()),
        ("签名", lambda n: base64.b64encode(hashlib.sha256(b"%d" % n).digest()).decode()),
        ("客户编号", lambda n: f"{n:032d}"),
        ("单号", lambda n: str(uuid.UUID(bytes=hashlib.md5(b"%d" % n).digest()))),
    ],
)
def test_what_only_looks_hashed_or_is_of_nobody_passes(name: str, value: Callable[[int], str]) -> None:
    before = frame([value(n) for n in range(len(PEOPLE))], name)
    assert pii_scanner.mask(before, policy())[name].tolist() == before[name].tolist()
