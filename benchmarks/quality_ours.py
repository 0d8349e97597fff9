"""What this project says of the generated tables, and of places inside generated notes."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import pii_scanner
from benchmarks.quality_score import Claim, Figures, Place
from benchmarks.quality_tables.model import Truth
from benchmarks.quality_tables.notes import note
from pii_scanner.detection.spans import joined_spans


def our_claims(folder: Path, truths: Sequence[Truth], jobs: int) -> tuple[dict[Place, list[Claim]], list[str]]:
    """Return the claims per column, and what could not be compared: files whose columns are not those written."""
    inventory = pii_scanner.scan(folder, jobs=jobs)
    records = defaultdict(list)
    for record in inventory.columns:
        if not record.loose:
            records[Path(record.source).name].append(record)
    said: dict[Place, list[Claim]] = {}
    # Outside the cells (titles, document properties) nothing was written that identifies anybody.
    trouble = [
        f"{Path(record.source).name}: {record.column} is said to hold {', '.join(record.types())}"
        for record in inventory.columns
        if record.loose and record.entity_types
    ]
    trouble += [
        f"{Path(each.source).name}: could not be read" for each in inventory.problems if each.severity == "error"
    ]
    for table in truths:
        found = records[table.path.name]
        if len(found) != len(table.columns):
            trouble.append(
                f"{table.path.name} ({table.layout}): {len(found)} columns read, {len(table.columns)} written"
            )
            continue
        for place, record in enumerate(found):
            said[table.path.name, place] = [
                Claim(f.entity_type, f.kind, f.confidence, "; ".join(f.evidence)) for f in record.entity_types
            ]
    return said, trouble


def free_text(count: int, seed: int) -> dict[str, Figures]:
    """Return the figures of every type over `count` notes; a span counts when it has the very place and type."""
    rng = random.Random(f"{seed}/notes")
    notes = [note(rng, rng.random() < 0.5) for _ in range(count)]
    found: list[set[tuple[int, int, str]]] = [set() for _ in notes]
    rows, spans = joined_spans([text for text, _ in notes])
    for row, span in zip(rows.tolist(), spans, strict=True):
        found[row].add((span.start, span.end, span.entity_type))
    there, said, right = Counter[str](), Counter[str](), Counter[str]()
    for (_, wanted), got in zip(notes, found, strict=True):
        there.update(kind for *_, kind in wanted)
        said.update(kind for *_, kind in got)
        right.update(kind for *_, kind in set(wanted) & got)
    return {kind: Figures(there[kind], said[kind], right[kind]) for kind in sorted({*there, *said})}
