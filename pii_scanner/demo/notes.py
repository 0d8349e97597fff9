"""Collection notes (催收记录) about a person, with the spans that identify somebody as ground truth."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from string import Formatter

from pii_scanner.demo import addresses, numbers
from pii_scanner.demo.contacts import Contact, contacts_of
from pii_scanner.demo.note_templates import ANONYMOUS, IDENTIFYING, NoteTemplate
from pii_scanner.demo.persons import Person
from pii_scanner.demo.regions import COUNTIES
from pii_scanner.demo.words import words

Span = tuple[int, int, str]
Field = tuple[str, str]  # text, entity type ("" = identifies nobody)

_IDENTIFYING_SHARE = 0.4
_ROLES = frozenset(("spouse", "elder", "sibling", "colleague", "friend"))
_DAYS = words("本周五 下周一 下周三 月底 明天 后天 5号 10号 15号 20号 25号")
_PAST = words("昨天 前天 上周五 本月5号 本月10号 上月底 上月20号")
_AMOUNTS = words("200 500 800 1000 1500 2000 3000 5000 8000 12000")
_MONTHS = words("3 6 10 12 24")
_WORDS: dict[str, Callable[[random.Random], str]] = {
    "amount": lambda rng: rng.choice(_AMOUNTS),
    "day": lambda rng: rng.choice(_DAYS),
    "past": lambda rng: rng.choice(_PAST),
    "days": lambda rng: str(rng.randint(3, 400)),
    "months": lambda rng: rng.choice(_MONTHS),
    "clock": lambda rng: f"{rng.randint(8, 20)}:{rng.randrange(0, 60, 5):02d}",
    "ticket": lambda rng: f"GD202606{rng.randint(1, 30):02d}{rng.randrange(10**5):05d}",
    "trace": lambda rng: f"202606{rng.randint(1, 30):02d}{rng.randrange(10**10):010d}",
}


@dataclass(frozen=True)
class Note:
    """A note, where it identifies somebody (start, end, entity type), and the outcome of the call."""

    text: str
    spans: tuple[Span, ...]
    outcome: str


def collection_note(person: Person, rng: random.Random) -> str:
    """Return the text of a note; about two in five hold identifiers."""
    return draw_note(person, rng).text


def annotated_note(person: Person, rng: random.Random) -> tuple[str, list[Span]]:
    """Return a note and its spans, in order; each is (start, end, entity type), counted in characters."""
    note = draw_note(person, rng)
    return note.text, list(note.spans)


def draw_note(person: Person, rng: random.Random) -> Note:
    """Return a random note about `person`."""
    templates = IDENTIFYING if rng.random() < _IDENTIFYING_SHARE else ANONYMOUS
    return write_note(rng.choice(templates), person, rng)


def write_note(template: NoteTemplate, person: Person, rng: random.Random) -> Note:
    """Return `template` with its fields filled in for `person`."""
    contacts: dict[str, Contact] = {}
    text = ""
    spans: list[Span] = []
    for literal, field, _, _ in Formatter().parse(template.text):
        text += literal
        if not field:
            continue
        if field.split("_")[0] in _ROLES and not contacts:
            contacts = {contact.role: contact for contact in contacts_of(person)}
        value, entity = _filled(field, person, contacts, rng)
        if entity:
            spans.append((len(text), len(text) + len(value), entity))
        text += value
    return Note(text, tuple(spans), template.outcome)


def _filled(field: str, person: Person, contacts: dict[str, Contact], rng: random.Random) -> Field:
    role, _, part = field.partition("_")
    if role in contacts:
        return _of_contact(contacts[role], part, rng)
    if field in _WORDS:
        return _WORDS[field](rng), ""
    return _OF_PERSON[field](person, rng)


def _of_contact(contact: Contact, part: str, rng: random.Random) -> Field:
    if part == "word":
        return contact.word, ""
    if part == "title":
        return contact.title, ""
    if part == "mobile":
        return _spoken_mobile(contact.mobile, rng), "CN_MOBILE"
    return contact.name, "PERSON"


_OF_PERSON: dict[str, Callable[[Person, random.Random], Field]] = {
    "name": lambda person, _: (person.name, "PERSON"),
    "mobile": lambda person, rng: (_spoken_mobile(person.mobile, rng), "CN_MOBILE"),
    "new_mobile": lambda _, rng: (_spoken_mobile(numbers.mobile(rng), rng), "CN_MOBILE"),
    "id": lambda person, rng: (_typed_id(person.resident_id, rng), "CN_RESIDENT_ID"),
    "card": lambda person, rng: (_typed_card(person.bank_card, rng), "CN_BANK_CARD"),
    "address": lambda person, _: (person.address, "CN_ADDRESS"),
    "new_address": lambda _, rng: (addresses.address(rng, rng.choice(COUNTIES)), "CN_ADDRESS"),
    "email": lambda person, _: (person.email, "EMAIL_ADDRESS"),
    "plate": lambda person, _: (person.plate, "CN_VEHICLE_PLATE"),
    "tail": lambda person, _: (person.bank_card[-4:], ""),
    "bank": lambda person, _: (person.bank, ""),
    "employer": lambda person, _: (person.employer, ""),
    "ta": lambda person, _: ("他" if person.sex == "男" else "她", ""),
}


def _spoken_mobile(number: str, rng: random.Random) -> str:
    """Return a mobile number as people type it: together, 3-4-4 with spaces or dashes, with +86."""
    draw = rng.random()
    if draw < 0.7:
        return number
    if draw < 0.95:
        return (" " if draw < 0.85 else "-").join((number[:3], number[3:7], number[7:]))
    return f"+86{number}"


def _typed_id(number: str, rng: random.Random) -> str:
    return number.lower() if rng.random() < 0.4 else number


def _typed_card(number: str, rng: random.Random) -> str:
    if rng.random() < 0.7:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
