"""The people around a debtor: the same ones in the contacts table and in the collection notes."""

from __future__ import annotations

import random
from dataclasses import dataclass

from pii_scanner.demo import addresses, names, numbers
from pii_scanner.demo.persons import Person
from pii_scanner.demo.regions import BY_CODE, COUNTIES

_HAS_PARENTS_SINCE = 1962  # year of birth: older debtors are reached through a grown-up child


@dataclass(frozen=True)
class Contact:
    """A relative, colleague or friend; `word` is how a note calls them (其妻)."""

    role: str
    relation: str
    word: str
    name: str
    mobile: str
    address: str


def contacts_of(person: Person) -> tuple[Contact, ...]:
    """Return spouse, elder, sibling, colleague and friend of a person, always the same for the same person."""
    rng = random.Random(person.resident_id)
    born, other = person.birth_date.year, "女" if person.sex == "男" else "男"
    brother = rng.random() < 0.5
    spouse = "其妻" if person.sex == "男" else "其夫"
    parent = born >= _HAS_PARENTS_SINCE
    elder = ("父亲", "其父", born - 26) if parent else ("儿子", "其子", born + 26)
    elder_family = parent or person.sex == "男"
    sibling = ("哥哥", "其兄", "男") if brother else ("妹妹", "其妹", "女")
    return (
        _contact(person, rng, "spouse", "配偶", spouse, other, born),
        _contact(person, rng, "elder", elder[0], elder[1], "男", elder[2], family=elder_family),
        _contact(person, rng, "sibling", sibling[0], sibling[1], sibling[2], born, family=True),
        _contact(person, rng, "colleague", "同事", "同事", _sex(rng), born),
        _contact(person, rng, "friend", "朋友", "朋友", _sex(rng), born),
    )


def _sex(rng: random.Random) -> str:
    return "男" if rng.random() < 0.5 else "女"


def _contact(
    person: Person,
    rng: random.Random,
    role: str,
    relation: str,
    word: str,
    sex: str,
    born: int,
    *,
    family: bool = False,
) -> Contact:
    """Return one contact; `family`: bears the surname of the person."""
    if "·" in person.name and rng.random() < 0.8:
        name = names.minority_name(rng, sex)
    else:
        name = names.han_name(rng, sex, born, names.surname_of(person.name) if family else "")
    own = BY_CODE[person.resident_id[:6]]
    county = own if rng.random() < 0.7 else COUNTIES[int(rng.random() * len(COUNTIES))]
    together = role == "spouse" and rng.random() < 0.8
    home = person.address if together else addresses.address(rng, county)
    return Contact(role, relation, word, name, numbers.mobile(rng), home)
