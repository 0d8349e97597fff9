"""Collecting known values from one source and writing its masked copy, on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import collect
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.tables import MaskBatches, mask_here, masked_table
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.plan import KEEP, KNOWN, Plan, TablePlan
from pii_scanner.model.table import Location, Table
from pii_scanner.release.copies import CopiedFile, CopiedTable
from pii_scanner.sinks.packing import Packing
from pii_scanner.sinks.registry import sink_of
from pii_scanner.sources.chosen import chosen_tables
from pii_scanner.sources.hand import at_hand

# Kinds whose one table is called like its file; newer sinks say so themselves.
_NAMED_BY_FILE = {"csv", "json", "parquet", "feather"}

Progress = Callable[[int], None]


def collect_location(
    location: Location, plan: Plan, known: KnownValues, bindings: Bindings, progress: Progress
) -> None:
    """Add the values of all columns of a source that will be masked to the known values."""
    with at_hand(location) as here:
        for table in _real(here):
            decided = plan.of(table.source, table.name)
            if decided is None or all(column.mode == KEEP for column in decided.columns):
                continue
            for batch in table.batches():
                collect(batch, decided, known, bindings)
                progress(batch.num_rows)


def copy_location(
    location: Location,
    plan: Plan,
    packing: Packing,
    bindings: Bindings,
    texts: TextMasker,
    progress: Progress,
    mask_batches: MaskBatches = mask_here,
) -> CopiedFile:
    """Write the masked copy of a source where `packing` says.

    Raises SourceError when the source cannot be read whole or no sink writes its kind.
    """
    with at_hand(location) as here:
        tables: list[MaskedTable] = []
        accounts = []
        decisions = []
        for table in _real(here):
            decided = plan.of(table.source, table.name)
            if decided is None or [c.column for c in decided.columns] != [c.name for c in table.columns]:
                raise SourceError(
                    tr("{name} changed while it was read; it was left out. Run again.", name=location.name)
                )
            masked, written = masked_table(table, decided, bindings, texts, progress, mask_batches)
            tables.append(masked)
            accounts.append(written)
            decisions.append(decided)
        if not tables:
            raise SourceError(tr("{name} has no table that could be copied.", name=location.name))
        sink = sink_of(tables[0].source.kind, location.name)
        scrub = texts.scrub_name if tables[0].source.kind == "database" else texts.scrub
        with packing.copy_of(location, sink) as copy:
            warnings = [*copy.warnings, *sink.write(here, tables, copy.target, scrub)]
    copied = tuple(
        CopiedTable(
            name=copy.target.stem if sink.named_by_file or table.source.kind in _NAMED_BY_FILE else table.name,
            plan=_as_done(decided, written.held_known),
            columns=tuple((column.source_name, column.name) for column in table.columns),
            # A sheet's trailing blank rows are not stored.
            rows=written.last_filled if table.source.kind == "excel" else written.rows,
        )
        for table, written, decided in zip(tables, accounts, decisions, strict=True)
    )
    said = tuple(f"{copy.name}: {warning}" for warning in warnings)
    return CopiedFile(copy.name, copy.path, copied, said, copy.inside)


def _as_done(plan: TablePlan, held_known: set[str]) -> TablePlan:
    """Return the plan with what became of columns that were to be kept but hold known values."""
    reason = tr("it holds values of masked columns; they were replaced")
    columns = [
        replace(each, mode=KNOWN, operator="text", reason=reason) if each.column in held_known else each
        for each in plan.columns
    ]
    return replace(plan, columns=tuple(columns))


def _real(location: Location) -> list[Table]:
    """Return the tables of a source without what stands outside them, and without views of them."""
    return [table for table in chosen_tables(location)[0] if not (table.loose or table.derived) and table.columns]
