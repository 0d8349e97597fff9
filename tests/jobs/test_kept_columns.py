"""What a policy keeps may hold, by chance or not, a value that it masks elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ReleaseRefused
from pii_scanner.jobs.verify import verify_release
from pii_scanner.masking.keys import new_key

PEOPLE = persons(400, 11)
# A customer has the name with which the names of five companies begin.
NAMESAKE = "沈阳博"
COMPANIES = [f"沈阳博雅{kind}有限公司" for kind in ("电子科技", "机械制造", "餐饮管理", "服饰", "物流")]


@pytest.fixture
def loans(tmp_path: Path) -> Path:
    path = tmp_path / "loans.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["客户姓名", "身份证号", "工作单位"])
        for number, person in enumerate(PEOPLE):
            employer = COMPANIES[number] if number < len(COMPANIES) else f"保定天泽{number}物业服务有限公司"
            rows.writerow([NAMESAKE if number == 90 else person.name, person.resident_id, employer])
    return path


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    monkeypatch.setenv("TEST_KEY", new_key())

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "version": 1,
            "recipient": {"name": "partner", "purpose": "test"},
            "key": {"env": "TEST_KEY"},
            "entities": {"PERSON": "redact", "CN_RESIDENT_ID": "pseudonymize", "EMPLOYER": "keep"},
            **changes,
        }

    return make


def test_a_type_that_is_kept_loses_the_names_of_customers_in_it(
    loans: Path, policy: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    pii_scanner.mask(loans, policy(), tmp_path / "release")
    with (tmp_path / "release" / "loans.csv").open(encoding="utf-8") as file:
        employers = [row["工作单位"] for row in csv.DictReader(file)]
    assert not any(NAMESAKE in each for each in employers)
    assert [each.endswith(COMPANIES[at][3:]) for at, each in enumerate(employers[:5])] == [True] * 5
    assert employers[5:] == [f"保定天泽{number}物业服务有限公司" for number in range(5, len(PEOPLE))]
    verify_release(tmp_path / "release", [loans])


def test_a_column_kept_by_its_name_is_refused_with_the_way_out(
    loans: Path, policy: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    with pytest.raises(ReleaseRefused, match=r"工作单位.*operator text"):
        pii_scanner.mask(loans, policy(columns={"*.工作单位": "keep"}), tmp_path / "release")
    pii_scanner.mask(loans, policy(columns={"*.工作单位": "text"}), tmp_path / "release")
