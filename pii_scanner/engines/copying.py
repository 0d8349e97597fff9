"""Collecting known values from one source and writing its masked copy, on this machine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import collect
from pii_scanner.masking.digests import Proven, note_proven
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.rows import asks_for_newest, surveyed
from pii_scanner.masking.tables import MaskBatches, Written, mask_here, masked_table
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.plan import KEEP, KNOWN, Plan, TablePlan
from pii_scanner.model.table import Location, Table
from pii_scanner.release.copies import CopiedFile, CopiedSchema, CopiedTable
from pii_scanner.sinks.databases.names import fitted
from pii_scanner.sinks.databases.packages import own_form
from pii_scanner.sinks.databases.server import Server
from pii_scanner.sinks.packing import Packing
from pii_scanner.sinks.registry import Scrubs, refuse_unchosen, sink_of
from pii_scanner.sources.chosen import chosen_tables
from pii_scanner.sources.hand import at_hand

# Kinds whose one table is called like its file; newer sinks say so themselves.
_NAMED_BY_FILE = {"csv", "json", "parquet"}

Progress = Callable[[int], None]


CollectBatches = Callable[[TablePlan, Iterator[pa.RecordBatch], KnownValues, Bindings], Iterator[int]]


def collect_here(
    plan: TablePlan, batches: Iterator[pa.RecordBatch], known: KnownValues, bindings: Bindings
) -> Iterator[int]:
    """Collect batches one after the other in this process, and yield their rows."""
    for batch in batches:
        collect(batch, plan, known, bindings)
        yield batch.num_rows


def collect_location(
    location: Location, plan: Plan, known: KnownValues, bindings: Bindings, progress: Progress,
    collect_batches: CollectBatches = collect_here,
) -> None:  # fmt: skip
    """Add the values of all columns of a source that will be masked to the known values."""
    with at_hand(location) as here:
        for table in real_tables(here):
            decided = _decided(plan, location, table)
            if decided is None:
                continue
            if all(column.mode == KEEP for column in decided.columns) and not asks_for_newest(bindings):
                continue
            for rows in collect_batches(decided, surveyed(decided, table.batches(), bindings), known, bindings):
                progress(rows)


def _decided(plan: Plan, location: Location, table: Table) -> TablePlan | None:
    """Return what was decided for a table; raises SourceError where it has other columns now."""
    decided = plan.of(table.source, table.name)
    if decided is not None and [c.column for c in decided.columns] != [c.name for c in table.columns]:
        raise _changed(location)
    return decided


def _changed(location: Location) -> SourceError:
    return SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=location.name))


def prove_hashes(
    location: Location, plan: Plan, known: KnownValues, suspects: Collection[tuple[str, str, str]], proven: Proven
) -> None:
    """Note which of the suspected columns of a source hold hashes of known values."""
    if not any(source == location.name for source, _, _ in suspects):
        return
    with at_hand(location) as here:
        for table in real_tables(here):
            decided = _decided(plan, location, table)
            if decided is None or not any(place[:2] == (table.source, table.name) for place in suspects):
                continue
            for batch in table.batches():
                note_proven(decided, batch, known, suspects, proven)


@dataclass(frozen=True)
class _Masked:
    """The masked tables of one source, with the account and the plan of each; `said` is what there is to say before."""

    tables: list[MaskedTable]
    accounts: list[Written]
    plans: list[TablePlan]
    said: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """What there is to say of the tables once all rows were read."""
        both = zip(self.tables, self.accounts, strict=True)
        return [*self.said, *(warning for table, written in both for warning in written.warnings(table.name))]

    def copied(self, tables: Sequence[MaskedTable], names: Sequence[str]) -> tuple[CopiedTable, ...]:
        """Return what the verification is told once all rows were read."""
        return tuple(
            CopiedTable(
                name=name,
                plan=_with_numbers(plan_as_done(plan, written.held_known), table.source.layout.get("numbers", {})),
                columns=tuple((column.source_name, column.name) for column in table.columns),
                rows=_rows_written(table, written),
                left=tuple((rule, count) for rule, count in written.left.items() if count),
            )
            for table, name, written, plan in zip(tables, names, self.accounts, self.plans, strict=True)
        )


def copy_location(
    location: Location,
    plan: Plan,
    packing: Packing,
    bindings: Bindings,
    texts: TextMasker,
    progress: Progress,
    mask_batches: MaskBatches = mask_here,
    form: str = "",
) -> list[CopiedFile]:
    """Write the masked copy of a source where `packing` says.

    A database is written in the `form` that was asked for, else in its own. Raises SourceError when the source cannot be read
    whole or no sink writes its kind.
    """
    with at_hand(location) as here:
        masked = _masked(here, plan, bindings, texts, progress, mask_batches)
        # A member of an archive is one file again.
        asked = "" if location.inside else form
        sink = sink_of(masked.tables[0].source.kind, location.name, asked or own_form(here))
        refuse_unchosen(sink, masked.tables, location.name)
        tables, renamed = sink.fit(masked.tables) if sink.fit is not None else (masked.tables, [])
        scrub = scrubs_of(texts) if tables[0].source.kind == "database" else texts.scrub
        with packing.copy_of(location, sink) as copy:
            warnings = [*copy.warnings, *renamed, *sink.write(here, tables, copy.target, scrub)]
        warnings += masked.warnings
    said = [f"{copy.name}: {warning}" for warning in warnings]
    if sink.parts is not None:
        copied = masked.copied(tables, [each.name for each in tables])
        return _parts(copy.name, copy.path, copied, sink.parts(tables), said)
    by_file = sink.named_by_file
    names = [copy.target.stem if by_file or each.source.kind in _NAMED_BY_FILE else each.name for each in tables]
    return [CopiedFile(copy.name, copy.path, masked.copied(tables, names), tuple(said), copy.inside)]


def copy_into(
    location: Location,
    plan: Plan,
    server: Server,
    address: str,
    bindings: Bindings,
    texts: TextMasker,
    progress: Progress,
    mask_batches: MaskBatches = mask_here,
) -> CopiedFile:
    """Write the masked copy of a database into the staged schema of a server; `address` is what the manifest names.

    Raises SourceError when the database cannot be read whole, ConfigError when the source is none.
    """
    masked = _masked(location, plan, bindings, texts, progress, mask_batches)
    from pii_scanner.sinks.databases.catalogue import catalogue_of

    if masked.tables[0].source.kind != "database":
        raise ConfigError(tr("{name} is no database: only a database is copied into a server.", name=location.name))
    tables, renamed = fitted(masked.tables, server.target.rules)
    written = server.write(catalogue_of(tables, scrubs_of(texts), server.target.rules))
    copied = masked.copied(tables, [each.name for each in tables])
    warnings = tuple(f"{server.name}: {warning}" for warning in (*renamed, *written, *masked.warnings))
    return CopiedFile(server.name, Path(), copied, warnings, database=CopiedSchema(server, server.staged, address))


def scrubs_of(texts: TextMasker) -> Scrubs:
    """Return how names keep their words while values inside them are replaced, and texts are masked as free text."""
    return Scrubs(texts.scrub_name, texts.scrub)


def _masked(
    location: Location,
    plan: Plan,
    bindings: Bindings,
    texts: TextMasker,
    progress: Progress,
    mask_batches: MaskBatches,
) -> _Masked:
    made = _Masked([], [], [])
    tables, copies = _without_copies(location)
    if copies:
        made.said.append(
            tr("{count} schemas with masked copies that were written before were left out of the copy.", count=copies)
        )
    for table in tables:
        decided = _decided(plan, location, table)
        if decided is None:
            raise _changed(location)
        masked, written = masked_table(table, decided, bindings, texts, progress, mask_batches)
        if table.kind == "database" and not masked.columns:
            continue  # a table of which no column stays is none
        made.tables.append(masked)
        made.accounts.append(written)
        made.plans.append(decided)
    if not made.tables:
        raise SourceError(tr("{name} has no table that could be copied.", name=location.name))
    return made


def _rows_written(table: MaskedTable, written: Written) -> int:
    """Return how many rows the copy has: a sheet's trailing blank rows are not stored, and none where rows leave."""
    if table.source.kind != "excel":
        return written.rows
    return written.last_filled if table.chosen is None else written.filled


