"""One table of a source and its plan in, the masked table out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.chosen import CopiedRows, Held, shuffled
from pii_scanner.masking.columns import ColumnMasker
from pii_scanner.masking.filled import filled_rows
from pii_scanner.masking.operators.tokenize import IRREVERSIBLE
from pii_scanner.masking.own_given_names import OwnGivenNames
from pii_scanner.masking.own_last_characters import OwnLastCharacters
from pii_scanner.masking.own_nicknames import OwnNicknames
from pii_scanner.masking.row_choice import choice_of
from pii_scanner.masking.rows import changed_rows
from pii_scanner.masking.text import TextMasker
from pii_scanner.masking.text_memory import EMPTY, BatchMemories, Recorder, TextMemories, memories_of, records
from pii_scanner.model.masked import ChosenRows, MaskedColumn, MaskedPiece, MaskedTable
from pii_scanner.model.names import distinct_names
from pii_scanner.model.plan import DROP, TEXT, TablePlan
from pii_scanner.model.table import Table


@dataclass
class Written:
    """How many rows passed, how many of them had a filled cell, the number of the last that had one, the columns (by
    their source's names) that were to pass but held known values, and how many rows left by which rule; of columns
    that were tokenized, the cells nobody can turn back."""

    rows: int = 0
    filled: int = 0
    last_filled: int = 0
    left: dict[str, int] = field(default_factory=dict)
    held_known: set[str] = field(default_factory=set)
    irreversible: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Forget the counts: the table is read from its start."""
        self.rows = self.filled = self.last_filled = 0
        self.irreversible.clear()

    def warnings(self, table: str) -> list[str]:
        """Return a sentence for each column of which some cells cannot be turned back."""
        return [
            tr(
                "{table}.{column}: {count} cells do not have the form of their type, or too few possible values, to be tokenized; they became pseudonyms (§...) that no key turns back.",
                table=table,
                column=column,
                count=count,
            )
            for column, count in self.irreversible.items()
        ]

    def note_tokens(self, column: str, array: pa.Array) -> None:
        """Count the cells of a tokenized column that are no tokens."""
        count = pc.sum(pc.starts_with(array, IRREVERSIBLE)).as_py() if pa.types.is_string(array.type) else 0
        if count:
            self.irreversible[column] = self.irreversible.get(column, 0) + count

    def add(self, batch: pa.RecordBatch) -> None:
        at = np.flatnonzero(filled_rows(batch))
        if len(at):
            self.last_filled = self.rows + int(at[-1]) + 1
        self.filled += len(at)
        self.rows += batch.num_rows


@dataclass(frozen=True)
class MaskedBatch:
    """A masked batch, and the columns (by their source's names) that were to pass but held known values until now. Of a
    table's first batches, what their texts became."""

    batch: pa.RecordBatch
    held_known: frozenset[str]
    memories: TextMemories = field(default_factory=dict)


MaskBatches = Callable[[TablePlan, Iterator[pa.RecordBatch], Bindings, TextMasker], Iterator[MaskedBatch]]


class BatchMasker:
    """Masks the batches of one table by its plan."""

    def __init__(self, plan: TablePlan, bindings: Bindings, texts: TextMasker) -> None:
        self._maskers = [
            (index, each.column, _column_masker(plan, index, bindings, texts))
            for index, each in enumerate(plan.columns)
            if each.mode != DROP
        ]
        self._nicknames, self._given_names = OwnNicknames(plan), OwnGivenNames(plan)
        self._characters = OwnLastCharacters(plan)
        self._notes = [index for index, each in enumerate(plan.columns) if each.mode == TEXT]
        self._texts = texts

    def mask(self, batch: pa.RecordBatch, number: int = 0, memories: TextMemories = EMPTY) -> MaskedBatch:
        """Return the masked form of a batch whose columns stand in the plan's order; those that stay are numbered. Of the
        table's first batches, by their `number`, it holds memories, which are given for later ones."""
        recorders = {index: Recorder() for index, _, _ in self._maskers} if records(number) else {}
        noted = recorders or memories
        made = {index: masker.mask(batch.column(index), noted.get(index)) for index, _, masker in self._maskers}
        made = self._given_names.masked(batch, self._nicknames.masked(batch, made))
        made = self._characters.masked(batch, made)
        # Those of other rows and tables come last: who is a row's own has the surrogate of his whole name.
        for index in self._notes:
            if pa.types.is_string(made[index].type):
                made[index] = self._texts.mask_given_names(made[index])
        arrays = list(made.values())
        masked = pa.record_batch(arrays, names=list(map(str, range(len(arrays))))) if arrays else batch.select([])
        held_known = frozenset(column for _, column, masker in self._maskers if masker.held_known)
        return MaskedBatch(masked, held_known, memories_of(recorders))


def _column_masker(plan: TablePlan, index: int, bindings: Bindings, texts: TextMasker) -> ColumnMasker:
    column, damaged = plan.columns[index], bindings.completions
    return ColumnMasker(column, bindings, texts, damaged.of(plan, column) if damaged else None)


def mask_here(
    plan: TablePlan, batches: Iterator[pa.RecordBatch], bindings: Bindings, texts: TextMasker
) -> Iterator[MaskedBatch]:
    """Mask batches one after the other in this process."""
    masker = BatchMasker(plan, bindings, texts)
    memories = BatchMemories()
    for number, batch in enumerate(batches):
        made = masker.mask(batch, number, memories.of(number, batch))
        memories.note(number, _told(made))
        yield made


def _told(made: MaskedBatch) -> Callable[[], TextMemories]:
    return lambda: made.memories


def masked_table(
    table: Table,
    plan: TablePlan,
    bindings: Bindings,
    texts: TextMasker,
    progress: Callable[[int], None],
    mask_batches: MaskBatches = mask_here,
) -> tuple[MaskedTable, Written]:
    """Return the masked form of a table, and the account that fills while it is read (the last time, if more often).

    `mask_batches` gives the masked batches in the order of the source's.
    """
    staying = [(index, column) for index, column in enumerate(plan.columns) if column.mode != DROP]
    names = distinct_names(texts.scrub_names([column.column for _, column in staying]))
    choice = choice_of(plan, bindings.rows)
    emptied = choice.personal if choice is not None and choice.generalizes else set()
    columns = tuple(
        MaskedColumn(index, column.column, name, column.operator, emptied=index in emptied)
        for (index, column), name in zip(staying, names, strict=True)
    )
    written = Written()
    tokenized = [column.name for column in columns if column.operator == "tokenize"]

    @cache
    def masker(index: int) -> ColumnMasker:
        return _column_masker(plan, index, bindings, texts)

    def mask(index: int, array: pa.Array) -> pa.Array:
        return masker(index).mask(array)

    def pieces() -> Iterator[MaskedPiece]:
        written.begin()
        rows = CopiedRows(choice_of(plan, bindings.rows))
        chosen = rows.chosen(table.batches())
        for made in mask_batches(plan, changed_rows(plan, chosen, bindings, mask), bindings, texts):
            piece = rows.piece(made.batch.rename_columns(names), columns)
            written.add(piece.batch)
            for name in tokenized:
                written.note_tokens(name, piece.batch.column(name))
            written.held_known |= made.held_known
            written.left = dict(rows.left)
            progress(len(piece.staying))
            yield piece

    order = choice.order if choice is not None and choice.shuffled else None

    def read() -> Iterator[pa.RecordBatch]:
        batches = (piece.batch for piece in pieces())
        return batches if order is None else shuffled(batches, order, table.name)

    name = texts.scrub(table.name) if table.kind == "excel" else texts.scrub_name(table.name)
    chosen = ChosenRows(pieces, Held(table.name).hold, order) if choice is not None else None
    return MaskedTable(table, name, columns, read, chosen), written
