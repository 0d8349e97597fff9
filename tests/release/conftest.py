"""A source folder with one file of each kind, and the release made of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import Person, persons
from pii_scanner.jobs.mask import Release, mask_sources
from tests.builders.tables import MASTER, person_columns, policy, write_csv

ENTITIES = {
    "CN_RESIDENT_ID": "surrogate",
    "CN_MOBILE": "pseudonymize",
    "CN_BANK_CARD": "truncate",
    "PERSON": "surrogate",
    "CN_ADDRESS": {"operator": "generalize", "to": "city"},
}


@pytest.fixture(scope="session")
def people() -> list[Person]:
    return persons(40, 31)


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    key = tmp_path_factory.mktemp("keys") / "secret.key"
    key.write_text(MASTER, encoding="ascii")
    key.chmod(0o600)
    return policy(entities=ENTITIES, default="redact", key={"file": str(key)})


@pytest.fixture(scope="session")
def source(people: list[Person], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    columns = person_columns(people)
    write_csv(folder / "客户.csv", columns)
    pq.write_table(pa.table(columns), folder / "客户.parquet")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet.append(list(columns))
    for row in zip(*columns.values(), strict=True):
        sheet.append(row)
    book.save(folder / "客户.xlsx")
    with closing(sqlite3.connect(folder / "客户.sqlite")) as database:
        database.execute(f"CREATE TABLE customers ({', '.join(f'{name} TEXT' for name in columns)})")
        rows = zip(*columns.values(), strict=True)
        database.executemany(f"INSERT INTO customers VALUES ({', '.join('?' * len(columns))})", rows)
        database.commit()
    return folder


@pytest.fixture(scope="session")
def made(source: Path, rules: Policy, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return mask_sources([source], rules, tmp_path_factory.mktemp("out") / "release")
