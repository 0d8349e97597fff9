"""Tokens that show in a text what they are: resident IDs that begin with no province, mobile numbers that begin with 2.

A number that stood in the text before may look so too. Its hash, by the recipient's key, is kept from the masking on, so
that nobody takes it for a token later.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.masking.bound import BoundOperator
from recognizers.columns import TextColumn
from recognizers.registry import recognizer
from recognizers.text import compact, fold

# Stands for all numbers, where more than can be noted look like tokens.
EVERY = "*"
_MOST = 10_000
_BEGIN, _END = r"(?<![0-9])(?<![0-9]\.)", r"(?![0-9])"
_FORMS = {
    "CN_RESIDENT_ID": re.compile(rf"{_BEGIN}[1-8][0-9](?:[ -]?[0-9]){{15}}[ -]?[0-9Xx]{_END}"),
    "CN_MOBILE": re.compile(
        rf"{_BEGIN}(?:[(（]?(?:\+|00)?86[)）]?[ -]?)?[(（]?2[0-9]{{2}}(?:[)）]?[ -]{{0,2}}[0-9]){{8}}{_END}"
    ),
}
MARKED = frozenset(_FORMS)


class TokenMarks:
    """Finds tokens of the types in `operators` (by type, those that tokenize) in texts.

    `stood` has the hashes of numbers that looked like tokens before anything was masked, or EVERY.
    """

    def __init__(self, operators: Iterable[BoundOperator], stood: Collection[str] = ()) -> None:
        self._operators = {
            each.target.entity_type: each
            for each in operators
            if each.name == "tokenize" and each.target.entity_type in MARKED
        }
        self.stood = set(stood)

    def __bool__(self) -> bool:
        return bool(self._operators)

    def note(self, text: str) -> None:
        """Remember what looks like a token in a text that is to be masked."""
        for entity_type, spans in self._alike(text).items():
            self.add(self._hash(entity_type, text[start:end]) for start, end in spans)

    def add(self, hashes: Iterable[str]) -> None:
        self.stood.update(hashes)
        if len(self.stood) > _MOST:
            self.stood = {EVERY}

    def take(self) -> set[str]:
        """Return what stood and begin anew: another process counts on."""
        stood, self.stood = self.stood, set()
        return stood

    def places(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Return, by type, where tokens stand in a masked text."""
        if EVERY in self.stood:
            return {}
        return {
            entity_type: [span for span in spans if self._hash(entity_type, text[slice(*span)]) not in self.stood]
            for entity_type, spans in self._alike(text).items()
        }

    def _alike(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Return, by type, the places whose number the key turns into a value of the type."""
        folded, found = fold(text), {}
        for entity_type, operator in self._operators.items():
            spans = [match.span() for match in _FORMS[entity_type].finditer(folded)]
            if spans:
                values = pa.array([text[start:end] for start, end in spans], pa.string())
                real = _real(operator, values)
                found[entity_type] = [span for span, is_one in zip(spans, real.tolist(), strict=True) if is_one]
        return found

    def _hash(self, entity_type: str, number: str) -> str:
        key = self._operators[entity_type].target.key
        assert key is not None
        told = f"{entity_type}|{compact(number)}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(told, key=key, digest_size=8, person=b"stood before").hexdigest()


def _real(operator: BoundOperator, values: pa.Array) -> npt.NDArray[np.bool_]:
    back = operator.operator.reverse(values, operator.target)
    finder = recognizer(operator.target.entity_type)
    if finder is None:
        return np.zeros(len(values), dtype=np.bool_)
    return finder.cells(TextColumn(back.fill_null(""))).shaped
