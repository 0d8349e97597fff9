"""Bank card number (ISO/IEC 7812-1): 13-19 digits, issuer prefix first, Luhn digit last.

UnionPay cards have 16-19 digits and mostly begin with 62. Valid example: 6222020212345678909.
One random number in ten passes Luhn, so the prefix and the share over the column decide.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from recognizers import checks
from recognizers.base import Recognizer, Shape
from recognizers.card_issuers import cards_by_prefix
from recognizers.checks import Bools, Bytes
from recognizers.text import OTHER_NUMBERS

# Ranges of the first six digits that issuers use, by the lengths of their numbers (ISO/IEC 7812-1; card schemes):
# UnionPay and older national prefixes, then Visa, Mastercard, JCB, American Express, Diners. A range that is missing
# costs confidence in text only.
_RANGES_BY_LENGTHS: tuple[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], ...] = (
    (
        (16, 17, 18, 19),
        ((620000, 629999), (600000, 609999), (810000, 817199), (955800, 955999), (680000, 690999), (900000, 900000),
         (940000, 949999), (966600, 969999), (984300, 984309), (998800, 998899)),
    ),
    ((16,), ((400000, 499999), (510000, 559999), (222100, 272099), (352800, 358999))),
    ((13, 19), ((400000, 499999),)),
    ((15,), ((340000, 349999), (370000, 379999))),
    ((14,), ((360000, 369999), (380000, 389999), (300000, 305999))),
)  # fmt: skip
_POWERS = np.array([100_000, 10_000, 1_000, 100, 10, 1], dtype=np.int32)


@cache
def _heads(length: int) -> Bools:
    """Return which six digits may begin a card of this length: the ranges, and the prefixes listed for the length, so
    that 103 begins cards of 19 digits only."""
    found = np.zeros(1_000_000, dtype=np.bool_)
    for lengths, ranges in _RANGES_BY_LENGTHS:
        for low, high in ranges if length in lengths else ():
            found[low : high + 1] = True
    for prefix, cards in cards_by_prefix().items():
        if any(card.length == length for card in cards):
            head = prefix[:6]
            found[int(head.ljust(6, "0")) : int(head.ljust(6, "9")) + 1] = True
    return found


def known_prefix(matrix: Bytes) -> Bools:
    """Return which rows begin with six digits that an issuer uses, for numbers of this length."""
    return np.asarray(_heads(matrix.shape[1])[(matrix[:, :6] - 48).astype(np.int32) @ _POWERS])


class BankCard(Recognizer):
    entity_type = "CN_BANK_CARD"
    shapes = (
        Shape("grouped", r"[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -][0-9]{1,3})?", 0.5),
        Shape("last group long", r"[0-9]{4}(?:[ -][0-9]{4}){2}[ -][0-9]{7}|[0-9]{6}[ -][0-9]{6}[ -][0-9]{4,7}", 0.5),
        Shape("prefix apart", r"[0-9]{6}[ -][0-9]{10,13}|[0-9]{6}[ -][0-9]{8}[ -][0-9]{2,5}", 0.5),
        Shape("plain", r"[0-9]{15,19}", 0.5, glued=True),
        Shape("short", r"[0-9]{13,14}", 0.5),
    )
    context = ("银行卡", "卡号", "借记卡", "信用卡", "储蓄卡", "账号", "账户", "尾号", "工行", "农行", "建行", "中行",
               "card", "account")  # fmt: skip
    check_name = "Luhn"
    random_pass_rate = 0.1
    rarity = 1.0
    counter_context = OTHER_NUMBERS
    priority = 70
    lengths = (13, 19)
    gate = r"[0-9\x{FF10}-\x{FF19}]{4}"

    def plausible(self, matrix: Bytes) -> Bools:
        if not 13 <= matrix.shape[1] <= 19:
            return np.zeros(len(matrix), dtype=np.bool_)
        return checks.digits(matrix) & known_prefix(matrix)

    def check(self, matrix: Bytes) -> Bools:
        return checks.luhn(matrix)
