"""Short questions to a server, over one connection that is kept for the next: to open one takes longer than an answer."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Protocol

from pii_scanner.sources.databases.errors import is_lost


class Asked(Protocol):
    """A connection that can end what a statement began."""

    def values(self, statement: str) -> list[tuple[Any, ...]]: ...

    def settle(self) -> None: ...

    def close(self) -> None: ...


class Asking(Protocol):
    """What opens a connection for questions."""

    def open(self) -> Asked: ...


# The reader that asks and its connection, by the reader's identity: a reader is pickled, a connection cannot be.
_KEPT: dict[int, tuple[Asking, Asked]] = {}


def ask(reader: Asking, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a short answer; no transaction stays open, and the connection until `put_away`. One that was
    lost is opened again."""
    _, kept = _KEPT.pop(id(reader), (reader, None))
    try:
        return _answer(reader, kept or reader.open(), statement)
    except Exception as error:
        if kept is None or not is_lost(error):
            raise
    return _answer(reader, reader.open(), statement)


def _answer(reader: Asking, session: Asked, statement: str) -> list[tuple[Any, ...]]:
    try:
        rows = session.values(statement)
        session.settle()
    except BaseException:
        session.close()
        raise
    _KEPT[id(reader)] = (reader, session)
    return rows


def put_away() -> None:
    """Close the connections that are kept."""
    while _KEPT:
        _, (_, session) = _KEPT.popitem()
        with suppress(Exception):  # a lost connection cannot be closed in good order
            session.close()
