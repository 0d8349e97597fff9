"""Verification of a release: a fresh scan, a search through every byte, and counts that agree.

Nothing here trusts the masking: the files are opened and read as a stranger would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.spans import NAMED
from pii_scanner.detection.tables import scan_table
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.model.inventory import ColumnRecord, Finding
from pii_scanner.model.plan import KEEP, TEXT, ColumnPlan
from pii_scanner.model.table import Table
from pii_scanner.release.archives import archive_failures
from pii_scanner.release.contents import contents
from pii_scanner.release.copies import CopiedFile, CopiedTable
from pii_scanner.release.leftovers import Doubted, LeftInBatches, left_here
from pii_scanner.release.reopened import Reopened, reopened

PASSED = "passed"
OWN_FILES = ("manifest.json", "report.html")


Scan = Callable[[Table], list[ColumnRecord]]
# A function and items to the results in order, one after the other or side by side.
SideBySide = Callable[[Callable[[tuple[str, str]], str | None], Iterator[tuple[str, str]]], Iterator[str | None]]
# What speaks against a table, and its rows as they were scanned; None where it was not.
_Rescanned = tuple[list[str], int | None]


@dataclass(frozen=True)
class Means:
    """How the steps are done: one after the other in this process, unless an engine has others. `side_by_side` searches
    pieces of a file; where `at_once`, while its tables are scanned."""

    scan: Scan = scan_table
    side_by_side: SideBySide = map
    left: LeftInBatches = left_here
    at_once: bool = False


ALONE = Means()

# Lines that may be a header and rows, or text.
_FEW_LINES = 3
# The names of columns that a source does not name.
_UNNAMED = re.compile("column_[0-9]+")


@dataclass
class Verification:
    """What was looked at and what was found; `failures` name file, table and column, never a value."""

    rescanned_columns: int = 0
    searched_values: int = 0
    searched_bytes: int = 0
    failures: list[str] = field(default_factory=list)
    checks: list[tuple[str, str]] = field(default_factory=list)

    def settle(self, check: str, failed: Sequence[str]) -> None:
        """Record one check with its failures."""
        self.failures += failed
        self.checks.append((check, PASSED if not failed else tr("{count} failed", count=len(failed))))


def verify_files(
    files: Sequence[CopiedFile],
    operators: Mapping[str, str],
    known: KnownValues,
    begun: Callable[[str], None],
    means: Means = ALONE,
) -> Verification:
    """Return the verification of all files of a release; `operators` is the policy's, by entity type."""
    result = Verification(searched_values=known.count)
    found = Found()
    for file in files:
        begun(file.name)
        found.add(examined_file(file, operators, known, result, means))
    return verified(files, found, known, result)


def verified(files: Sequence[CopiedFile], found: Found, known: KnownValues, result: Verification) -> Verification:
    """Return the verification with all checks settled, once every file was examined."""
    found.settle(result, found.unread + archive_failures(files, known), searched=known.count > 0)
    return result


def examined_file(
    file: CopiedFile,
    operators: Mapping[str, str],
    known: KnownValues,
    result: Verification,
    means: Means = ALONE,
) -> Found:
    """Return what speaks against one file; what was looked at is counted in `result`."""
    try:
        with reopened(file) as copy:
            matched = _matched(copy.tables, file.tables)

            stopped = Event()

            def searched() -> list[str]:
                return _bad_parts(copy, known, result, means.side_by_side, stopped) if known.count else []

            def rescanned() -> list[_Rescanned]:
                return _all_rescanned(file.name, matched, operators, result, means)

            # What is told by a server comes over connections of this thread.
            if means.at_once and file.database is None:
                with ThreadPoolExecutor(1) as beside:
                    searching = beside.submit(copy_context().run, searched)
                    try:
                        scanned = rescanned()
                    except BaseException:
                        stopped.set()
                        raise
                    bad_parts = searching.result()
            else:
                bad_parts, scanned = searched(), rescanned()
            return _examined(file.name, matched, scanned, known, bad_parts)
    except SourceError as error:
        return Found(unread=[tr("{file}: the copy cannot be read again ({reason})", file=file.name, reason=error)])


def search_own(folder: Path, known: KnownValues) -> list[str]:
    """Return the files of ours in a release, manifest and report, that hold a known value."""
    return [
        tr("{file}: holds a value that was to be masked", file=name)
        for name in OWN_FILES
        if (folder / name).is_file() and any(known.find(text, running=False) for _, text in contents(folder / name))
    ]


