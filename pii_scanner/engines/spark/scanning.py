"""Scanning a table on executors: every partition gives its account; accounts are merged, in their order, by tasks
and at last by the driver."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from pii_scanner.detection.batches import ProfileBatches, Work, profile_batch, profile_here
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.engines.local import Scanned, scan_tables
from pii_scanner.engines.spark.reading import Opened, Prepared, opened
from pii_scanner.engines.spark.session import read_by_spark
from pii_scanner.engines.spark.sources import left_out
from pii_scanner.engines.spark.tasks import Batches, failure, failure_sentence, ship
from pii_scanner.errors import SourceError
from pii_scanner.model.table import Draw, Location, Problem

_SCHEMA = "place int, failed boolean, account binary"
_ROW = pa.schema([("place", pa.int32()), ("failed", pa.bool_()), ("account", pa.binary())])
# So many accounts are merged by one task, and by the driver at the end.
_TOGETHER = 16
Account = list[ColumnProfile]


def scan_source(session: Any, location: Location, sample: int | None, progress: Callable[[int], None]) -> Scanned:
    """Scan the table of a source; what cannot be read becomes a problem."""
    if left_out(location):
        return Scanned(location, 0, 0, (), (), left_out=1)
    try:
        there = opened(session, location)
    except SourceError as error:
        return Scanned(location, 0, 0, (), (Problem(location.name, "", str(error)),))
    table = replace(there.table, parts=lambda: [_Whole()], draw=partial(_drawn, there))
    by: ProfileBatches = partial(_profiled, session, there) if sample is None else profile_here
    return scan_tables(location, [table], sample, progress, by)


class _Whole:
    """Stands for all partitions of a table."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        return iter(())


def _profiled(session: Any, there: Opened, works: Iterator[Work]) -> Iterator[Account]:
    """Yield the account of the whole table, once."""
    for _, blanks in works:
        with read_by_spark(there.table.source):
            shipped = ship(session, blanks)
            try:
                yield _account(there, shipped, blanks)
            finally:
                shipped.destroy()


def _account(there: Opened, shipped: Any, blanks: Account) -> Account:
    from pyspark.sql import functions

    rows = there.frame.mapInArrow(_Profile(there.prepared, shipped), _SCHEMA)
    partitions = there.frame.rdd.getNumPartitions()
    while partitions > _TOGETHER:
        group = functions.expr(f"cast(place / {_TOGETHER} as int)")
        rows = rows.groupBy(group.alias("place")).applyInArrow(_merged, _SCHEMA)
        partitions = -(-partitions // _TOGETHER)
    whole: Account = blanks
    for row in sorted(rows.collect(), key=lambda row: row.place):
        if row.failed:
            raise SourceError(failure_sentence(there.table.source, row.account))
        _add(whole, pickle.loads(row.account))  # noqa: S301 - our own task's
    return whole


def _add(whole: Account, later: Account) -> None:
    for profile, other in zip(whole, later, strict=True):
        profile.merge(other)


@dataclass(frozen=True)
class _Part:
    """The batches of a partition, as the kernel takes a part of a table."""

    prepared: Prepared
    rows: Batches

    def batches(self) -> Iterator[pa.RecordBatch]:
        return self.prepared.of(self.rows)


@dataclass(frozen=True)
class _Profile:
    """The task of a partition: its account, as one row."""

    prepared: Prepared
    shipped: Any

    def __call__(self, batches: Batches) -> Batches:
        from pyspark import TaskContext

        context = TaskContext.get()
        place = context.partitionId() if context is not None else 0
        try:
            blanks = [each.blank() for each in self.shipped.enter()]
            account = profile_batch(_Part(self.prepared, batches), blanks)
            row = [[place], [False], [pickle.dumps(account)]]
        except Exception as error:  # its text may hold values
            row = [[place], [True], [failure(error)]]
        yield pa.record_batch(row, schema=_ROW)


def _merged(table: pa.Table) -> pa.Table:
    """Return the accounts of a group of partitions as one; failed when one of them is."""
    place = min(table.column("place").to_pylist()) // _TOGETHER
    table = table.sort_by("place")
    whole: Account | None = None
    for failed, account in zip(table.column("failed").to_pylist(), table.column("account").to_pylist(), strict=True):
        if failed:
            return pa.table([[place], [True], [account]], schema=_ROW)
        later: Account = pickle.loads(account)  # noqa: S301 - our own task's
        if whole is None:
            whole = later
        else:
            _add(whole, later)
    return pa.table([[place], [False], [pickle.dumps(whole)]], schema=_ROW)


def _drawn(there: Opened, sample: int) -> Draw | None:
    """Return random rows, some more than are asked for, and the number of all."""
    with read_by_spark(there.table.source):
        total = there.frame.count()
        share = min(1.0, (1.2 * sample + 100) / max(1, total))
        rows = there.frame.sample(withReplacement=False, fraction=share, seed=20260101).toArrow()
    return Draw(list(there.prepared.of(iter(rows.to_batches()))), total)
