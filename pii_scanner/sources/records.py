"""Rows of delimited text whose quoting or field count an exact parser refuses."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

# No field or line may fill the memory: longer lines are read in pieces.
LONGEST = 1 << 24
# A quoted field that goes on for more lines than this is a quotation mark that was never closed.
MOST_LINES = 5000
# Stands for a delimiter of several characters where the csv module takes one only.
_ONE = "\ue0ff"


class _Endless(Exception):
    """A quoted field without an end."""


class _Lines:
    """Lines that remember those of the current record, so that they can be read once more."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self._size = 0
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) > MOST_LINES or self._size > LONGEST:
            raise _Endless
        if self._again:
            line = self._again.popleft()
        else:
            try:
                line = next(self._source)
            except StopIteration:
                self.ended = True
                raise
        self.taken.append(line)
        self._size += len(line)
        return line

    def accept(self) -> None:
        self.taken, self._size = [], 0

    def give_back_all_but_first(self) -> str:
        first = self.taken[0]
        self._again.extendleft(reversed(self.taken[1:]))
        self.accept()
        self.ended = False
        return first


def lines_of(text: io.TextIOBase) -> Iterator[str]:
    """Yield lines with their ends, those too long in pieces."""
    return iter(partial(text.readline, LONGEST), "")


def records(lines: Iterable[str], delimiter: str, escape: str = "") -> Iterator[tuple[list[str], int]]:
    """Yield (fields, how many lines they took); a quotation mark that is never closed is a plain character.

    The delimiter may have several characters.
    """
    if len(delimiter) > 1:
        for row, taken in _records((line.replace(delimiter, _ONE) for line in lines), _ONE, escape):
            yield [field.replace(_ONE, delimiter) for field in row], taken
    else:
        yield from _records(lines, delimiter, escape)


def _records(lines: Iterable[str], delimiter: str, escape: str) -> Iterator[tuple[list[str], int]]:
    csv.field_size_limit(4 * LONGEST)
    source = _Lines(lines)
    how: dict[str, Any] = {"delimiter": delimiter, "escapechar": escape or None, "doublequote": True}
    reader = csv.reader(source, **how)
    while True:
        try:
            row = next(reader)
            if len(source.taken) > 1 and _torn(source.taken, how):
                raise _Endless
        except StopIteration:
            return
        except (_Endless, csv.Error):
            first = source.give_back_all_but_first()
            yield next(csv.reader([first], **how, quoting=csv.QUOTE_NONE), []), 1
            reader = csv.reader(source, **how)
            continue
        taken = len(source.taken)
        source.accept()
        yield row, taken


def _torn(lines: list[str], how: dict[str, Any]) -> bool:
    """Return whether a record of several lines is none: a quotation mark in it stands where no writer puts it."""
    try:
        list(csv.reader(lines, **how, strict=True))
    except csv.Error:
        return True
    return False
