"""The rows of a debt-assignment package, as small frozen dataclasses."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from pii_scanner.demo.persons import Person


@dataclass(frozen=True)
class Customer:
    """A borrower under the bank's customer number; amounts are in yuan."""

    number: str
    person: Person
    limit: int
    rating: str
    since: datetime.datetime


@dataclass(frozen=True)
class Guarantor:
    """Who guarantees a customer's debt."""

    customer: Customer
    person: Person
    relation: str
    method: str
    amount: int
    contract: str


@dataclass(frozen=True)
class Loan:
    """One loan (借据); `number` is 18 to 20 digits that are neither a card nor an ID."""

    number: str
    contract: str
    customer: Customer
    issued: datetime.date
    due: datetime.date
    amount: Decimal
    principal: Decimal
    interest: Decimal
    overdue_days: int
    grade: str
    card: str


@dataclass(frozen=True)
class Repayment:
    """One payment on a loan, by the borrower or somebody else."""

    number: str
    loan: Loan
    time: datetime.datetime
    amount: Decimal
    card: str
    payer: str
    channel: str
    remark: str


@dataclass(frozen=True)
class Call:
    """One collection attempt with the collector's note."""

    number: str
    customer: Customer
    time: datetime.datetime
    agent: str
    phone: str
    method: str
    outcome: str
    note: str


@dataclass(frozen=True)
class Lawsuit:
    """A court case about a loan."""

    case_no: str
    loan: Loan
    court: str
    status: str
    remark: str


@dataclass(frozen=True)
class Book:
    """A whole package; `author` keeps the workbook, `manager` is who to ask."""

    author: Person
    manager: Person
    customers: tuple[Customer, ...]
    guarantors: tuple[Guarantor, ...]
    loans: tuple[Loan, ...]
    repayments: tuple[Repayment, ...]
    calls: tuple[Call, ...]
    lawsuits: tuple[Lawsuit, ...]
