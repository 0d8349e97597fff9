"""Synthetic Chinese persons: every number is valid and consistent, every person is made up."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from pii_scanner.demo import addresses, names, numbers
from pii_scanner.demo.regions import COUNTIES, County

_FIRST_BIRTH = datetime.date(1955, 1, 1).toordinal()
_BIRTH_DAYS = datetime.date(2003, 12, 31).toordinal() - _FIRST_BIRTH + 1
_MAIL_HOSTS = ("163.com", "126.com", "sina.com", "foxmail.com", "outlook.com")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Person:
    """One made-up person; the resident ID agrees with sex, birth date and the county of the address.

    `sex` is 男 or 女; `bank` is the issuer of `bank_card`.
    """

    name: str
    sex: str
    resident_id: str
    birth_date: datetime.date
    mobile: str
    bank_card: str
    bank: str
    address: str
    city: str
    email: str
    plate: str
    employer: str


def persons(count: int, seed: int = 2026) -> list[Person]:
    """Return `count` persons; the first n are the same for every larger count of the same seed.

    Resident IDs, mobile numbers and bank cards are distinct among them.
    """
    rng = random.Random(seed)
    taken: set[str] = set()
    return [_person(rng, taken) for _ in range(count)]


def _person(rng: random.Random, taken: set[str]) -> Person:
    draw = rng.random
    county = COUNTIES[int(draw() * len(COUNTIES))]
    sex = "男" if draw() < 0.58 else "女"
    born = datetime.date.fromordinal(_FIRST_BIRTH + int(draw() * _BIRTH_DAYS))
    name = _name(rng, county, sex, born.year)
    resident = numbers.resident_id(rng, county.code, born, sex)
    while resident in taken:
        resident = numbers.resident_id(rng, county.code, born, sex)
    mobile = numbers.mobile(rng)
    while mobile in taken:
        mobile = numbers.mobile(rng)
    card, bank = numbers.bank_card(rng)
    while card in taken:
        card, bank = numbers.bank_card(rng)
    taken.update((resident, mobile, card))
    return Person(
        name=name,
        sex=sex,
        resident_id=resident,
        birth_date=born,
        mobile=mobile,
        bank_card=card,
        bank=bank,
        address=addresses.address(rng, county),
        city=county.city,
        email=_email(rng, name, born, mobile),
        plate=numbers.plate(rng, county.plate),
        employer=addresses.employer(rng, county),
    )


def _name(rng: random.Random, county: County, sex: str, born: int) -> str:
    minority = 0.45 if county.plate.startswith("新") else 0.004
    return names.minority_name(rng, sex) if rng.random() < minority else names.han_name(rng, sex, born)


def _email(rng: random.Random, name: str, born: datetime.date, mobile: str) -> str:
    draw = rng.random
    kind = draw()
    if kind < 0.45:
        return f"{100_000_000 + int(draw() * 2_900_000_000)}@qq.com"
    host = _MAIL_HOSTS[int(draw() * len(_MAIL_HOSTS))]
    stem = names.PINYIN.get(names.surname_of(name), "user")
    if kind < 0.6:
        return f"{mobile}@{'139.com' if draw() < 0.6 else '163.com'}"
    given = _LETTERS[int(draw() * 26)] + _LETTERS[int(draw() * 26)]
    if kind < 0.85:
        return f"{stem}{given}{born.year % 100:02d}{born.month:02d}@{host}"
    return f"{stem}.{given}_{born.year}@{host}"
