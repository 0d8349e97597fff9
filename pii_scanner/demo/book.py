"""Draws the rows of a debt-assignment package: who borrowed, who guarantees, what was lent."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from decimal import Decimal

from pii_scanner.demo.events import calls, lawsuits, repayments
from pii_scanner.demo.persons import Person, persons
from pii_scanner.demo.records import Book, Customer, Guarantor, Loan

BASE_DATE = datetime.date(2026, 6, 30)  # 基准日: balances and overdue days are counted to it
RATINGS = ("A", "B", "C", "D", "E")

_GUARANTORS_PER_CUSTOMER = 0.3
_GRADES = ((0, "正常"), (90, "关注"), (180, "次级"), (360, "可疑"))  # overdue days up to, 五级分类


def build_book(people: int, seed: int) -> Book:
    """Return a package of `people` customers; the same for the same seed.

    Raises ValueError for fewer than one customer.
    """
    if people < 1:
        raise ValueError(f"a package needs at least one customer, not {people}")
    guaranteed = max(1, round(people * _GUARANTORS_PER_CUSTOMER))
    everyone = persons(people + guaranteed + 2, seed)
    customers = _customers(everyone[:people], random.Random(f"{seed}/customers"))
    loans = _loans(customers, random.Random(f"{seed}/loans"))
    return Book(
        author=everyone[-1],
        manager=everyone[-2],
        customers=customers,
        guarantors=_guarantors(customers, everyone[people:-2], random.Random(f"{seed}/guarantors")),
        loans=loans,
        repayments=repayments(loans, BASE_DATE, random.Random(f"{seed}/repayments")),
        calls=calls(customers, BASE_DATE, random.Random(f"{seed}/calls")),
        lawsuits=lawsuits(loans, random.Random(f"{seed}/lawsuits")),
    )


def _customers(people: Sequence[Person], rng: random.Random) -> tuple[Customer, ...]:
    number = 20260000
    customers = []
    for person in people:
        number += rng.randint(1, 9)
        opened = datetime.datetime(2016, 1, 4, 9) + datetime.timedelta(
            days=rng.randrange(2800), seconds=rng.randrange(8 * 3600)
        )
        limit = rng.choice((20, 30, 50, 80, 100, 150, 200, 300, 500)) * 1000
        rating = rng.choices(RATINGS, weights=(4, 12, 30, 34, 20))[0]
        customers.append(Customer(f"KH{number}", person, limit, rating, opened))
    return tuple(customers)


def _guarantors(customers: Sequence[Customer], people: Sequence[Person], rng: random.Random) -> tuple[Guarantor, ...]:
    chosen = sorted(rng.sample(range(len(customers)), len(people)))
    return tuple(
        Guarantor(
            customer=customers[index],
            person=person,
            relation=rng.choice(("朋友", "同事", "亲属", "合伙人", "配偶")),
            method=rng.choice(("连带责任保证", "一般保证", "抵押担保")),
            amount=customers[index].limit,
            contract=f"DB{rng.randint(2019, 2024)}-{serial:06d}",
        )
        for serial, (index, person) in enumerate(zip(chosen, people, strict=True), start=101)
    )


def _loans(customers: Sequence[Customer], rng: random.Random) -> tuple[Loan, ...]:
    taken: set[str] = set()
    loans: list[Loan] = []
    for customer in customers:
        for _ in range(rng.choices((1, 2, 3), weights=(6, 3, 1))[0]):
            loans.append(_loan(customer, len(loans) + 1, taken, rng))
    return tuple(loans)


def _loan(customer: Customer, serial: int, taken: set[str], rng: random.Random) -> Loan:
    issued = datetime.date(2019, 1, 2) + datetime.timedelta(days=rng.randrange(1980))
    number = _loan_number(issued, rng)
    while number in taken:
        number = _loan_number(issued, rng)
    taken.add(number)
    overdue = min(rng.choice((0, 45, 120, 200, 400, 700, 1100)) + rng.randrange(60), _days_since(issued) - 90)
    amount = Decimal(rng.randint(5, 300) * 1000)
    principal = (amount * rng.randint(150, 980) / 1000).quantize(Decimal("0.01"))
    interest = (principal * (overdue + rng.randint(1, 30)) * 18 / 36500).quantize(Decimal("0.01"))
    return Loan(
        number=number,
        contract=f"HT{issued.year}-{serial:06d}",
        customer=customer,
        issued=issued,
        due=issued + datetime.timedelta(days=rng.choice((365, 730, 1095, 1826))),
        amount=amount.quantize(Decimal("0.01")),
        principal=principal,
        interest=interest,
        overdue_days=overdue,
        grade=next((grade for most, grade in _GRADES if overdue <= most), "损失"),
        card=customer.person.bank_card,
    )


def _loan_number(issued: datetime.date, rng: random.Random) -> str:
    """Return branch, date and serial, 18 to 20 digits; no province and no Chinese bank has the prefix 30."""
    size = rng.choice((6, 7, 8))
    return f"30{rng.randint(1, 26):02d}{issued:%Y%m%d}{rng.randrange(10**size):0{size}d}"


def _days_since(date: datetime.date) -> int:
    return (BASE_DATE - date).days
