"""What is counted of a column while its batches pass: small and mergeable."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.detection.distinct import Distinct, SealedDistinct
from recognizers.columns import LONGEST_CELL

_SAMPLES = 3
# Values that are looked up as words, to tell names from ordinary words.
NAME_WORDS = 200
_SUMS = ("rows", "nulls", "texts", "damaged", "exponents", "damaged_ids", "damaged_cards", "already_masked", "opaque", "hashed", "uuids", "encoded",
         "decoded_of", "decoded", "nothing", "dates")  # fmt: skip


@dataclass
class Counts:
    """Of one entity type: cells of its shape, cells valid; texts that hold it, places in texts, those that are sure,
    places of its form that were tried, texts with a number as long as one, places beside a context word, the sum of their scores, and an estimate over
    all texts where some were looked at; texts that call people by surname and title, by so many different ones; cells that stand on the deny-list; a few `samples`, masked; cells that
    have its form `behind` another type that claimed them."""

    shaped: int = 0
    valid: int = 0
    text_cells: int = 0
    text_matches: int = 0
    text_sure: int = 0
    text_tried: int = 0
    text_alike: int = 0
    text_context: int = 0
    text_score: float = 0.0
    text_estimate: float = 0.0
    called: int = 0
    called_different: int = 0
    listed: int = 0
    samples: list[str] = field(default_factory=list)
    behind: dict[str, int] = field(default_factory=dict)

    def merge(self, later: Counts) -> None:
        self.shaped += later.shaped
        self.valid += later.valid
        self.text_cells += later.text_cells
        self.text_matches += later.text_matches
        self.text_sure += later.text_sure
        self.text_tried += later.text_tried
        self.text_alike += later.text_alike
        self.text_context += later.text_context
        self.text_score += later.text_score
        self.text_estimate += later.text_estimate
        self.called += later.called
        self.called_different = max(self.called_different, later.called_different)
        self.listed += later.listed
        self.add_samples(later.samples)
        for entity_type, cells in later.behind.items():
            self.behind[entity_type] = self.behind.get(entity_type, 0) + cells

    def add_samples(self, values: list[str]) -> None:
        for value in values:
            if len(self.samples) < _SAMPLES and value not in self.samples:
                self.samples.append(value)


@dataclass
class ColumnProfile:
    """The running account of one column; `texts` counts cells that read as free text. Of names and addresses, `looked`
    counts the texts that were looked at, `sampled` those that hold some.

    `hinted` are the entity types that the header names, among those which only a header tells; `failed` the types
    whose recognizer raised, and the kind of error. `damaged` are numbers that a spreadsheet damaged, `exponents` those of
    them that are written like 1.1E+17, `damaged_ids` and `damaged_cards` those that were resident IDs and cards. `opaque` are binary values, `hashed` and `encoded` cells that do
    not show what they hold, `uuids` those of the hashed that may be UUIDs, `nothing` words for nothing (无, N/A), `dates`
    cells that are dates, `elsewhere` cells that belong to types which need no header, `others` those types, `lengths` the number of cells of each length in
    bytes, without separators, of cells in ASCII; of the encoded, `decoded_of` were looked into, and `decoded` held a text. `run_together` are
    cells with a longer number that a value stands in, by type. `born` is what the first rows say of IDs beside the column, see
    `beside_ids.see_births`, None where nobody looked. `name_words` are values that have the form of a name, or
    of each what `name_words.told` says of it.
    """

    name: str
    data_type: str
    comment: str = ""
    rows: int = 0
    nulls: int = 0
    counts: dict[str, Counts] = field(default_factory=dict)
    texts: int = 0
    looked: dict[str, int] = field(default_factory=dict)
    sampled: dict[str, int] = field(default_factory=dict)
    damaged: int = 0
    exponents: int = 0
    damaged_ids: int = 0
    damaged_cards: int = 0
    already_masked: int = 0
    opaque: int = 0
    hashed: int = 0
    uuids: int = 0
    encoded: int = 0
    decoded_of: int = 0
    decoded: int = 0
    nothing: int = 0
    dates: int = 0
    elsewhere: int = 0
    others: frozenset[str] = frozenset()
    lengths: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(LONGEST_CELL + 1, dtype=np.int64))
    inside_encoded: dict[str, int] = field(default_factory=dict)
    run_together: dict[str, int] = field(default_factory=dict)
    in_documents: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    born: list[float] | None = None
    name_words: list[str | float] = field(default_factory=list)
    values: Distinct | SealedDistinct = field(default_factory=Distinct)
    hinted: frozenset[str] = frozenset()
    failed: dict[str, str] = field(default_factory=dict)

    def blank(self) -> ColumnProfile:
        """Return the empty account of the next batch of the same column."""
        values = Distinct(saturated=self.values.saturated)
        return ColumnProfile(self.name, self.data_type, self.comment, values=values, hinted=self.hinted)

    def merge(self, later: ColumnProfile) -> None:
        """Add the account of batches that came after these."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(later, name))
        for entity_type, counts in later.counts.items():
            self.of(entity_type).merge(counts)
        self.born = later.born if self.born is None else self.born
        for name in ("inside_encoded", "run_together", "in_documents", "areas"):
            ours = getattr(self, name)
            for entity_type, cells in getattr(later, name).items():
                ours[entity_type] = ours.get(entity_type, 0) + cells
        self.lengths = self.lengths + later.lengths
        self.failed |= later.failed
        for mine, theirs in ((self.sampled, later.sampled), (self.looked, later.looked)):
            for entity_type, cells in theirs.items():
                mine[entity_type] = mine.get(entity_type, 0) + cells
        self.name_words += later.name_words[: max(0, NAME_WORDS - len(self.name_words))]
        if isinstance(later.values, Distinct) and isinstance(self.values, Distinct):
            self.values.merge(later.values)
        elif isinstance(later.values, SealedDistinct):
            self.values = self.values if isinstance(self.values, SealedDistinct) else SealedDistinct()
            self.values.merge(later.values)

    @property
    def filled(self) -> int:
        """Cells that say anything: neither empty nor a word for nothing."""
        return max(0, self.rows - self.nulls - self.nothing)

    def of(self, entity_type: str) -> Counts:
        return self.counts.setdefault(entity_type, Counts())

    def see_distinct(self, values: pa.Array, rows: int, *, differ: bool = False) -> None:
        """Account for the values of a batch of `rows` rows, until there are too many to hold; `differ` tells that no two
        are the same."""
        if isinstance(self.values, Distinct):
            self.values.see(values, rows, differ=differ)

    @property
    def distinct(self) -> tuple[int, bool]:
        """Return the number of distinct values and whether it is exact; else it is extrapolated."""
        return self.values.count(self.rows, self.filled)
