"""What a scanner says of columns against their truth: right, wrong, missed, per entity type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality_tables.model import Column, Truth
from benchmarks.quality_tables.sensitive import CHECKED

Place = tuple[str, int]  # file name, number of the column
BINS = ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
# A claim of the second type in a column of the first is neither right nor wrong: account and card, employer and company.
EQUIVALENT = {
    "CN_BANK_CARD": {"BANK_ACCOUNT"},
    "BANK_ACCOUNT": {"CN_BANK_CARD"},
    "EMPLOYER": {"ORGANIZATION"},
    "ORGANIZATION": {"EMPLOYER"},
}
# For these two the other name counts as found.
_SAME = (frozenset(("EMPLOYER", "ORGANIZATION")),)


@dataclass(frozen=True)
class Claim:
    """What a scanner says of one column."""

    entity_type: str
    kind: str = "column"
    confidence: float = 1.0
    evidence: str = ""


@dataclass(frozen=True)
class Judged:
    """One column, what is said of it, and what of that is right, wrong and missed."""

    table: Truth
    column: Column
    right: tuple[Claim, ...]
    wrong: tuple[Claim, ...]
    missed: tuple[str, ...]

    @property
    def other_kind(self) -> int:
        """Right claims whose kind (whole cells or inside texts) is not the truth's."""
        return sum((claim.entity_type, claim.kind) not in self.column.truth for claim in self.right)


def judged(
    truths: Iterable[Truth], said: Mapping[Place, Sequence[Claim]], types: set[str] | None = None
) -> Iterator[Judged]:
    """Yield every column with its verdict; of a scanner that claims only some `types` no others are asked for."""
    for table in truths:
        for place, column in enumerate(table.columns):
            there = {kind for kind, _ in column.truth}
            claims = _one_per_type(said.get((table.path.name, place), ()))
            right = {claim.entity_type: claim for claim in claims if claim.entity_type in there}
            allowed = set().union(*(EQUIVALENT.get(kind, set()) for kind in there)) if there else set()
            for claim in claims:
                for kind in there - set(right):
                    if frozenset((kind, claim.entity_type)) in _SAME:
                        right[kind] = Claim(kind, claim.kind, claim.confidence, claim.evidence)
            wrong = [claim for claim in claims if claim.entity_type not in there | allowed | column.also]
            missed = sorted(kind for kind in there - set(right) if types is None or kind in types)
            yield Judged(table, column, tuple(right.values()), tuple(wrong), tuple(missed))


def _one_per_type(claims: Sequence[Claim]) -> list[Claim]:
    best: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda each: each.confidence):
        best[claim.entity_type] = claim
    return list(best.values())


@dataclass(frozen=True)
class Figures:
    """Counts of columns that hold a type, of claims, and of right ones."""

    there: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float("nan")

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else float("nan")

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.there + self.found) if self.there + self.found else float("nan")


def by_type(columns: Sequence[Judged]) -> dict[str, Figures]:
    """Return the figures of every type that is there or was claimed."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for each in columns:
        right.update(claim.entity_type for claim in each.right)
        wrong.update(claim.entity_type for claim in each.wrong)
        missed.update(each.missed)
    return {
        kind: Figures(right[kind] + missed[kind], right[kind] + wrong[kind], right[kind])
        for kind in sorted({*right, *wrong, *missed})
    }


def overall(figures: Iterable[Figures]) -> Figures:
    """Return the sums over types (micro averages come from them)."""
    listed = list(figures)
    return Figures(sum(f.there for f in listed), sum(f.found for f in listed), sum(f.right for f in listed))


def false_alarms(columns: Sequence[Judged]) -> tuple[int, int]:
    """Return (clean columns, those of them of which something is claimed)."""
    clean = [each for each in columns if each.column.clean]
    return len(clean), sum(bool(each.wrong) for each in clean)


def recall_by_fill(columns: Sequence[Judged]) -> dict[str, tuple[int, int]]:
    """Return (there, found) of identifiers with a check digit by the share of cells that hold one."""
    counts: dict[str, list[int]] = {}
    for each in columns:
        names = {kind for kind, where in each.column.truth if where == "column" and kind in CHECKED}
        for kind in names:
            bucket = f"{each.column.fill:.0%}"
            if "mixed" in each.column.story:
                bucket = "several types in one column"
            elif "damaged" in each.column.story:
                bucket = "last digits lost in a spreadsheet"
            seen = counts.setdefault(bucket, [0, 0])
            seen[0] += 1
            seen[1] += kind not in each.missed
    order = sorted(counts, key=lambda bucket: (-float(bucket.rstrip("%")) if "%" in bucket else 0.0, bucket))
    return {bucket: (counts[bucket][0], counts[bucket][1]) for bucket in order}


def reliability(columns: Sequence[Judged]) -> list[tuple[str, int, int, float]]:
    """Return (bin, claims, right, mean confidence) for confidences from 0.5 up."""
    rows = []
    for low, high in BINS:
        right = [c.confidence for each in columns for c in each.right if low <= c.confidence < high]
        wrong = [c.confidence for each in columns for c in each.wrong if low <= c.confidence < high]
        mean = sum(right + wrong) / max(1, len(right) + len(wrong))
        rows.append((f"{low:.1f}-{min(high, 1.0):.1f}", len(right) + len(wrong), len(right), mean))
    return rows
