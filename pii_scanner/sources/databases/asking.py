"""Connections that are kept for the next question or table: to open one takes longer than many an answer."""

from __future__ import annotations

import atexit
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pii_scanner.sources.databases.errors import is_lost

if TYPE_CHECKING:
    from pii_scanner.sources.databases.reader import Reader, Session

# By the reader that asks, of this process alone: a reader is pickled, a connection cannot be. Threads take one each.
_KEPT: dict[Reader, list[Session]] = {}
_MOST = 8


def ask(reader: Reader, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a short answer; no transaction stays open, and the connection until `put_away`. One that was
    lost is opened again."""
    kept = taken(reader)
    try:
        return _answer(reader, kept or reader.open(), statement)
    except Exception as error:
        if kept is None or not is_lost(error):
            raise
    return _answer(reader, reader.open(), statement)


def _answer(reader: Reader, session: Session, statement: str) -> list[tuple[Any, ...]]:
    try:
        rows = session.values(statement)
        keep(reader, session)
    except BaseException:
        session.close()
        raise
    return rows


def taken(reader: Reader) -> Session | None:
    """Return a connection that is kept, for the caller alone; None where there is none."""
    with suppress(KeyError, IndexError):
        return _KEPT[reader].pop()
    return None


def keep(reader: Reader, session: Session) -> None:
    """End the transaction of a connection that answered all it was asked, and keep it; close one that cannot be kept."""
    if not session.settle():
        session.close()
        return
    _KEPT.setdefault(reader, []).append(session)
    if len(_KEPT) > _MOST:
        # A folder may hold more files of databases than a process may open.
        with suppress(StopIteration, KeyError):  # another thread was faster
            _close_all(_KEPT.pop(next(iter(_KEPT))))


@atexit.register  # a process that helps ends without a word
def put_away() -> None:
    """Close the connections that are kept."""
    while _KEPT:
        _close_all(_KEPT.popitem()[1])


def _close_all(sessions: list[Session]) -> None:
    for session in sessions:
        with suppress(Exception):  # a lost connection cannot be closed in good order
            session.close()
