"""One table in, its column records out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.detection.areas import finest_area
from pii_scanner.detection.batches import ProfileBatches, Work, even, profile_here
from pii_scanner.detection.beside_ids import with_born
from pii_scanner.detection.ends_of_numbers import with_ends
from pii_scanner.detection.header_hints import hinted_types
from pii_scanner.detection.judged_texts import damaged_numbers
from pii_scanner.detection.labelled import MOST_ROWS, Labelled, labelled_values, with_labelled
from pii_scanner.detection.loose import LooseTexts
from pii_scanner.detection.metadata import findings_by_name
from pii_scanner.detection.plates_alone import with_plates_alone
from pii_scanner.detection.portions import PortionMemory, ReadPortion, portion_by_portion
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.detection.repeated_fields import with_repeated
from pii_scanner.detection.verdict import (
    beside_people,
    findings,
    in_company,
    looks_dated,
    looks_hashed,
    looks_numbered,
    not_excluded,
    notes,
)
from pii_scanner.frameworks.registry import classify
from pii_scanner.i18n import tr
from pii_scanner.model.extent import METADATA_ONLY
from pii_scanner.model.inventory import ColumnRecord, Finding
from pii_scanner.model.table import Draw, Part, Portion, Problem, Table

Progress = Callable[[int], None]
Drawn = tuple[npt.NDArray[np.float64], pa.RecordBatch]


def scan_table(
    table: Table,
    sample: int | None = None,
    progress: Progress = lambda rows: None,
    profile_batches: ProfileBatches = profile_here,
    memory: PortionMemory | None = None,
) -> list[ColumnRecord]:
    """Return one record per column of a table, read whole or by `sample` random rows; with METADATA_ONLY for
    `sample`, judged by the names, types and comments of its columns.

    `profile_batches` gives the account of every batch, in order; `memory` that of portions which did not change. Raises
    SourceError (or an Arrow error) when reading fails midway.
    """
    if sample == METADATA_ONLY:
        return _by_metadata(table)
    profiles = [
        ColumnProfile(c.name, c.data_type, c.comment, hinted=hinted_types(c.name, c.comment)) for c in table.columns
    ]
    total = 0
    labelled: Labelled = {}
    apart = LooseTexts(len(table.columns)) if table.loose else None
    draw = table.draw(sample) if sample is not None and table.draw is not None else None
    own = table.portions() if sample is None and table.portions is not None else ()
    portions: Iterable[Portion] = own if len(own) > 1 else ()
    whole = None
    if not portions and sample is None and table.parts is None:
        whole = even(table.batches())
        if memory is not None:
            portions, whole = _read_portions(whole)

    def work() -> Iterator[Work]:
        nonlocal total, labelled
        for batch, seen in _sampled(table, sample, draw, whole):
            total += seen
            if isinstance(batch, pa.RecordBatch):
                labelled = labelled_values(batch) if total <= MOST_ROWS else {}
                if apart is not None:
                    apart.see(batch)
            progress(seen)
            yield batch, [profile.blank() for profile in profiles]

    made = (
        portion_by_portion(table, portions, profiles, profile_batches, memory) if portions else profile_batches(work())
    )
    for each in made:
        for profile, later in zip(profiles, each, strict=True):
            profile.merge(later)
        if total < profiles[0].rows:  # rows of a part are counted by who reads it
            progress(profiles[0].rows - total)
            total = profiles[0].rows
    for profile in profiles:
        table.problems += _failures(table, profile)
    found = with_labelled([findings(p) for p in profiles], labelled, [profile.filled for profile in profiles])
    found = with_ends(with_repeated(with_born(found, profiles), profiles), profiles)
    found = with_plates_alone(found, profiles)
    if apart is not None:
        found = apart.added(found, [column.name for column in table.columns])
    found = in_company(beside_people(found, profiles))
    for index, profile in enumerate(profiles):
        profile.damaged = max(table.lost_digits.get(index, 0), damaged_numbers(profile))
        if profile.damaged:
            table.warn(_lost_digits(profile))
    around = {finding.entity_type for each in found for finding in each}
    return [
        _record(table, profile, each, around, total, sample, about=draw is not None)
        for profile, each in zip(profiles, found, strict=True)
    ]


def _read_portions(
    batches: Iterator[pa.RecordBatch],
) -> tuple[Iterator[ReadPortion] | tuple[()], Iterator[pa.RecordBatch]]:
    """Return (the batches of a table as portions, none of a small one; the same batches, if there are no portions)."""
    first = list(islice(batches, 2))
    coming = chain(first, batches)
    if len(first) < 2 or first[0].num_rows <= MOST_ROWS:
        return (), coming
    return map(ReadPortion, coming), iter(())


def _failures(table: Table, profile: ColumnProfile) -> list[Problem]:
    """Return a problem for every recognizer that raised in a column."""
    return [
        Problem(
            table.source,
            table.name,
            tr(
                "The recognizer of {type} failed in column {column} ({reason}): what it finds there is missing. Mend it, or switch it off with `disable`.",
                type=entity_type,
                column=profile.name,
                reason=reason,
            ),
        )
        for entity_type, reason in sorted(profile.failed.items())
    ]


def _lost_digits(profile: ColumnProfile) -> str:
    return tr(
        "Column {column}: {count} numbers lost their last digits in a spreadsheet, which keeps 15 and writes long ones "
        "like 1.1E+17. Have such numbers (IDs, cards) sent as text.",
        column=profile.name,
        count=f"{profile.damaged:,}",
    )


def _by_metadata(table: Table) -> list[ColumnRecord]:
    """Return the records of a table whose data is not read."""
    profiles = [ColumnProfile(c.name, c.data_type, c.comment) for c in table.columns]
    found = in_company([findings_by_name(column) for column in table.columns])
    around = {finding.entity_type for each in found for finding in each}
    records = (_record(table, p, each, around, 0, None) for p, each in zip(profiles, found, strict=True))
    said = tr("No data was read: judged by name, type and comment only.")
    return [replace(record, notes=(*record.notes, said)) for record in records]


def _sampled(
    table: Table, sample: int | None, draw: Draw | None, whole: Iterator[pa.RecordBatch] | None
) -> Iterator[tuple[pa.RecordBatch | Part, int]]:
    """Yield (batch or part to look at, rows it stands for): all of them, or a uniform random sample at the end.

    Of a source that draws by itself only the `draw` is read.
    """
    if whole is not None:
        for batch in whole:
            yield batch, batch.num_rows
        return
    if sample is None:
        assert table.parts is not None
        for part in table.parts():
            yield part, 0
        return
    batches = table.batches() if draw is None else iter(draw.batches)
    random = np.random.default_rng(20260101)
    kept: list[Drawn] = []
    seen = 0
    for batch in batches:
        seen += batch.num_rows
        kept.append((random.random(batch.num_rows), batch))
        if sum(len(draws) for draws, _ in kept) > 4 * sample + 200_000:
            kept = _lowest(kept, sample)
    if draw is not None:
        seen = max(seen, draw.rows)
    for index, (_, batch) in enumerate(_lowest(kept, sample)):
        yield batch, seen if index == 0 else 0


def _lowest(kept: list[Drawn], sample: int) -> list[Drawn]:
    draws = np.concatenate([draw for draw, _ in kept]) if kept else np.zeros(0)
    if len(draws) <= sample:
        return kept
    limit = np.partition(draws, sample - 1)[sample - 1]
    return [(draw[draw <= limit], batch.filter(pa.array(draw <= limit))) for draw, batch in kept]


def _record(
    table: Table, profile: ColumnProfile, found: list[Finding], around: set[str], total: int, sample: int | None,
    about: bool = False,
) -> ColumnRecord:  # fmt: skip
    classes, sensitivity = classify([finding.entity_type for finding in found], around)
    said = notes(profile)
    if sample is not None and profile.rows < total:
        if not found and profile.filled:
            said.append(
                tr(
                    "Sampled: nothing found in {count} random values, so less than {share} of all hold any (95% sure).",
                    count=f"{profile.filled:,}",
                    share=f"{min(100.0, 300 / profile.filled):.2g}%",
                )
            )
        else:
            said.append(
                tr("Sampled: {count} of about {total} rows were read.", count=f"{profile.rows:,}", total=f"{total:,}")
                if about
                else tr("Sampled: {count} of {total} rows were read.", count=f"{profile.rows:,}", total=f"{total:,}")
            )
    distinct, exact = profile.distinct
    samples = [
        masked for finding in found if finding.kind == "column" for masked in profile.of(finding.entity_type).samples
    ]
    return ColumnRecord(
        table.source,
        table.name,
        profile.name,
        profile.data_type,
        profile.rows,
        profile.nulls,
        distinct,
        exact,
        tuple(found),
        classes,
        sensitivity,
        tuple(dict.fromkeys(samples[:3])),
        tuple(said),
        table.kind,
        table.loose,
        profile.opaque,
        not_excluded(profile),
        looks_hashed(profile),
        looks_dated(profile),
        profile.damaged,
        looks_numbered(profile),
        finest_area(profile),
    )
