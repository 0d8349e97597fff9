"""Numbers of people with nothing between them: 13800138000139…, a mobile number and an ID, an ID and a card.

Where such a run of digits is cut follows from what its parts are: an ID and a card pass their check, and nothing is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recognizers import checks
from recognizers.bank_card import BankCard
from recognizers.card_issuers import card_of
from recognizers.resident_id import ResidentId

# Two mobile numbers.
SHORTEST = 22
_MOBILE = "1[3-9][0-9]{9}"
_ID = "[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]"
_CARD = "[3-69][0-9]{15,18}"
# What a text must hold that may have any (RE2).
GATE = rf"(?:^|[^0-9A-Za-z])(?:(?:{_MOBILE}){{2}}|[0-9]{{17}}[Xx][0-9]{{11}}|[0-9]{{26}}[0-9Xx])"
_RUN = re.compile(rf"(?<![0-9A-Za-z])(?:{_MOBILE}|{_ID}|{_CARD}){{2,3}}(?![0-9A-Za-z])", re.ASCII)
_MOST = 3
_LENGTH_OF_MOBILE, _LENGTH_OF_ID, _LENGTHS_OF_CARD = 11, 18, (19, 18, 17, 16)
# The longest numbers first: of an ID and its holder's card, no other cut passes both checks.
_LENGTHS = (_LENGTH_OF_ID, *_LENGTHS_OF_CARD, _LENGTH_OF_MOBILE)


def seams(text: str) -> Iterator[int]:
    """Yield where in a text one number ends and the next begins with nothing between them."""
    for match in _RUN.finditer(text):
        alone = _is_line(text, *match.span())
        parts = next((parts for parts in _partitions(match[0], _MOST) if _told(parts, alone=alone)), ())
        at = match.start()
        for part in parts[:-1]:
            at += len(part)
            yield at


def _partitions(run: str, most: int) -> Iterator[tuple[str, ...]]:
    """Yield how a run is cut into at most so many numbers."""
    for length in _LENGTHS:
        head, rest = run[:length], run[length:]
        if len(head) < length or (rest and most == 1) or not _is_number(head):
            continue
        if rest:
            yield from ((head, *parts) for parts in _partitions(rest, most - 1))
        else:
            yield (head,)


def _told(parts: tuple[str, ...], *, alone: bool) -> bool:
    """Return whether more than chance tells the parts: serial numbers of payments are as long as a mobile number and a
    card, and accounts of 22 digits, `alone` in a line, as two mobile numbers."""
    if any(_is_resident_id(part) for part in parts):
        return True
    return not alone and all(len(part) == _LENGTH_OF_MOBILE or card_of(part) is not None for part in parts)


def _is_number(part: str) -> bool:
    if len(part) == _LENGTH_OF_MOBILE:
        return re.fullmatch(_MOBILE, part, re.ASCII) is not None
    return _is_resident_id(part) or (len(part) in _LENGTHS_OF_CARD and part.isdigit() and _passes(BankCard(), part))


def _is_resident_id(part: str) -> bool:
    return re.fullmatch(_ID, part, re.ASCII) is not None and _passes(ResidentId(), part.upper())


def _passes(kind: BankCard | ResidentId, part: str) -> bool:
    matrix = checks.matrix_of([part])
    return bool((kind.plausible(matrix) & kind.check(matrix))[0])


def _is_line(text: str, start: int, end: int) -> bool:
    """Return whether nothing else stands in a line."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return not (text[first:start] + text[end : last if last >= 0 else len(text)]).strip(" \t\r'`")
