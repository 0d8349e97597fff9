"""Verification by executors: each opens files of the staged release as a stranger would, as the local engine does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.config.policy import RiskLimits
from pii_scanner.engines.spark.session import read_by_spark
from pii_scanner.engines.spark.tasks import failure, failure_sentence, ship
from pii_scanner.errors import SourceError
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.release.copies import CopiedFile
from pii_scanner.release.manifest import sha256_of
from pii_scanner.release.reopened import reopened
from pii_scanner.release.risk import TableRisk
from pii_scanner.release.verification import Found, Verification, examined_file, verified


@dataclass(frozen=True)
class Examined:
    """What a task saw of one file, and its SHA-256."""

    found: Found
    columns: int
    searched_bytes: int
    digest: str


def verify_by_executors(
    session: Any, files: Sequence[CopiedFile], operators: Mapping[str, str], known: KnownValues
) -> tuple[Verification, dict[Path, str]]:
    """Return the verification of all files, and the SHA-256 of each by its path.

    Raises SourceError when a task fails: then nothing is published.
    """
    result, found, digests = Verification(searched_values=known.count), Found(), {}
    shipped = ship(session, (tuple(files), dict(operators), known))
    try:
        with read_by_spark("release"):
            context = session.sparkContext
            slices = min(len(files), max(1, context.defaultParallelism) * 4)
            for number, failed, told in context.parallelize(range(len(files)), slices).map(_Examine(shipped)).collect():
                if failed:
                    raise SourceError(failure_sentence(files[number].name, told))
                result.rescanned_columns += told.columns
                result.searched_bytes += told.searched_bytes
                found.add(told.found)
                digests[files[number].path] = told.digest
    finally:
        shipped.destroy()
    return verified(files, found, known, result), digests


@dataclass(frozen=True)
class _Examine:
    shipped: Any

    def __call__(self, number: int) -> tuple[int, bool, Any]:
        try:
            files, operators, known = self.shipped.enter()
            result = Verification()
            found = examined_file(files[number], operators, known, result)
            digest = sha256_of(files[number].path)
            return number, False, Examined(found, result.rescanned_columns, result.searched_bytes, digest)
        except Exception as error:  # its text may hold values
            return number, True, failure(error)


def risks_by_executors(session: Any, files: Sequence[CopiedFile], limits: RiskLimits) -> list[TableRisk]:
    """Return the risk of every copied table that has any of the quasi-identifiers, over all of its parts together."""
    from operator import add

    risks = []
    folders: dict[Path, list[CopiedFile]] = {}
    for file in files:
        folders.setdefault(file.path.parent, []).append(file)
    with read_by_spark("release"):
        for parts in folders.values():
            (table, *_) = parts[0].tables
            chosen = tuple(name for name in limits.quasi_identifiers if name in [each for _, each in table.columns])
            if not chosen:
                continue
            context = session.sparkContext
            slices = min(len(parts), max(1, context.defaultParallelism) * 4)
            groups = context.parallelize(parts, slices).flatMap(_Groups(chosen)).reduceByKey(add)
            sizes = groups.map(_size)
            k, unique, rows = sizes.fold((0, 0, 0), _together)
            name = parts[0].name.rpartition("/")[0]
            risks.append(TableRisk(name, table.plan.table, chosen, k, unique, rows))
    return risks


@dataclass(frozen=True)
class _Groups:
    """Counts rows by a digest of their quasi-identifiers, batch by batch."""

    chosen: tuple[str, ...]

    def __call__(self, file: CopiedFile) -> list[tuple[bytes, int]]:
        try:
            return self._of(file)
        except Exception as error:  # its text may hold values
            raise SourceError(type(error).__name__) from None

    def _of(self, file: CopiedFile) -> list[tuple[bytes, int]]:
        counts: dict[bytes, int] = {}
        with reopened(file) as copy:
            for table in copy.tables:
                names = [column.name for column in table.columns]
                places = [names.index(name) for name in self.chosen]
                for batch in table.batches():
                    texts = [pc.fill_null(as_strings(batch.column(at)), "") for at in places]
                    keys = list(map(str, range(len(places))))
                    grouped = pa.table(texts, names=keys).group_by(keys).aggregate([([], "count_all")])
                    rows = zip(*(grouped.column(key).to_pylist() for key in keys), strict=True)
                    for row, count in zip(rows, grouped.column("count_all").to_pylist(), strict=True):
                        key = hashlib.sha256(json.dumps(row).encode("utf-8", "surrogatepass")).digest()
                        counts[key] = counts.get(key, 0) + count
        return list(counts.items())


def _size(group: tuple[bytes, int]) -> tuple[int, int, int]:
    return group[1], int(group[1] == 1), group[1]


def _together(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return (smallest group, groups of one row, rows) of both; nothing has a smallest group of 0."""
    smallest = min(filter(None, (one[0], other[0])), default=0)
    return smallest, one[1] + other[1], one[2] + other[2]