def _parts(
    name: str, folder: Path, tables: Sequence[CopiedTable], files: Sequence[str], warnings: list[str]
) -> list[CopiedFile]:
    """Return the files of a copy that is a folder: one for each table, then those that describe them."""
    parts = [CopiedFile(f"{name}/{file}", folder / file, (table,)) for table, file in zip(tables, files, strict=True)]
    others = sorted(path.name for path in folder.iterdir() if path.name not in files)
    parts += [CopiedFile(f"{name}/{other}", folder / other, ()) for other in others]
    return [replace(parts[0], warnings=tuple(warnings)), *parts[1:]]


def plan_as_done(plan: TablePlan, held_known: Collection[str]) -> TablePlan:
    """Return the plan with what became of columns that were to be kept but hold known values."""
    reason = tr("it holds values of masked columns; they were replaced")
    columns = [
        replace(each, mode=KNOWN, operator="text", reason=reason) if each.column in held_known else each
        for each in plan.columns
    ]
    return replace(plan, columns=tuple(columns))


def _with_numbers(plan: TablePlan, numbers: Mapping[str, bool]) -> TablePlan:
    """Return the plan with the columns whose numbers became text in the copy."""
    columns = [replace(each, data_type="number") if numbers.get(each.column) else each for each in plan.columns]
    return replace(plan, columns=tuple(columns))


def real_tables(location: Location) -> list[Table]:
    """Return the tables of a source without what stands outside them, without views of them, and without masked copies
    that were written into the same database before."""
    return _without_copies(location)[0]


def _without_copies(location: Location) -> tuple[list[Table], int]:
    """Return the tables to copy, and of how many earlier masked copies they are without: none where all are such."""
    tables = [table for table in chosen_tables(location)[0] if not (table.loose or table.derived) and table.columns]
    own = [table for table in tables if not table.layout.get("copied")]
    if not own:
        return tables, 0
    return own, len({table.layout["schema"] for table in tables if table.layout.get("copied")})
