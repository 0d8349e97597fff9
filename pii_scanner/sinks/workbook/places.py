"""Places in a sheet: letters of columns, and ranges of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?", re.ASCII)
LAST_COLUMN = 16383


def column_number(letters: str) -> int:
    """Return the 0-based column of `A`, `AB` ..."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return the letters of a 0-based column."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Area:
    """A range of cells; rows and columns count from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def read(cls, text: str) -> Area | None:
        """Return the area of `B2` or `B2:D9`; None for anything else."""
        match = _RANGE.fullmatch(text)
        if match is None:
            return None
        first, top, last, bottom = match.groups()
        return cls(int(top) - 1, column_number(first), int(bottom or top) - 1, column_number(last or first))

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right
