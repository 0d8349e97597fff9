"""What is remembered of portions of tables: a file beside the inventory, which may be deleted at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

NAME = ".portions.sqlite"
_MAKE = """
CREATE TABLE IF NOT EXISTS portions (
  source TEXT NOT NULL, "table" TEXT NOT NULL, setup TEXT NOT NULL, state TEXT NOT NULL, account BLOB NOT NULL,
  PRIMARY KEY (source, "table", setup, state)
) WITHOUT ROWID
"""
_STATES = 'SELECT state FROM portions WHERE source = ? AND "table" = ? AND setup = ?'
_ACCOUNT = 'SELECT account FROM portions WHERE source = ? AND "table" = ? AND setup = ? AND state = ?'
_OTHERS = 'DELETE FROM portions WHERE source = ? AND "table" = ? AND setup <> ?'
_ONE = 'DELETE FROM portions WHERE source = ? AND "table" = ? AND setup = ? AND state = ?'


class PortionStore:
    """Accounts of portions by source, table, how they were judged (a hash) and the state of the portion.

    Where the file is damaged it is made anew; where it cannot be written, nothing is remembered.
    """

    def __init__(self, path: Path) -> None:
        self._connection = _opened(path)

    def states(self, source: str, table: str, setup: str) -> set[str]:
        """Return the states of the portions of a table that are remembered."""
        rows = self._ask(_STATES, (source, table, setup))
        return {str(state) for (state,) in rows}

    def account(self, source: str, table: str, setup: str, state: str) -> bytes:
        """Return the account of a portion.

        Raises KeyError when it is not remembered.
        """
        for (account,) in self._ask(_ACCOUNT, (source, table, setup, state)):
            return bytes(account)
        raise KeyError(state)

    def add(self, source: str, table: str, setup: str, accounts: Iterable[tuple[str, bytes]]) -> None:
        """Remember (state, account) of portions."""
        rows = [(source, table, setup, state, account) for state, account in accounts]
        self._say("INSERT OR REPLACE INTO portions VALUES (?, ?, ?, ?, ?)", rows)

    def forget_others(self, source: str, table: str, setup: str, states: set[str]) -> None:
        """Forget portions that a table no longer holds, and what was judged in other ways."""
        gone = self.states(source, table, setup) - states
        self._say(_OTHERS, [(source, table, setup)])
        self._say(_ONE, [(source, table, setup, state) for state in gone])

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, statement: str, given: Sequence[str]) -> list[tuple[Any, ...]]:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                return self._connection.execute(statement, given).fetchall()
        return []

    def _say(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if self._connection is not None and rows:
            with suppress(sqlite3.Error), self._connection:
                self._connection.executemany(statement, rows)


def _opened(path: Path) -> sqlite3.Connection | None:
    """Open the file; one that is damaged is made anew."""
    for again in (True, False):
        connection = None
        try:
            if not path.exists():
                path.touch(mode=0o600)
            connection = sqlite3.connect(path)
            connection.execute(_MAKE)
            return connection
        except (sqlite3.Error, OSError):
            if connection is not None:
                connection.close()
            if again:
                with suppress(OSError):
                    path.unlink()
    return None