def verify_tables(
    name: str,
    tables: Sequence[tuple[Table, CopiedTable | None]],
    operators: Mapping[str, str],
    known: KnownValues,
    result: Verification,
) -> None:
    """Verify tables that stand in no file; failures are added to `result`."""
    result.searched_values = known.count
    found = _examined(name, tables, _all_rescanned(name, tables, operators, result, ALONE), known, [])
    found.settle(result, [], searched=known.count > 0)


@dataclass
class Found:
    """Failures by check."""

    rescan: list[str] = field(default_factory=list)
    search: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        self.unread += other.unread
        self.rescan += other.rescan
        self.search += other.search
        self.counts += other.counts

    def settle(self, result: Verification, unread: list[str], *, searched: bool) -> None:
        result.settle(tr("the masked copies were scanned again"), unread + self.rescan)
        if searched:
            result.settle(tr("no known value in any byte of any file"), self.search)
        result.settle(tr("row counts agree with the sources"), self.counts)


def _examined(
    name: str,
    matched: Sequence[tuple[Table, CopiedTable | None]],
    scanned: Sequence[_Rescanned],
    known: KnownValues,
    bad_parts: list[str],
) -> Found:
    found = Found()
    for (table, copied), (failures, rows) in zip(matched, scanned, strict=True):
        found.rescan += failures
        found.counts += _counts(name, table, copied, rows)
    if known.count:
        found.search += _searched(name, matched, known, bad_parts)
    return found


def _matched(tables: list[Table], copied: Sequence[CopiedTable]) -> list[tuple[Table, CopiedTable | None]]:
    """Pair the tables of a copy with what was written: by name, else in order."""
    left = [each for each in copied if each.columns]
    pairs: list[tuple[Table, CopiedTable | None]] = []
    for table in tables:
        chosen = None
        if not table.loose and left:
            chosen = next((each for each in left if each.name == table.name), left[0])
            left.remove(chosen)
        pairs.append((table, chosen))
    return pairs


def _plans_of(table: Table, copied: CopiedTable | None) -> list[ColumnPlan | None]:
    """Return how each column of a copy was masked."""
    if copied is None:
        return [None] * len(table.columns)
    by_name = {name: source for source, name in copied.columns}
    alike = len(table.columns) == len(copied.columns)
    sources = [
        by_name.get(column.name, copied.columns[index][0] if alike else None)
        for index, column in enumerate(table.columns)
    ]
    return [None if source is None else copied.plan.of(source) for source in sources]


def _all_rescanned(
    file: str,
    matched: Sequence[tuple[Table, CopiedTable | None]],
    operators: Mapping[str, str],
    result: Verification,
    means: Means,
) -> list[_Rescanned]:
    return [_rescanned(file, table, copied, operators, result, means) for table, copied in matched]


def _rescanned(
    file: str,
    table: Table,
    copied: CopiedTable | None,
    operators: Mapping[str, str],
    result: Verification,
    means: Means,
) -> _Rescanned:
    if not table.columns:
        return [], None
    failures: list[str] = []
    try:
        records = means.scan(table)
    except (SourceError, pa.ArrowInvalid, OSError) as error:
        return [tr("{file}: the copy cannot be read again ({reason})", file=file, reason=type(error).__name__)], None
    result.rescanned_columns += len(records)
    # A recognizer that raised may have missed something.
    failures += [f"{file}: {problem.message}" for problem in table.problems if problem.severity == "error"]
    for index, finding, count in _left(table, records, copied, operators, means):
        failures.append(
            tr(
                "{file}, table {table}, column {column}: {count} values still look like {type}",
                file=file,
                table=table.name,
                column=records[index].column,
                count=count,
                type=finding.entity_type,
            )
        )
    return failures, records[0].rows


def _left(
    table: Table,
    records: Sequence[ColumnRecord],
    copied: CopiedTable | None,
    operators: Mapping[str, str],
    means: Means,
) -> list[tuple[int, Finding, int]]:
    """Return (column, finding, values that could be real) where there are any; one reading serves all columns."""
    found = [
        (index, each) for index, record in enumerate(records) for each in record.entity_types if not _guessed(each)
    ]
    plans = _plans_of(table, copied)
    doubted = [Doubted(index, each.entity_type, each.kind, plans[index]) for index, each in found]
    counts = np.zeros(len(doubted), dtype=np.int64)
    for of_batch in means.left(table.batches(), doubted, operators) if doubted else ():
        counts += of_batch
    return [(index, each, count) for (index, each), count in zip(found, counts.tolist(), strict=True) if count]


