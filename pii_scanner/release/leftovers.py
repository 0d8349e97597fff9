"""What is left in a masked column: values of an entity type that are no surrogates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.run_together import longer_numbers, windows_of_runs
from pii_scanner.detection.spans import NAMED, FoundSpans, find_spans, may_hold
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.operators.encrypt import SEALED
from pii_scanner.masking.operators.pseudonymize import PSEUDONYM
from pii_scanner.masking.operators.tokenize import TELLING
from pii_scanner.masking.surrogates.base import Surrogate
from pii_scanner.masking.surrogates.registry import surrogates
from pii_scanner.masking.tokens import is_token_of_id
from pii_scanner.model.plan import KEEP, WHOLE, ColumnPlan
from recognizers.columns import TextColumn
from recognizers.glued_numbers import seams
from recognizers.regions import cities, counties, provinces
from recognizers.registry import names_nobody, recognizer


class Cells:
    """The distinct values of a column in one batch; they are searched as texts once, whatever is asked for: names and
    addresses, or one of `types`, the others that will be."""

    def __init__(self, array: pa.Array, types: Collection[str] = ()) -> None:
        self.values = pc.unique(as_strings(array)).drop_null()
        self._types = {each for each in types if each not in NAMED}
        self._searched: dict[bool, tuple[pa.Array, FoundSpans]] = {}

    def _found(self, *, named: bool) -> tuple[pa.Array, FoundSpans]:
        """Return (texts, what was found in them)."""
        if named not in self._searched:
            texts = self.values
            if self._types and not named:
                texts = texts.filter(pa.array(may_hold(texts, self._types)))
            self._searched[named] = texts, find_spans(texts, named=named)
        return self._searched[named]

    def inside(self, entity_type: str) -> list[str]:
        """Return the values of a type inside the texts, as they are compared."""
        finder, named = recognizer(entity_type), entity_type in NAMED
        if finder is None:
            return []
        values, found = self._found(named=named)
        mine = np.flatnonzero(found.types == found.names.index(entity_type)) if entity_type in found.names else ()
        if not len(mine):
            return []
        rows, starts, ends = (each[mine].tolist() for each in (found.rows, found.starts, found.ends))
        texts = values.take(pa.array(rows)).to_pylist()
        # A pseudonym, and the end of a ciphertext with the number behind it, may look like something: such are no values.
        return [
            finder.canonical(text[start:end])
            for text, start, end in zip(texts, starts, ends, strict=True)
            if not PSEUDONYM.fullmatch(text, start, end)
            and not any(sealed.start() < start < sealed.end() for sealed in SEALED.finditer(text))
        ]

    def together(self, entity_type: str, *, searched: bool) -> int:
        """Return how many values hold a longer number in which one of a type stands: of those that are several numbers
        with nothing between them, a mobile number and an ID, where it is no surrogate; none where these are `searched`."""
        rows = longer_numbers(self.values).get(entity_type)
        if rows is None:
            return 0
        texts = self.values.take(pa.array(rows))
        parted = np.fromiter((any(seams(text)) for text in texts.to_pylist()), np.bool_, len(texts))
        maker = surrogates().get(entity_type)
        if searched:
            return int(np.count_nonzero(~parted))
        if maker is None or not maker.marked:
            return len(rows)
        inside = Cells(texts.filter(pa.array(parted))).inside(entity_type) if parted.any() else []
        alone = texts.filter(pa.array(~parted))
        behind_pseudonyms = _with_surrogates(alone, entity_type, maker)
        return len(alone) - behind_pseudonyms + int(np.count_nonzero(~maker.is_surrogate(inside)))


def _with_surrogates(texts: pa.Array, entity_type: str, maker: Surrogate) -> int:
    """Return in how many texts a surrogate stands behind a pseudonym that ends in digits: NAME_…4 and 610571….

    No two values of a type share digits, so that nothing else stands in a number that holds one.
    """
    finder = recognizer(entity_type)
    texts = texts.filter(pc.match_substring_regex(texts, PSEUDONYM.pattern))
    if finder is None or not len(texts):
        return 0
    rows, parts = windows_of_runs(texts, finder.lengths[1])
    if not len(rows):
        return 0
    valid = finder.cells(TextColumn(parts)).valid
    rows, values = rows[valid], parts.filter(pa.array(valid)).to_pylist()
    return len(np.unique(rows[maker.is_surrogate(values)])) if values else 0


@dataclass(frozen=True)
class Doubted:
    """A finding in a copy that may be of real values: in which column, of what type and kind, and how that was masked
    (None where nobody planned it)."""

    index: int
    entity_type: str
    kind: str
    plan: ColumnPlan | None


def left_in(batch: pa.RecordBatch, doubted: Sequence[Doubted], operators: Mapping[str, str]) -> list[int]:
    """Return of each finding how many distinct values in a batch could be real; see `leftovers`."""
    types: dict[int, set[str]] = {each.index: set() for each in doubted}
    for each in doubted:
        if each.kind != "column" and not _is_settled(each.entity_type, each.kind, each.plan, operators):
            types[each.index].add(each.entity_type)
    cells = {index: Cells(batch.column(index), inside) for index, inside in types.items()}
    return [leftovers(cells[each.index], each.entity_type, each.kind, each.plan, operators) for each in doubted]


LeftInBatches = Callable[[Iterable[pa.RecordBatch], Sequence[Doubted], Mapping[str, str]], Iterator[list[int]]]


def left_here(
    batches: Iterable[pa.RecordBatch], doubted: Sequence[Doubted], operators: Mapping[str, str]
) -> Iterator[list[int]]:
    """Yield the counts of every batch, one after the other in this process."""
    return (left_in(batch, doubted, operators) for batch in batches)


def leftovers(cells: Cells, entity_type: str, kind: str, plan: ColumnPlan | None, operators: Mapping[str, str]) -> int:
    """Return how many distinct values of a type in one batch could be real.

    `plan` is how the column was masked, None where nobody planned it; `operators` is the policy's
    operator of each entity type.
    """
    if _is_settled(entity_type, kind, plan, operators):
        return 0
    found = _cells(cells.values, entity_type) if kind == "column" else cells.inside(entity_type)
    if kind != "column" and operators.get("CN_RESIDENT_ID") == "tokenize":
        # Some pass the check of another type by chance.
        found = [value for value in found if not is_token_of_id(value)]
    searched = _is_told_by_search(entity_type, plan, operators)
    if not found:
        return cells.together(entity_type, searched=searched) if kind == "column" else 0
    if searched:
        return 0
    maker = surrogates().get(entity_type)
    return len(found) if maker is None or not maker.marked else int(np.count_nonzero(~maker.is_surrogate(found)))


def _is_settled(entity_type: str, kind: str, plan: ColumnPlan | None, operators: Mapping[str, str]) -> bool:
    """Return whether no value that is found could speak against a column."""
    named = plan is not None and plan.mode == KEEP and plan.explicit and not plan.kept_by_type
    if named or operators.get(entity_type) == "keep":
        return True
    finder = recognizer(entity_type)
    if names_nobody(entity_type) or (finder is not None and finder.needs_header and _is_masked(plan)):
        # A year of birth is still a birth date; of what only a header tells, the masked form fits as well.
        return True
    return kind != "column" and _is_told_by_search(entity_type, plan, operators)


def _is_told_by_search(entity_type: str, plan: ColumnPlan | None, operators: Mapping[str, str]) -> bool:
    """Return whether the form of values says nothing of them, as that of tokens and of some surrogates does: the search
    for known values tells."""
    used = {operators.get(entity_type), plan.operator if plan is not None else None}
    alien = plan is not None and plan.mode == WHOLE and entity_type not in plan.entity_types
    if "tokenize" in used and (entity_type not in TELLING or alien):
        return True
    maker = surrogates().get(entity_type)
    return maker is not None and not maker.marked and "surrogate" in used


def _is_masked(plan: ColumnPlan | None) -> bool:
    return plan is not None and plan.mode != KEEP


def _cells(values: pa.Array, entity_type: str) -> list[str]:
    finder = recognizer(entity_type)
    if finder is None:
        return []
    column = TextColumn(values)
    rows = np.flatnonzero(finder.cells(column).valid)
    canonical: list[str] = finder.canonical_column(column).take(pa.array(rows)).to_pylist()
    if entity_type == "PERSON":
        # What an address became is no name: 金华市.
        return [name for name in canonical if name not in _places()]
    return canonical


@cache
def _places() -> frozenset[str]:
    return frozenset((*provinces(), *cities(), *counties()))
