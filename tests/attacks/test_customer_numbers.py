"""Numbers of customers and contracts are short; what stands for them in their column stands for them in every text."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.jobs.mask import mask_sources
from tests.builders.tables import MASTER, policy, random_digits, write_csv


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def test_numbers_of_customers_and_contracts_leave_no_text_of_any_file(tmp_path: Path) -> None:
    people = persons(60, 21)
    customers, contracts = random_digits(60, 7, "3", 5), random_digits(60, 8, "4", 6)
    columns = {"客户号": customers, "姓名": [one.name for one in people], "合同编号": contracts}
    write_csv(tmp_path / "in" / "客户.csv", columns)
    notes = [
        (f"客户{customer}的合同{contract}逾期90天", f"核对{customer}，{contract}已结清20000元", f"见 crm/{customer}?c={contract}")[n % 3]
        for n, (customer, contract) in enumerate(zip(customers, contracts, strict=True))
    ]  # fmt: skip
    frame = pd.DataFrame({"客户号": [float(each) for each in customers], "备注": notes, "余额": range(20000, 20060)})
    frame.to_parquet(tmp_path / "in" / "催收.parquet", index=False)
    rules = policy(
        extends="partner-valuation",
        key={"env": "PII_SCANNER_KEY"},
        columns={"*.客户号": "pseudonymize", "*.合同编号": "pseudonymize"},
    )
    release = mask_sources([tmp_path / "in"], rules, tmp_path / "out")
    made = pd.read_parquet(release.folder / "催收.parquet")
    text = "".join(made["备注"])
    assert not [each for each in (*customers, *contracts) if each in text]
    with (release.folder / "客户.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, note, customer in zip(rows, made["备注"], made["客户号"], strict=True):
        assert row["客户号"] in note
        assert row["合同编号"] in note
        assert customer == row["客户号"]
    assert list(made["余额"]) == list(range(20000, 20060))
