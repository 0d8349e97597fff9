"""One column of one table in, its masked form out, batch by batch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.damaged import told_by_first_digits, told_by_zeros
from pii_scanner.detection.document_keys import DOCUMENT
from pii_scanner.detection.nothing import says_nothing
from pii_scanner.masking.areas import are_sentences
from pii_scanner.masking.bound import Bindings, BoundOperator
from pii_scanner.masking.completions import Completions
from pii_scanner.masking.distinct import as_strings, distinct_texts
from pii_scanner.masking.documents import DocumentMasker
from pii_scanner.masking.keyed_values import KeyedValues
from pii_scanner.masking.nested import masked_inside
from pii_scanner.masking.operators.json import Json
from pii_scanner.masking.row_columns import row_operator
from pii_scanner.masking.sentences import without_sentences
from pii_scanner.masking.text import TextMasker
from pii_scanner.masking.text_memory import Recorder, TextMemory
from pii_scanner.model.plan import KEEP, TEXT, WHOLE, ColumnPlan
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.registry import identifies, recognizer, recognizers

# Among many names some equal the beginning of a company's: so few are replaced and nothing else is.
_HELD_BY_CHANCE = 0.01
# What gives every identifier one of its own, or some characters of it.
_FOR_IDENTIFIERS = {"pseudonymize", "surrogate", "mask", "truncate"}
# What leaves some characters of a value.
_SHOWING = {"mask", "truncate"}
_NAMED = ("PERSON", "CN_ADDRESS")
_ADDRESS = "CN_ADDRESS"
# From this share of documents on, a cell beside them is what a document may be too: 5, null.
_MOSTLY_DOCUMENTS = 0.5


class ColumnMasker:
    """Applies a column's plan.

    `completions` are given where numbers of the column lost digits. `held_known` tells that a column which was to pass held known values, so that it was masked as text.
    """

    def __init__(
        self, plan: ColumnPlan, bindings: Bindings, texts: TextMasker, completions: Completions | None = None
    ) -> None:
        self._plan = plan
        self._completions = completions
        self._texts = texts
        self._operators = [bindings.of_rule(rule) for rule in plan.rules if rule.operator != "text"]
        self._bindings = bindings
        self._keyed = KeyedValues(bindings, plan.entity_types)
        self._by_row = row_operator(plan)
        self._documents = self._document_masker()
        self.held_known = False
        self._texts_made: Recorder | TextMemory | None = None
        self._identifying = all(
            rule.operator in _FOR_IDENTIFIERS and identifies(rule.entity_type) for rule in plan.rules
        )

    def _document_masker(self) -> DocumentMasker | None:
        main = self._operators[0].operator if self._plan.mode == WHOLE and self._operators else None
        if not isinstance(main, Json):
            return None
        return DocumentMasker(main.parameters.paths, self._bindings, self._texts, self._leaf)

    def mask(self, array: pa.Array, texts: Recorder | TextMemory | None = None) -> pa.Array:
        """Return the masked form of one batch; strings, unless the operator keeps the type. `texts` notes what becomes of
        texts, or says what became of them before."""
        self._texts_made = texts if self._bindings.are_texts_repeatable else None
        if self._plan.mode == KEEP:
            named = self._plan.explicit and not self._plan.kept_by_type
            return array if named else self._without_known(array)
        if self._by_row is not None:  # `masking.rows` changed it before
            made = self._without_known(array) if self._by_row.passes_values else array
            self.held_known = False  # it was not to be kept
            return made
        if self._plan.mode == WHOLE and len(self._operators) == 1:
            typed = self._operators[0].apply_typed(array)
            if typed is not None:
                return typed
        if self._plan.mode == TEXT and pa.types.is_nested(array.type):
            return masked_inside(array, self._masked_field)
        return self._masked_text(as_strings(array))

    def _masked_field(self, text: pa.Array, name: str) -> pa.Array:
        distinct = distinct_texts(text)
        return self._keyed.in_field(text, distinct.changed(self._leaf(distinct.values)), name)

    def _masked_text(self, text: pa.Array) -> pa.Array:
        distinct = distinct_texts(text)
        if not len(distinct.values):
            return distinct.changed(distinct.values)
        if self._documents is not None:
            return distinct.changed(self._documents.mask(distinct.values))
        values = distinct.values
        if self._completions is not None:
            values = self._completions.completed(values, self._plan.entity_types)
        made = self._whole(values) if self._plan.mode == WHOLE else self._inside(values)
        return distinct.changed(made)

    def _whole(self, values: pa.Array) -> pa.Array:
        """Return the result of an operator for every value: that of its own type, else of the main one.

        A word for nothing (无, NULL) in a column of identifiers stays: a pseudonym would be somebody's.
        """
        silent = says_nothing(values, self._plan.column) if self._identifying else None
        if silent is not None and pc.any(silent).as_py():
            telling = pc.invert(silent)
            return pc.replace_with_mask(values, telling, self._made(values.filter(telling)).cast(values.type))
        return self._made(values)

    def _made(self, values: pa.Array) -> pa.Array:
        if len(self._operators) == 1:
            return self._operators[0].apply(values)
        column = TextColumn(values)
        pending = np.ones(len(values), dtype=np.bool_)
        result = values
        for operator in self._by_priority():
            finder = recognizer(operator.target.entity_type)
            if finder is None:
                continue
            mine = finder.cells(column).shaped & pending
            result = self._with(result, mine, operator, values)
            pending &= ~mine
        if self._operators[0].name in _SHOWING and pending.any():
            # The characters that stay would be of a name or a number in a text that is no value of the column's.
            mask = pa.array(pending)
            values = pc.replace_with_mask(values, mask, self._masked_inside(values.filter(mask)).cast(values.type))
        return self._with(result, pending, self._operators[0], values)

    def _by_priority(self) -> list[BoundOperator]:
        order = [each.entity_type for each in recognizers()]
        return sorted(
            self._operators,
            key=lambda each: order.index(each.target.entity_type) if each.target.entity_type in order else len(order),
        )

    def _inside(self, values: pa.Array) -> pa.Array:
        """Return free texts with the values inside them replaced, of documents those behind telling keys too."""
        mostly = len(values) > 0 and holding(values, DOCUMENT).mean() >= _MOSTLY_DOCUMENTS
        return self._keyed.in_documents(values, self._as_texts(values, by_header=not mostly))

    def _leaf(self, values: pa.Array) -> pa.Array:
        """Return texts beside keys or fields, which say alone what is told by a header: 5 is no age where one is found."""
        return self._keyed.in_documents(values, self._as_texts(values, by_header=False))

    def _as_texts(self, values: pa.Array, *, by_header: bool = True) -> pa.Array:
        """Return free texts with the values inside them replaced; a cell that is wholly a value first."""
        column = TextColumn(values)
        pending = np.ones(len(values), dtype=np.bool_)
        addresses = np.zeros(len(values), dtype=np.bool_)
        result = values
        for finder in recognizers():
            told = finder.entity_type in _NAMED or finder.needs_header
            if told and finder.entity_type not in self._plan.entity_types:
                continue
            if finder.needs_header and not by_header and finder.entity_type not in _NAMED:
                continue
            mine = finder.cells(column).valid & pending
            if mine.any():
                mine = without_sentences(finder, values, mine)
            if finder.entity_type == _ADDRESS and mine.any():
                mine &= ~are_sentences(values)
                addresses = mine
            result = self._with(result, mine, self._bindings.of_type(finder.entity_type), values)
            pending &= ~mine
        emptied = addresses & pc.equal(result, "").to_numpy(zero_copy_only=False)
        if emptied.any() and self._bindings.of_type(_ADDRESS).name == "generalize":
            result = self._with_places(result, emptied, values)
        damaged = zip(
            ("CN_RESIDENT_ID", "CN_BANK_CARD"), told_by_first_digits(values), told_by_zeros(values), strict=True
        )
        for entity_type, cut, zeros in damaged:
            mine = (cut | zeros if entity_type in self._plan.entity_types else cut) & pending
            result = self._with(result, mine, self._bindings.of_type(entity_type), values)
            pending &= ~mine
        if not pending.any():
            return result
        mask = pa.array(pending)
        made = self._masked_inside(values.filter(mask))
        return pc.replace_with_mask(result, mask, made.cast(pa.string()))

    def _masked_inside(self, values: pa.Array) -> pa.Array:
        """Return distinct texts with the values inside them replaced."""
        if self._texts_made is None:
            return self._texts.mask_array(values)
        return self._texts_made.made(values, self._texts.mask_array)

    def _with_places(self, result: pa.Array, emptied: npt.NDArray[np.bool_], values: pa.Array) -> pa.Array:
        """Return `result` with the addresses of which nothing is left as texts that hold one: 家住海曙区马园路5弄."""
        mask = pa.array(emptied)
        own = values.filter(mask)
        made = self._masked_inside(own).cast(pa.string())
        made = pc.if_else(pc.equal(made, own.cast(pa.string())), f"<{_ADDRESS}>", made)
        return pc.replace_with_mask(result, mask, made)

    def _without_known(self, array: pa.Array) -> pa.Array:
        """Return a column that passes; a batch of it that holds known values is masked as free text."""
        kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_nested(kind)):
            return array
        distinct = distinct_texts(as_strings(array))
        before = distinct.values
        after = self._texts.mask_known_array(before)
        changed = 0 if after is before else int(pc.sum(pc.not_equal(before, after)).as_py() or 0)
        if not changed:
            return array
        self.held_known = True
        if pa.types.is_nested(array.type):
            return masked_inside(array, lambda text, name: self._free_text(text))
        if changed >= _HELD_BY_CHANCE * len(before):
            # Where known values stand, others that nobody knows may: the whole batch is free text.
            after = self._masked_inside(before)
        return _as_before(distinct.changed(after), array.type)

    def _with(
        self, result: pa.Array, mine: npt.NDArray[np.bool_], operator: BoundOperator, values: pa.Array
    ) -> pa.Array:
        """Return `result` with the places in `mine` replaced by the operator's form of their values."""
        if not mine.any():
            return result
        mask = pa.array(mine)
        own = values.filter(mask)
        if operator.name == "keep":
            made = self._texts.kept(own, running=self._plan.mode == TEXT)
        else:
            made = operator.apply(own)
        return pc.replace_with_mask(result, mask, made.cast(pa.string()))

    def _free_text(self, text: pa.Array) -> pa.Array:
        distinct = distinct_texts(text)
        return distinct.changed(self._masked_inside(distinct.values))


def _as_before(text: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return changed texts in the type the column had, so that all batches agree."""
    return text.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else text.cast(kind)
