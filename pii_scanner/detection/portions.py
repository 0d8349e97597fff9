"""A table portion by portion: what did not change since an earlier run is taken from memory, the rest is read."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import pyarrow as pa

from pii_scanner.detection.batches import ProfileBatches, Work, even
from pii_scanner.detection.distinct import Distinct, key_of
from pii_scanner.detection.name_words import remembered
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.model.table import Part, Portion, Table

Account = list[ColumnProfile]


class PortionMemory(Protocol):
    """What is remembered of the portions of one table, by their states; no account holds a value. Of those recalled,
    `unchanged` counts how many."""

    unchanged: int

    def begin(self, key: bytes) -> None:
        """Hear the key that values are hashed by; accounts made by another do not count."""
        ...

    def knows(self, state: str) -> bool: ...

    def recall(self, state: str, blank: Account) -> Account:
        """Return the account of a portion, filled into the empty one."""
        ...

    def keep(self, state: str, account: Account) -> None: ...

    def end(self, *, whole: bool) -> None:
        """Hear that reading ended, with the `whole` table read or midway."""
        ...


@dataclass(frozen=True)
class ReadPortion:
    """A batch that was read, as a portion: to read a file that grew costs little, to look into its rows much."""

    batch: pa.RecordBatch

    @property
    def parts(self) -> tuple[ReadPortion, ...]:
        return (self,)

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield self.batch

    def state(self) -> str:
        """Return a hash of the schema and of all values."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.batch.schema) as stream:
            stream.write_batch(self.batch)
        return hashlib.blake2b(sink.getvalue(), digest_size=16).hexdigest()


@dataclass
class _Portion:
    """A portion on its way: its `account` grows while it is read; None is one that is remembered."""

    state: str | None
    account: Account | None


@dataclass
class _Way:
    """The portions that were begun and not yet given back, in order, and which of them each piece of work is for."""

    begun: deque[_Portion] = field(default_factory=deque)
    owners: deque[_Portion] = field(default_factory=deque)


def portion_by_portion(
    table: Table,
    portions: Iterable[Portion],
    profiles: Account,
    profile_batches: ProfileBatches,
    memory: PortionMemory | None,
) -> Iterator[Account]:
    """Yield the account of every portion of a table, in order, read or remembered; what is read is kept in `memory`."""
    coming = iter(portions)
    first = next(coming)
    key = _key(first) if memory is not None else None
    if key is None:
        memory = None
    if memory is not None and key is not None:
        memory.begin(key)
    way = _Way()

    def work() -> Iterator[Work]:
        for portion in chain([first], coming):
            # Before it is read, so that a later change shows.
            state = portion.state() if memory is not None else None
            known = memory is not None and state is not None and memory.knows(state)
            account = _blank(profiles, apart=memory is not None)
            mine = _Portion(state, None if known else account)
            way.begun.append(mine)
            for piece in () if known else _pieces(table, portion):
                way.owners.append(mine)
                yield piece, [profile.blank() for profile in account]

    whole = False
    try:
        for made in profile_batches(work()):
            owner = way.owners.popleft()
            while way.begun[0] is not owner:
                yield _finished(way.begun.popleft(), profiles, key, memory)
            for profile, later in zip(owner.account or (), made, strict=True):
                profile.merge(later)
        while way.begun:
            yield _finished(way.begun.popleft(), profiles, key, memory)
        whole = True
    finally:
        if memory is not None:
            memory.end(whole=whole)


def _pieces(table: Table, portion: Portion) -> Iterator[pa.RecordBatch | Part]:
    """Yield what is worked on at once: parts where any process may read them, else batches."""
    for part in portion.parts:
        if table.parts is not None:
            yield part
        else:
            yield from even(part.batches())


def _blank(profiles: Account, *, apart: bool) -> Account:
    """Return empty accounts; `apart`: their values are counted whatever stands in other portions."""
    account = [profile.blank() for profile in profiles]
    for profile in account if apart else ():
        profile.values = Distinct()
    return account


def _finished(portion: _Portion, profiles: Account, key: bytes | None, memory: PortionMemory | None) -> Account:
    """Return the account of a portion: remembered, or read whole and, where it may be kept, without values."""
    if portion.account is None:
        assert memory is not None
        assert portion.state is not None
        return memory.recall(portion.state, _blank(profiles, apart=True))
    if memory is None or key is None:
        return portion.account
    for profile in portion.account:
        profile.name_words = [*remembered(profile.name_words)]
        if isinstance(profile.values, Distinct):
            profile.values = profile.values.sealed(key)
    # A recognizer that failed may be mended by the next run.
    if portion.state is not None and not any(profile.failed for profile in portion.account):
        memory.keep(portion.state, portion.account)
    return portion.account


def _key(first: Portion) -> bytes | None:
    """Return the key that values of a table are hashed by: it follows from its first rows, and is written nowhere."""
    for part in first.parts:
        for batch in part.batches():
            if batch.num_rows:
                return key_of(batch)
    return None
