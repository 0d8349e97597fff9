"""Columns of a release turned back by the holder of the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings, BoundOperator
from pii_scanner.masking.columns import ColumnMasker
from pii_scanner.masking.distinct import as_strings, distinct_texts
from pii_scanner.masking.document_unmasking import DocumentUnmasker
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.nested import masked_inside
from pii_scanner.masking.operators.encrypt import is_ciphertext
from pii_scanner.masking.operators.json import Json
from pii_scanner.masking.operators.registry import build_operator, may_reverse, operators
from pii_scanner.masking.operators.tokenize import FORMED
from pii_scanner.masking.text import TextMasker
from pii_scanner.masking.text_unmasking import TextUnmasker, TokenDictionary
from pii_scanner.model.plan import KNOWN, TEXT, WHOLE, ColumnPlan, Rule


@dataclass
class Turned:
    """How many different texts of a column were turned back, and how many stayed as they were, in batches together."""

    back: int = 0
    stayed: int = 0


class ColumnUnmasker:
    """Turns one column back. A text that no operator made stays; a ciphertext that does not open is an error."""

    def __init__(
        self, table: str, column: str, entry: Mapping[str, Any], bindings: Bindings, texts: TextUnmasker
    ) -> None:
        self.table, self.column = table, column
        self.turned = Turned()
        self.mode = str(entry["mode"])
        self.data_type = str(entry.get("data_type", ""))
        self._texts = texts
        rules = rules_of(entry)
        known = operators()
        reversible = [each for each in rules if known[each.operator].reversible]
        # What has the form of a number is one, rather than another value of that form.
        reversible.sort(key=lambda each: each.entity_type not in FORMED)
        self._operators = [(each, bindings.of_rule(each)) for each in reversible]
        self._check = _masker(column, entry, rules, bindings) if len(rules) > 1 else None
        self._documents = _documents(rules, bindings, texts) if self.mode == WHOLE else None

    @property
    def searches_texts(self) -> bool:
        """Whether tokens that stand in other columns are looked for in this one."""
        return self.mode != WHOLE or self._documents is not None

    def learn(self, array: pa.Array, dictionary: TokenDictionary) -> None:
        """Add the tokens of a batch to the dictionary."""
        if self.searches_texts:
            return
        values = distinct_texts(as_strings(array)).values
        for rule, operator, made in self._made(values):
            if operator.name == "tokenize":
                dictionary.add(values.filter(made.is_valid()), rule, operator)

    def unmask(self, array: pa.Array) -> pa.Array:
        """Return a column with what was masked turned back: as text, but for nested values.

        Raises PolicyError when a ciphertext was changed or has another key.
        """
        if self.mode != WHOLE and pa.types.is_nested(array.type):
            return masked_inside(array, lambda text, name: self._unmasked(text))
        return self._unmasked(as_strings(array))

    def _unmasked(self, text: pa.Array) -> pa.Array:
        distinct = distinct_texts(text)
        values = distinct.values
        if not len(values):
            return distinct.changed(values)
        try:
            made = self._whole(values) if not self.searches_texts else self._inside(values)
        except PolicyError as error:
            raise PolicyError(f"{self.table}.{self.column}: {error}") from None
        back = int(pc.sum(pc.not_equal(made, values)).as_py() or 0) if self.searches_texts else self._count(made)
        self.turned.back += back
        self.turned.stayed += len(values) - back
        return distinct.changed(pc.coalesce(made, values))

    @staticmethod
    def _count(made: pa.Array) -> int:
        return len(made) - int(made.null_count)

    def _inside(self, values: pa.Array) -> pa.Array:
        if self._documents is not None:
            return self._documents.unmask(values)
        return self._texts.unmask_array(values, marked=self.mode == TEXT)

    def _whole(self, values: pa.Array) -> pa.Array:
        """Return distinct texts turned back, null where no operator made them."""
        result = pa.nulls(len(values), pa.string())
        for _, _, made in self._made(values):
            result = pc.coalesce(result, made)
        sealed = sum(map(is_ciphertext, values.filter(result.is_null()).to_pylist()))
        if sealed:
            raise PolicyError(
                tr(
                    "{count} values do not decrypt: they were changed, or encrypted with another key. Nothing was written.",
                    count=sealed,
                )
            )
        return result

    def _made(self, values: pa.Array) -> Iterator[tuple[Rule, BoundOperator, pa.Array]]:
        """Yield each operator with what it makes of distinct texts, null where they are none of its results."""
        for rule, operator in self._operators:
            made = operator.operator.reverse(values, operator.target)
            if self._check is not None and operator.name != "encrypt":
                made = pc.if_else(_masked_again(made, values, self._check), made, pa.scalar(None, pa.string()))
            yield rule, operator, made


def _masked_again(made: pa.Array, values: pa.Array, mask: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return which values a column of several types gives for what was made: only there its token is its own."""
    there = made.is_valid()
    again = pc.replace_with_mask(made, there, mask(made.filter(there)).cast(pa.string()))
    return pc.fill_null(pc.equal(again, values), False)


def _masker(
    column: str, entry: Mapping[str, Any], rules: Sequence[Rule], bindings: Bindings
) -> Callable[[pa.Array], pa.Array]:
    plan = ColumnPlan(column, WHOLE, str(entry["operator"]), tuple(entry["entity_types"]), tuple(rules), "")
    masker = ColumnMasker(plan, bindings, TextMasker(bindings, KnownValues()))
    return lambda values: masker.mask(values) if len(values) else values


def _documents(rules: Sequence[Rule], bindings: Bindings, texts: TextUnmasker) -> DocumentUnmasker | None:
    operator = build_operator(rules[0].operator, dict(rules[0].parameters)) if rules else None
    return DocumentUnmasker(operator.parameters.paths, bindings, texts) if isinstance(operator, Json) else None


def rules_of(column: Mapping[str, Any]) -> list[Rule]:
    """Return the rules that a manifest names for a column, or for values inside texts."""
    return [
        Rule(each["entity_type"], each["operator"], _frozen(each.get("parameters", {})))
        for each in column.get("rules", ())
    ]


def _frozen(value: Any) -> Any:
    """Return what JSON made of a rule's parameters as the rule holds them."""
    if isinstance(value, dict):
        return tuple(sorted((name, _frozen(each)) for name, each in value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def is_reversible(column: Mapping[str, Any], *, texts: bool) -> bool:
    """Return whether a column of a manifest can be turned back; `texts`: values inside texts can be."""
    if column["mode"] in (TEXT, KNOWN):
        return texts
    return column["mode"] == WHOLE and any(map(may_reverse, rules_of(column)))


def refuse_irreversible(place: str, column: Mapping[str, Any], *, texts: bool) -> None:
    """Raise PolicyError, in one sentence, when nothing in a column can be turned back."""
    if not is_reversible(column, texts=texts):
        raise PolicyError(
            tr(
                "{place} was masked by {operator}, which nobody can turn back.",
                place=place,
                operator=column["operator"],
            )
        )


def unmasked(batches: Iterator[pa.RecordBatch], unmaskers: Mapping[int, ColumnUnmasker]) -> Iterator[pa.RecordBatch]:
    """Yield batches with the columns at some places turned back."""
    for unmasker in unmaskers.values():
        unmasker.turned = Turned()
    for batch in batches:
        arrays = [
            unmaskers[index].unmask(array) if index in unmaskers else array for index, array in enumerate(batch.columns)
        ]
        yield pa.record_batch(arrays, names=batch.schema.names)
