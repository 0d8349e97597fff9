"""Plain Presidio over columns: its batch engine, cell by cell, the column's name as context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from benchmarks.plain_presidio import plain_batch_engine
from benchmarks.quality_peers import SCORES, Hit, filled_cells
from benchmarks.quality_tables import Truth


def presidio_hits(truths: Sequence[Truth]) -> tuple[list[Hit], set[str]]:
    """Return the share of cells with a hit, per column, type and least score; and the types it knows."""
    engine, types = plain_batch_engine()
    hits = []
    headers = {(t.path.name, n): column.header for t in truths for n, column in enumerate(t.columns)}
    for place, cells in filled_cells(truths).items():
        counts: dict[tuple[str, float], int] = defaultdict(int)
        for results in engine.analyze_iterator(cells, "zh", batch_size=500, entities=types, context=[headers[place]]):
            best: dict[str, float] = {}
            for result in results:
                best[result.entity_type] = max(result.score, best.get(result.entity_type, 0.0))
            for kind, score in best.items():
                for least in SCORES:
                    counts[kind, least] += score >= least
        hits += [Hit(place, kind, least, count / len(cells)) for (kind, least), count in counts.items()]
    return hits, set(types)