def _guessed(finding: Finding) -> bool:
    """Return whether a finding need not be real: names and places guessed from words."""
    return finding.entity_type in NAMED and (finding.kind == "text" or finding.match_ratio < 0.5)


def _counts(file: str, table: Table, copied: CopiedTable | None, rows: int | None) -> list[str]:
    """Compare the rows of a table with those written; it is read where nobody counted them."""
    if copied is None or table.loose:
        return []
    if rows is None:
        rows = sum(batch.num_rows for batch in table.batches())
    # Where the source has no header, the first rows of its copy may read like one.
    headed = not all(_UNNAMED.fullmatch(source) for source, _ in copied.columns)
    if copied.rows in (rows, rows if headed else rows + table.layout.get("head_rows", 0)):
        return []
    if len(table.columns) == 1 < len(copied.columns) and copied.rows + 1 == rows <= _FEW_LINES:
        return []  # a header and a row or two of fixed width: nobody can tell columns there
    if not copied.rows:
        # What is left of such a file is around its rows: {"data": [], "total": 4}, <rows/>.
        if rows <= 1 and not {name for _, name in copied.columns} & {column.name for column in table.columns}:
            return []
        return [
            tr(
                "{file}, table {table}: none of its rows stays, and without rows it cannot be read as a table; leave it out with --exclude or change the rules for rows",
                file=file,
                table=table.name,
            )
        ]
    return [
        tr(
            "{file}, table {table}: {rows} rows instead of {wanted}",
            file=file,
            table=table.name,
            rows=rows,
            wanted=copied.rows,
        )
    ]


def _bad_parts(
    copy: Reopened, known: KnownValues, result: Verification, side_by_side: SideBySide, stopped: Event
) -> list[str]:
    """Return the parts of a file whose bytes hold a known value; once `stopped`, nobody asks any more."""
    bad: dict[str, None] = {}

    def searched(piece: tuple[str, str]) -> str | None:
        part, text = piece
        return part if part not in bad and known.find(text, running=False) else None

    def counted() -> Iterator[tuple[str, str]]:
        for part, text in copy.contents():
            if stopped.is_set():
                return
            result.searched_bytes += len(text)
            yield part, text

    for part in side_by_side(searched, counted()):
        if part is not None:
            bad[part] = None
    return list(bad)


def _searched(
    file: str, matched: Sequence[tuple[Table, CopiedTable | None]], known: KnownValues, bad_parts: list[str]
) -> list[str]:
    """Search columns: values of binary formats, short names in free text, and where a bad part's value stands."""
    in_columns = []
    for table, copied in matched:
        plans = _plans_of(table, copied)
        for index in _holding(table, copied, known, everywhere=bool(bad_parts)):
            place = {"file": file, "table": table.name, "column": table.columns[index].name}
            plan = plans[index]
            if plan is not None and plan.mode == KEEP and plan.explicit:
                in_columns.append(
                    tr(
                        "{file}, table {table}, column {column}: the policy keeps it, but it holds a value that is masked elsewhere; with the operator text only such values are masked in it",
                        **place,
                    )
                )
            else:
                in_columns.append(
                    tr("{file}, table {table}, column {column}: holds a value that was to be masked", **place)
                )
    if in_columns or not bad_parts:
        return in_columns
    shown = [tr("(its name holds one)") if known.find(part) else part for part in bad_parts]
    return [
        tr("{file}, part {part}: holds a value that was to be masked", file=file, part=part or "-") for part in shown
    ]


def _holding(table: Table, copied: CopiedTable | None, known: KnownValues, *, everywhere: bool) -> list[int]:
    """Return the columns that hold a known value; one reading serves all of them."""
    running = {}
    for index, plan in enumerate(_plans_of(table, copied)):
        free = table.loose or (plan is not None and plan.mode == TEXT)
        if everywhere or free or table.kind != "csv":
            running[index] = free
    found: set[int] = set()
    for batch in table.batches() if running else ():
        for index, free in running.items():
            if index not in found and known.find(_text(batch.column(index)), running=free):
                found.add(index)
    return sorted(found)


def _text(array: pa.Array) -> str:
    """Return the distinct texts and numbers of a column, one a line."""
    if pa.types.is_temporal(array.type) or pa.types.is_boolean(array.type):
        return ""
    texts = pc.unique(as_strings(array)).drop_null().cast(pa.string())
    lines = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts), "\n")
    return str(lines[0].as_py())
