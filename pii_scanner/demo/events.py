"""Draws what happened to the loans: repayments, collection calls, lawsuits."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from decimal import Decimal

from pii_scanner.demo import names, numbers
from pii_scanner.demo.contacts import contacts_of
from pii_scanner.demo.notes import draw_note
from pii_scanner.demo.records import Call, Customer, Lawsuit, Loan, Repayment
from pii_scanner.demo.regions import BY_CODE

_CHANNELS = ("手机银行", "网上银行", "柜面", "系统代扣", "支付宝", "微信支付", "云闪付")
_METHODS = {
    "上门外访": ("上门",),
    "律师函": ("函件",),
    "诉讼跟进": ("电话", "法院系统"),
    "已还款": ("电话", "短信", "微信"),
    "拒绝还款": ("电话", "短信", "微信"),
}
_BY_PHONE = ("电话", "电话", "电话", "智能外呼")
_STATUSES = ("已立案", "一审中", "已判决", "执行中", "终结本次执行", "已调解", "公告送达")


def repayments(loans: Sequence[Loan], until: datetime.date, rng: random.Random) -> tuple[Repayment, ...]:
    """Return up to eight payments of each loan between its issue and `until`, by time."""
    drawn = [
        _repayment(loan, until, rng)
        for loan in loans
        for _ in range(rng.choices(range(9), weights=(2, 2, 3, 3, 3, 2, 2, 1, 1))[0])
    ]
    drawn.sort(key=lambda row: (row.time, row.loan.number))
    return tuple(drawn)


def _repayment(loan: Loan, until: datetime.date, rng: random.Random) -> Repayment:
    person = loan.customer.person
    payer, phone, card = person.name, person.mobile, loan.card
    other = rng.random() < 0.15
    if other:
        contact = rng.choice(contacts_of(person)[:3])
        payer, phone, card = contact.name, contact.mobile, numbers.bank_card(rng)[0]
    days = rng.randint(20, (until - loan.issued).days)
    time = _moment(loan.issued + datetime.timedelta(days=days), rng)
    return Repayment(
        number=f"{time:%Y%m%d%H%M%S}{rng.randrange(10**6):06d}",
        loan=loan,
        time=time,
        amount=Decimal(rng.randint(10_000, 800_000)).scaleb(-2),
        card=card,
        payer=payer,
        channel=rng.choice(_CHANNELS),
        remark=_remark(person.name, payer, phone, other, rng),
    )


def _remark(borrower: str, payer: str, phone: str, other: bool, rng: random.Random) -> str:
    draw = rng.random()
    if other:
        return f"代{borrower}还款" if draw < 0.7 else f"{payer}代{borrower}还贷款 电话{phone}"
    if draw < 0.1:
        return f"{payer}还款"
    if draw < 0.15:
        return f"还款{payer}{phone}"
    return rng.choice(("个人贷款还款", "还款", "代扣本息", "提前还本", "部分还款", "归还逾期款", ""))


def calls(customers: Sequence[Customer], until: datetime.date, rng: random.Random) -> tuple[Call, ...]:
    """Return up to six collection attempts for each customer in the year before `until`, by time."""
    attempts = [
        (_moment(until - datetime.timedelta(days=rng.randint(1, 365)), rng), customer)
        for customer in customers
        for _ in range(rng.randint(0, 6))
    ]
    attempts.sort(key=lambda attempt: (attempt[0], attempt[1].number))
    return tuple(_call(serial, *attempt, rng) for serial, attempt in enumerate(attempts, start=1))


def _call(serial: int, time: datetime.datetime, customer: Customer, rng: random.Random) -> Call:
    note = draw_note(customer.person, rng)
    reached = note.outcome == "第三方转告" or rng.random() < 0.1
    return Call(
        number=f"CJ{time:%Y%m}{serial:06d}",
        customer=customer,
        time=time,
        agent=f"CS{rng.randint(1, 24):04d}",
        phone=rng.choice(contacts_of(customer.person)).mobile if reached else customer.person.mobile,
        method=rng.choice(_METHODS.get(note.outcome, _BY_PHONE)),
        outcome=note.outcome,
        note=note.text,
    )


def lawsuits(loans: Sequence[Loan], rng: random.Random) -> tuple[Lawsuit, ...]:
    """Return the cases of about a third of the loans that are overdue for more than half a year."""
    taken: set[str] = set()
    return tuple(_lawsuit(loan, taken, rng) for loan in loans if loan.overdue_days > 180 and rng.random() < 0.35)


def _lawsuit(loan: Loan, taken: set[str], rng: random.Random) -> Lawsuit:
    person = loan.customer.person
    county = BY_CODE[person.resident_id[:6]]
    case_no = _case_no(county.plate[0] + county.code[2:], rng)
    while case_no in taken:
        case_no = _case_no(county.plate[0] + county.code[2:], rng)
    taken.add(case_no)
    lawyer = names.han_name(rng, rng.choice("男女"), 1985)
    remark = rng.choice(
        (
            "",
            "材料已补交，等待排期。",
            "公告期满，缺席审理。",
            f"被告{person.name}未到庭，缺席判决。",
            f"承办人{lawyer}，联系电话{numbers.mobile(rng)}。",
            f"{person.name}名下账户{person.bank_card}已冻结。",
            f"委托代理人{lawyer}律师，文书寄送{person.address}。",
        )
    )
    return Lawsuit(case_no, loan, county.court, rng.choice(_STATUSES), remark)


def _case_no(court: str, rng: random.Random) -> str:
    return f"（{rng.randint(2024, 2026)}）{court}民初{rng.randint(100, 9999)}号"


def _moment(date: datetime.date, rng: random.Random) -> datetime.datetime:
    """Return a second of the working day, 8:00 to 21:00."""
    start = datetime.datetime(date.year, date.month, date.day, 8)
    return start + datetime.timedelta(seconds=rng.randrange(13 * 3600))
