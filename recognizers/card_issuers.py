"""Issuer, type and length of bank cards by their prefix (issuer identification number, ISO/IEC 7812-1).

Source: the list of the npm package bankcard 3.1.6 (MIT, licence beside the data). It is not complete and not dated, so
an unknown prefix says nothing. A few older prefixes of issuers, without type, stand in `_MORE`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import Literal

from recognizers.resources import DATA

CardType = Literal["debit", "credit", "semi-credit", "prepaid"]
_TYPES: dict[str, CardType] = {"DC": "debit", "CC": "credit", "SCC": "semi-credit", "PC": "prepaid"}
# Older prefixes that the list leaves out: issuer only.
_MORE = {"621794": "SPDB", "622835": "PSBC", "622840": "ABC", "622842": "ABC"}
_SHORTEST, _LONGEST = 3, 10


@dataclass(frozen=True)
class Card:
    """What a card's prefix says: short name of the issuer (ICBC), type, and the number of digits of such cards."""

    issuer: str
    type: CardType
    length: int


@cache
def cards_by_prefix() -> dict[str, tuple[Card, ...]]:
    """Return the cards of each prefix (3 to 10 digits); one prefix may have cards of several lengths."""
    path = DATA / "card_prefixes.csv"
    found: dict[str, tuple[Card, ...]] = {}
    with path.open(encoding="ascii") as file:
        for row in csv.DictReader(file):
            card = Card(row["issuer"], _TYPES[row["type"]], int(row["length"]))
            found[row["prefix"]] = (*found.get(row["prefix"], ()), card)
    return found


def card_of(number: str) -> Card | None:
    """Return issuer, type and length of a card, of its number as digits, or None where prefix and length are not known.

    The longest prefix decides. The check digit is not looked at.
    """
    for size in range(_LONGEST, _SHORTEST - 1, -1):
        for card in cards_by_prefix().get(number[:size], ()):
            if card.length == len(number):
                return card
    return None


def issuer_of(number: str) -> str | None:
    """Return the short name of the bank that issued a card, of its number as digits, or None where it is not known.

    Where the length does not fit, the prefix alone decides, if all cards that have it are of one bank.
    """
    card = card_of(number)
    if card is not None:
        return card.issuer
    for size in range(_LONGEST, _SHORTEST - 1, -1):
        issuers = {each.issuer for each in cards_by_prefix().get(number[:size], ())}
        if issuers:
            return issuers.pop() if len(issuers) == 1 else None
    return _MORE.get(number[:6])
