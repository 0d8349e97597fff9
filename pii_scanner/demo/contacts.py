"""The people around a debtor: the same ones in the contacts table and in the collection notes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import NamedTuple

from pii_scanner.demo import addresses, names, numbers
from pii_scanner.demo.persons import Person
from pii_scanner.demo.regions import BY_CODE, COUNTIES

_HAS_PARENTS_SINCE = 1962  # year of birth: older debtors are reached through a grown-up child


@dataclass(frozen=True)
class Contact:
    """A relative, colleague or friend; `word` is how a note calls them (其妻), `title` 先生 or 女士."""

    role: str
    relation: str
    word: str
    name: str
    title: str
    mobile: str
    address: str


class _Tie(NamedTuple):
    role: str
    relation: str
    word: str
    sex: str
    born: int
    family: bool  # bears the surname of the person


def contacts_of(person: Person) -> tuple[Contact, ...]:
    """Return spouse, elder, sibling, colleague and friend: for the same person always the same."""
    rng = random.Random(person.resident_id)
    return tuple(_contact(person, tie, rng) for tie in _ties(person, rng))


def _ties(person: Person, rng: random.Random) -> tuple[_Tie, ...]:
    born, male = person.birth_date.year, person.sex == "男"
    wife = ("其妻", "女") if male else ("其夫", "男")
    sibling = ("哥哥", "其兄", "男") if rng.random() < 0.5 else ("妹妹", "其妹", "女")
    parent = born >= _HAS_PARENTS_SINCE
    elder = ("父亲", "其父", "男", born - 26) if parent else ("儿子", "其子", "男", born + 26)
    return (
        _Tie("spouse", "配偶", *wife, born, family=False),
        _Tie("elder", *elder, family=parent or male),
        _Tie("sibling", *sibling, born, family=True),
        _Tie("colleague", "同事", "同事", rng.choice("男女"), born, family=False),
        _Tie("friend", "朋友", "朋友", rng.choice("男女"), born, family=False),
    )


def _contact(person: Person, tie: _Tie, rng: random.Random) -> Contact:
    if "·" in person.name and rng.random() < 0.8:
        name = names.minority_name(rng, tie.sex)
    else:
        family = names.surname_of(person.name) if tie.family else ""
        name = names.han_name(rng, tie.sex, tie.born, family)
    own = BY_CODE[person.resident_id[:6]]
    county = own if rng.random() < 0.7 else rng.choice(COUNTIES)
    together = tie.role == "spouse" and rng.random() < 0.8
    home = person.address if together else addresses.address(rng, county)
    title = "先生" if tie.sex == "男" else "女士"
    return Contact(tie.role, tie.relation, tie.word, name, title, numbers.mobile(rng), home)
