"""Masked copies written by executors: one file for each partition that holds rows, in the shared staging folder."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from pii_scanner.engines.copying import plan_as_done
from pii_scanner.engines.spark.reading import Prepared, no_batches, opened
from pii_scanner.engines.spark.state import MaskingState
from pii_scanner.engines.spark.tasks import Batches, Task, numbers, objects, ship, united
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.tables import Written, masked_table
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.plan import TablePlan
from pii_scanner.model.table import Location, Table
from pii_scanner.release.copies import CopiedFile, CopiedTable
from pii_scanner.sinks import orc
from pii_scanner.sinks.packing import Packing
from pii_scanner.sinks.registry import SinkKind
from pii_scanner.sinks.typed import fitted_batches, written

_ATTEMPT = ".attempt-"
_FOUND, _MADE, _PART = "found", "made", "part"
_ENDINGS = {"parquet": "parquet", "orc": "orc", "csv": "csv", "delta": "parquet"}
_ORC = {"compression": "zstd", "file_version": "0.12", "row_index_stride": 10_000}


@dataclass(frozen=True)
class Part:
    """The account of a part: its file (empty where it has no rows), rows read and written, what left, and the rest."""

    number: int
    file: str
    read: int
    rows: int
    left: tuple[tuple[str, int], ...]
    held_known: frozenset[str]
    columns: tuple[tuple[str, str], ...]
    irreversible: tuple[tuple[str, int], ...]
    stood: frozenset[str]


def copy_source(
    session: Any, location: Location, state: MaskingState, packing: Packing, bindings: Bindings, texts: TextMasker,
    progress: Callable[[int], None], rows: int,
) -> list[CopiedFile]:  # fmt: skip
    """Write the masked copy of a source, which had so many `rows` when it was scanned, as a folder of parts.

    Raises SourceError when Spark cannot read it whole, or executors do not share the folder of the release.
    """
    there = opened(session, location)
    decided = state.plan.of(there.table.source, there.table.name)
    if decided is None or [c.column for c in decided.columns] != [c.name for c in there.table.columns]:
        raise SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=location.name))
    sink = SinkKind("spark", (), lambda *_: [])
    with packing.copy_of(location, sink) as copy:
        copy.target.mkdir()
        parts = _written(session, there.frame, _Mask(there.prepared, decided, there.table, str(copy.target)), state, bindings, texts)  # fmt: skip
        if sum(part.read for part in parts) != rows:
            raise SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=location.name))
        progress(rows)
        _settle(copy.target, [part.file for part in parts if part.file], location.name)
        if not any(part.file for part in parts):
            parts = [_empty(there.table, decided, copy.target, bindings, texts)]
    held = set().union(*(part.held_known for part in parts))
    done = plan_as_done(decided, held)
    said = _warnings(parts, there.table.name)
    left = _summed(part.left for part in parts)
    files: list[CopiedFile] = []
    for part in (part for part in parts if part.file):
        table = CopiedTable(Path(part.file).stem, done, part.columns, part.rows, left if not files else ())
        path = copy.target / part.file
        files.append(CopiedFile(f"{copy.name}/{part.file}", path, (table,), () if files else tuple(said)))
    return files


def _written(
    session: Any, frame: Any, work: _Mask, state: MaskingState, bindings: Bindings, texts: TextMasker
) -> list[Part]:
    """Let the executors write; what they found and made is added to what the driver knows."""
    parts: dict[int, Part] = {}
    shipped = ship(session, state)
    try:
        for each in united(work.table.source, frame, Task(work, shipped)):
            if each.what == _FOUND:
                texts.more_found.add_numbers(each.kind, each.length, each.numbers)
            elif each.what == _MADE:
                bindings.more_surrogates.add_numbers(each.kind, each.length, each.numbers)
            else:
                parts[each.object.number] = each.object
                texts.marks.add(each.object.stood)
    finally:
        shipped.destroy()
    return [parts[number] for number in sorted(parts)]


def sweep(folder: Path) -> None:
    """Remove what attempts left that were broken off: of a machine that was lost, perhaps late."""
    for left in folder.glob(f"{_ATTEMPT}*"):
        left.unlink(missing_ok=True)


def _settle(folder: Path, files: list[str], name: str) -> None:
    """Leave whole parts only; raises SourceError where some are missing: executors wrote elsewhere."""
    sweep(folder)
    if sorted(each.name for each in folder.iterdir()) != sorted(files):
        raise _unshared(name)


def _unshared(name: str) -> SourceError:
    return SourceError(
        tr("{name}: executors do not write into the folder of the release: name one that all machines share.", name=name)
    )  # fmt: skip


def _summed(accounts: Iterator[tuple[tuple[str, int], ...]]) -> tuple[tuple[str, int], ...]:
    total: dict[str, int] = {}
    for account in accounts:
        for name, count in account:
            total[name] = total.get(name, 0) + count
    return tuple(total.items())


def _warnings(parts: list[Part], table: str) -> list[str]:
    return Written(irreversible=dict(_summed(part.irreversible for part in parts))).warnings(table)


@dataclass(frozen=True)
class _Mask:
    """The task of a partition: its masked rows in one file, and what the driver must know of it.

    The file has its name when it is whole; a task that runs again writes the same one.
    """

    prepared: Prepared
    plan: TablePlan
    table: Table
    folder: str

    def __call__(self, batches: Batches, state: MaskingState) -> Batches:
        from pyspark import TaskContext

        bindings, texts = state.begin()
        number = TaskContext.get().partitionId()
        part = _part(number, self.prepared.of(batches), self.table, self.plan, Path(self.folder), bindings, texts)
        found = KnownValues()
        found.merge(texts.more_found)
        for entity_type, values in texts.found.items():
            found.add(sorted(values), entity_type)
        made = KnownValues()
        made.merge(bindings.more_surrogates)
        for entity_type, lists in bindings.surrogates.items():
            made.add([value for each in lists for value in each], entity_type)
        yield from numbers(_FOUND, found.numbers())
        yield from numbers(_MADE, made.numbers())
        yield from objects(_PART, [part])


def _empty(table: Table, plan: TablePlan, folder: Path, bindings: Bindings, texts: TextMasker) -> Part:
    """Write the one part of a table without rows."""
    return _part(0, no_batches(), table, plan, folder, bindings, texts, even_empty=True)


def _part(
    number: int, batches: Iterator[pa.RecordBatch], table: Table, plan: TablePlan, folder: Path, bindings: Bindings,
    texts: TextMasker, *, even_empty: bool = False,
) -> Part:  # fmt: skip
    """Write the masked rows of a partition and return its account; a partition without rows writes nothing."""
    read = 0

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal read
        for batch in batches:
            read += batch.num_rows
            yield batch

    source = Table(table.source, table.name, table.kind, table.columns, counted, table.layout)
    masked, account = masked_table(source, plan, bindings, texts, lambda count: None)
    file = f"part-{number:05d}.{_ENDINGS[table.kind]}"
    attempt = folder / f"{_ATTEMPT}{uuid.uuid4().hex}"
    if not folder.is_dir():
        raise _unshared(table.source)
    try:
        _write(masked, attempt)
        keeps = even_empty or account.rows > 0
        if keeps:
            os.replace(attempt, folder / file)
    finally:
        attempt.unlink(missing_ok=True)
    columns = tuple((column.source_name, column.name) for column in masked.columns)
    left = tuple((rule, count) for rule, count in account.left.items() if count)
    return Part(number, file if keeps else "", read, account.rows, left, frozenset(account.held_known), columns,
                tuple(account.irreversible.items()), frozenset(texts.marks.stood))  # fmt: skip


def _write(table: MaskedTable, path: Path) -> None:
    import pyarrow.parquet as pq

    kind, name = table.source.kind, table.source.source
    if kind == "orc":
        source = Table(
            name, table.source.name, kind, table.source.columns, no_batches, {**table.source.layout, "orc": _ORC}
        )
        orc.write(Location(name), [MaskedTable(source, table.name, table.columns, table.read)], path, str)
        return
    schema, batches = fitted_batches(table)
    with written(name):
        if kind == "csv":
            with path.open("wb") as file, pa_csv.CSVWriter(
                file, schema, write_options=pa_csv.WriteOptions(delimiter=_delimiter(table), quoting_style="needed")
            ) as out:  # fmt: skip
                for batch in batches:
                    out.write_batch(batch)
            return
        # As the sink of Parquet: nothing of values in statistics.
        with pq.ParquetWriter(path, schema, compression="zstd", write_statistics=False) as parquet:
            for batch in batches:
                parquet.write_batch(batch)


def _delimiter(table: MaskedTable) -> str:
    delimiter = str(table.source.layout["delimiter"])
    return delimiter if len(delimiter.encode()) == 1 else ","
