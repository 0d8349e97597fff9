"""The package as a database: four related tables in SQLite."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pii_scanner.demo.contacts import contacts_of
from pii_scanner.demo.records import Book

_TABLES = """
CREATE TABLE customers (
    customer_id TEXT PRIMARY KEY,  -- 客户编号
    name        TEXT NOT NULL,     -- 客户姓名
    id_no       TEXT NOT NULL,     -- 身份证号
    mobile      TEXT,              -- 手机号码
    email       TEXT,
    birth_date  TEXT,
    city        TEXT,
    created_at  TEXT
);
CREATE TABLE loans (
    loan_id      TEXT PRIMARY KEY,  -- 借据号
    customer_id  TEXT NOT NULL REFERENCES customers (customer_id),
    principal    REAL,              -- 本金余额
    overdue_days INTEGER,
    card_no      TEXT               -- 还款账号
);
CREATE TABLE contacts (
    contact_id  INTEGER PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (customer_id),
    relation    TEXT,               -- 与借款人关系
    name        TEXT,
    mobile      TEXT,
    address     TEXT
);
CREATE TABLE lawsuits (
    case_no TEXT PRIMARY KEY,       -- 案号
    loan_id TEXT NOT NULL REFERENCES loans (loan_id),
    court   TEXT,
    status  TEXT,
    remark  TEXT
);
CREATE INDEX loans_customer ON loans (customer_id);
CREATE INDEX contacts_customer ON contacts (customer_id);
"""


def write_database(path: Path, book: Book) -> None:
    """Write customers, loans, contacts and lawsuits; a file of that name is replaced."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(_TABLES)
        connection.executemany("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _customers(book))
        connection.executemany("INSERT INTO loans VALUES (?, ?, ?, ?, ?)", _loans(book))
        connection.executemany(
            "INSERT INTO contacts (customer_id, relation, name, mobile, address) VALUES (?, ?, ?, ?, ?)",
            _contacts(book),
        )
        connection.executemany("INSERT INTO lawsuits VALUES (?, ?, ?, ?, ?)", _lawsuits(book))


def _customers(book: Book) -> Iterator[tuple[str, ...]]:
    for customer in book.customers:
        person = customer.person
        yield (
            customer.number,
            person.name,
            person.resident_id,
            person.mobile,
            person.email,
            person.birth_date.isoformat(),
            person.city,
            f"{customer.since:%Y-%m-%d %H:%M:%S}",
        )


def _loans(book: Book) -> Iterator[tuple[str, str, float, int, str]]:
    for loan in book.loans:
        yield loan.number, loan.customer.number, float(loan.principal), loan.overdue_days, loan.card


def _contacts(book: Book) -> Iterator[tuple[str, ...]]:
    """Yield one to four contacts of each customer: the same persons as in the notes."""
    for customer in book.customers:
        rng = random.Random(customer.number)
        for contact in contacts_of(customer.person)[: rng.randint(1, 4)]:
            yield customer.number, contact.relation, contact.name, contact.mobile, contact.address


def _lawsuits(book: Book) -> Iterator[tuple[str, ...]]:
    for case in book.lawsuits:
        yield case.case_no, case.loan.number, case.court, case.status, case.remark
