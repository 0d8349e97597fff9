"""What texts became in the first batches of a table, for the batches to come: customers recur in payments, phrases in notes.

Whoever masks a later batch, in whichever process, is given the same memory: the copy does not depend on their number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.distinct import as_strings
from recognizers.ordered import spread

# So many texts, and bytes of them with their forms, are remembered.
_MOST, _MOST_BYTES = 1 << 16, 1 << 23
# From this share of the texts of a batch on, looking them up is worth it.
_WORTH = 0.05
# The first batches are masked side by side, without a memory; then that of the very first one helps, from so many on those of
# all that had none: by then they are done.
_UNHELPED, _ALL = 4, 10
# So many known texts are looked at with new ones: where names fill a form, the rare ones among them are told by the others.
_COMPANY = 2000
Make = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True)
class TextMemory:
    """Distinct texts, and what masking made of each."""

    texts: pa.Array
    forms: pa.Array

    def made(self, texts: pa.Array, make: Make) -> pa.Array:
        """Return the form of each of some distinct texts, none null: the one remembered, else what `make` returns for those
        that are new. Some of the others are given to it with them, for what texts say of each other."""
        texts = texts.cast(pa.string())
        known = pc.index_in(texts, self.texts)
        if not known.null_count:
            return self.forms.take(known)
        fresh, beside = texts.filter(known.is_null()), texts.filter(known.is_valid())
        beside = beside.take(pa.array(spread(len(beside), min(_COMPANY, len(beside)))))
        made = make(pa.concat_arrays([fresh, beside])).slice(0, len(fresh)).cast(pa.string())
        return pc.replace_with_mask(self.forms.take(known), known.is_null(), made)

    def is_worth(self, column: pa.Array) -> bool:
        """Return whether enough texts of a column are known."""
        texts = pc.unique(column).drop_null()
        return len(texts) > 0 and pc.sum(pc.is_in(texts, self.texts)).as_py() >= _WORTH * len(texts)


# By the place of a column in its table.
TextMemories = Mapping[int, TextMemory]
EMPTY: TextMemories = {}


class Recorder:
    """Notes what texts become."""

    def __init__(self) -> None:
        self._parts: list[TextMemory] = []

    def made(self, texts: pa.Array, make: Make) -> pa.Array:
        """Return what `make` returns for distinct texts."""
        forms = make(texts)
        self._parts.append(TextMemory(texts.cast(pa.string()), forms.cast(pa.string())))
        return forms

    def memory(self) -> TextMemory | None:
        """Return what was noted, None where there is nothing."""
        return _together(self._parts)


class BatchMemories:
    """The memories that each batch of a table is masked with, told by its number and by what the first ones became."""

    def __init__(self) -> None:
        self._first: dict[int, Callable[[], TextMemories]] = {}
        self._chosen: dict[int, TextMemories] = {}

    def note(self, number: int, memories: Callable[[], TextMemories]) -> None:
        """Note where to ask what the texts of a batch became."""
        if number < _UNHELPED:
            self._first[number] = memories

    def of(self, number: int, batch: pa.RecordBatch) -> TextMemories:
        """Return what to mask a batch with; in the order of batches, of which the first ones are noted."""
        if number < _UNHELPED:
            return EMPTY
        begin = _UNHELPED if number < _ALL else _ALL
        if begin not in self._chosen:
            wanted = range(1 if begin == _UNHELPED else _UNHELPED)
            self._chosen[begin] = _worthwhile([self._first[each]() for each in wanted], batch)
        if begin == _ALL:
            self._first.clear()
        return self._chosen[begin]


def records(number: int) -> bool:
    """Return whether what the texts of a batch become is to be noted."""
    return number < _UNHELPED


def _together(memories: Sequence[TextMemory]) -> TextMemory | None:
    """Return memories as one, that of the first where several know a text, as much of them as is remembered."""
    if not memories:
        return None
    texts = pa.concat_arrays([each.texts for each in memories])
    forms = pa.concat_arrays([each.forms for each in memories])
    kept = min(_MOST, int(len(texts) * min(1.0, _MOST_BYTES / max(1, texts.nbytes + forms.nbytes))))
    own = pc.unique(texts).slice(0, kept)
    # In buffers of its own: a slice would hold all.
    own = pa.concat_arrays([pa.array([], pa.string()), own])
    return TextMemory(own, forms.take(pc.index_in(own, texts))) if kept else None


def memories_of(recorders: Mapping[int, Recorder]) -> TextMemories:
    """Return what the recorders of a table's columns noted."""
    found = {index: each.memory() for index, each in recorders.items()}
    return {index: memory for index, memory in found.items() if memory is not None}


def _worthwhile(first: Sequence[TextMemories], batch: pa.RecordBatch) -> TextMemories:
    """Return the memories of several batches, by column, of which enough comes again in a batch."""
    made = {}
    for index in dict.fromkeys(index for each in first for index in each):
        memory = _together([each[index] for each in first if index in each])
        if memory is not None and memory.is_worth(as_strings(batch.column(index))):
            made[index] = memory
    return made
