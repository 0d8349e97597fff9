"""What is known of portions of tables: row groups, pages, ranges of keys, batches that did not change are not looked into again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pii_scanner.inventory.portions import PortionStore
from pii_scanner.model.names import may_tell
from pii_scanner.model.table import Table

# Accounts are loaded where there are portions: a scan in which nothing changed has none.
if TYPE_CHECKING:
    from pii_scanner.detection.profile import ColumnProfile

# Accounts written at once: a scan that is killed has those of before.
_AT_ONCE = 16


@dataclass(frozen=True)
class KnownPortions:
    """Opens the memory at `path` for one table after the other; `setup` is a hash of how tables are judged. `full`: what is
    remembered does not count."""

    path: Path
    setup: str
    full: bool = False

    def __call__(self, table: Table) -> TableMemory:
        return TableMemory(self, table)


def _shown(name: str) -> str:
    if not may_tell(name):
        return name
    from pii_scanner.detection.name_parts import shown_name

    return shown_name(name)


class TableMemory:
    """What is remembered of one table; see `PortionMemory`."""

    def __init__(self, known: KnownPortions, table: Table) -> None:
        self._known = known
        self._table = table
        self._store: PortionStore | None = None
        self._source, self._name = _shown(table.source), _shown(table.name)
        self._place = (self._source, self._name, "")
        self._remembered: set[str] = set()
        self._seen: set[str] = set()
        self._waiting: dict[str, bytes] = {}
        self.unchanged = 0

    def begin(self, key: bytes) -> None:
        from pii_scanner.detection.kept_accounts import FORM

        columns = [(column.name, column.data_type, column.comment) for column in self._table.columns]
        told = hashlib.sha256(repr((FORM, self._known.setup, columns)).encode("utf-8", "surrogateescape") + key)
        self._place = (self._source, self._name, told.hexdigest())
        self._store = PortionStore(self._known.path)
        self._remembered = set() if self._known.full else self._store.states(*self._place)

    def knows(self, state: str) -> bool:
        return state in self._remembered

    def recall(self, state: str, blank: list[ColumnProfile]) -> list[ColumnProfile]:
        from pii_scanner.detection.kept_accounts import unpacked

        assert self._store is not None
        self.unchanged += 1
        self._seen.add(state)
        return unpacked(self._store.account(*self._place, state), blank)

    def keep(self, state: str, account: Sequence[ColumnProfile]) -> None:
        from pii_scanner.detection.kept_accounts import packed

        self._seen.add(state)
        self._waiting[state] = packed(account)
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def end(self, *, whole: bool) -> None:
        self._flush()
        assert self._store is not None
        if whole:
            self._store.forget_others(*self._place, self._seen)
        self._store.close()

    def _flush(self) -> None:
        assert self._store is not None
        self._store.add(*self._place, self._waiting.items())
        self._waiting = {}
