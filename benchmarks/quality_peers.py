"""Other scanners on columns of the generated tables: each with the types it knows, each type at its best threshold.

Both get the cells as they stand in the files, decoded, and the names of the columns: reading files is not compared.
- Presidio: pattern recognizers with our patterns, context words and scalar check digits; the column's name is context.
- hawk-scanner, in a Python of its own (`--hawk-scanner PATH`): our patterns as its fingerprints, one file per column.
- DataProfiler, in a Python of its own (`--dataprofiler PATH`): its own structured labeler.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import print_figures
from benchmarks.quality_score import Claim, Figures, Judged, Place, by_type, false_alarms, judged, overall
from benchmarks.quality_tables import Truth

SHARES = (0.0, 0.01, 0.05, 0.2, 0.5, 0.8)
SCORES = (0.0, 0.5, 0.8)


@dataclass(frozen=True)
class Hit:
    """The share of a column's filled cells in which a peer finds a type with at least some score."""

    place: Place
    entity_type: str
    score: float
    share: float


@dataclass(frozen=True)
class Verdicts:
    """A peer's columns, every type at the threshold that is best for it; the thresholds by type."""

    name: str
    thresholds: dict[str, str]
    columns: list[Judged]


def best_verdicts(name: str, truths: Sequence[Truth], hits: Sequence[Hit], types: set[str]) -> Verdicts:
    """Return the verdicts at the thresholds of (score, share of cells) that give each type its best F1."""
    said: dict[Place, list[Claim]] = {}
    thresholds = {}
    for kind in sorted(types):
        own = [hit for hit in hits if hit.entity_type == kind]
        scores = sorted({hit.score for hit in own} or {0.0})
        tried = [
            (by_type(list(judged(truths, claims, {kind}))).get(kind, Figures(0, 0, 0)).f1, score, share, claims)
            for score in scores
            for share in SHARES
            for claims in [_claims(own, score, share)]
        ]
        # Where nothing was found right all are alike: the first stays.
        _, score, share, claims = max(tried, key=lambda each: each[0])
        thresholds[kind] = (f"score {score:g}, " if len(scores) > 1 else "") + (f"{share:.0%}" if share else "one cell")
        for place, found in claims.items():
            said.setdefault(place, []).extend(found)
    return Verdicts(name, thresholds, list(judged(truths, said, types)))


def _claims(hits: Iterable[Hit], score: float, share: float) -> dict[Place, list[Claim]]:
    said: dict[Place, list[Claim]] = {}
    for hit in hits:
        if hit.score == score and hit.share > 0 and hit.share >= share:
            said.setdefault(hit.place, []).append(Claim(hit.entity_type))
    return said


def filled_cells(truths: Sequence[Truth]) -> dict[Place, list[str]]:
    """Return the kept cells of every column that are not empty, as texts."""
    return {
        (table.path.name, place): [str(cell) for cell in column.cells if cell is not None and cell != ""]
        for table in truths
        for place, column in enumerate(table.columns)
    }


def print_peers(truths: Sequence[Truth], ours: Mapping[Place, Sequence[Claim]], pythons: Mapping[str, Path]) -> None:
    """Print every peer beside this project, over the same columns and the peer's types only."""
    from benchmarks.quality_by_others import dataprofiler_hits, hawk_scanner_hits
    from benchmarks.quality_by_presidio import presidio_hits

    runs = [("Presidio, plain", presidio_hits(truths))]
    if "hawk-scanner" in pythons:
        runs.append(("hawk-scanner", hawk_scanner_hits(truths, pythons["hawk-scanner"])))
    if "DataProfiler" in pythons:
        runs.append(("DataProfiler", dataprofiler_hits(truths, pythons["DataProfiler"])))
    for name, (hits, types) in runs:
        peer = best_verdicts(name, truths, hits, types)
        said = {place: [claim for claim in claims if claim.entity_type in types] for place, claims in ours.items()}
        _print(peer, list(judged(truths, said, types)), types)


def _print(peer: Verdicts, ours: Sequence[Judged], types: set[str]) -> None:
    theirs, mine = by_type(peer.columns), by_type(ours)
    none = Figures(0, 0, 0)
    rows = [_row(kind, peer.thresholds[kind], theirs.get(kind, none), mine.get(kind, none)) for kind in sorted(types)]
    rows.append(_row("all (micro)", "", overall(theirs.values()), overall(mine.values())))
    alarms = [f"{1000 * wrong / max(1, clean):.1f}" for clean, wrong in map(false_alarms, (peer.columns, ours))]
    rows.append(("false alarms per 1,000 clean", "", "", "", alarms[0], "", "", alarms[1]))
    print_figures(
        f"{peer.name} and pii_scanner, {len(ours):,} columns",
        (
            "entity type",
            "its threshold",
            "its precision",
            "its recall",
            "its F1",
            "our precision",
            "our recall",
            "our F1",
        ),
        rows,
    )


def _row(kind: str, threshold: str, theirs: Figures, ours: Figures) -> tuple[str, ...]:
    figures = (theirs.precision, theirs.recall, theirs.f1, ours.precision, ours.recall, ours.f1)
    return kind, threshold, *(f"{figure:.3f}" if figure == figure else "-" for figure in figures)
