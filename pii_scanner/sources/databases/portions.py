"""Portions of a large table in a database: pieces that are read by themselves, each with what the server says of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pii_scanner.sources.databases.reader import Piece, Reader
from pii_scanner.sources.databases.relations import Relation, Span

# So many portions at most are told apart.
_MOST = 1000


@dataclass(frozen=True)
class Stretch:
    """Spans of a table that follow each other, as a portion; `told` returns the states of all portions."""

    parts: tuple[Piece, ...]
    number: int
    told: Callable[[], Sequence[str] | None]

    def state(self) -> str | None:
        told = self.told()
        return told[self.number] if told is not None else None


class Portions:
    """The portions of one table; the server is asked once."""

    def __init__(self, reader: Reader, relation: Relation, spans: Callable[[], Sequence[Span]]) -> None:
        self._reader, self._relation, self._find = reader, relation, spans

    def __call__(self) -> list[Stretch]:
        """Return the portions of the table; none of a small one."""
        if len(self._grouped) < 2:
            return []
        return [
            Stretch(tuple(Piece(self._reader, self._relation, span) for span in spans), number, lambda: self._told)
            for number, spans in enumerate(self._grouped)
        ]

    def state(self) -> str | None:
        """Return the states of all portions as one, or None for a small table."""
        if len(self._grouped) < 2 or self._told is None:
            return None
        return hashlib.sha256("|".join(self._told).encode()).hexdigest()

    @cached_property
    def _grouped(self) -> list[list[Span]]:
        return _together(self._find())

    @cached_property
    def _told(self) -> Sequence[str] | None:
        try:
            told = self._reader.span_states(self._relation, [_whole(spans) for spans in self._grouped])
        except Exception:  # drivers raise errors of their own
            return None
        return [_hashed(self._relation, each) for each in told] if told is not None else None


def _together(spans: Sequence[Span]) -> list[list[Span]]:
    """Return spans in groups, where they are many: the same go together while a table grows."""
    size = 1
    while len(spans) > _MOST * size:
        size *= 2
    groups: list[list[Span]] = []
    for span in spans:
        if groups and len(groups[-1]) < size and groups[-1][0].table == span.table:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _whole(spans: Sequence[Span]) -> Span:
    return Span(spans[0].low, spans[-1].high, spans[0].table)


def _hashed(relation: Relation, told: str) -> str:
    made = [(field.name, field.declared, field.expression) for field in relation.fields]
    text = repr((relation.schema, relation.name, made, told))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
