"""Columns of a release turned back by the holder of the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings, BoundOperator
from pii_scanner.masking.distinct import as_strings, distinct_texts
from pii_scanner.masking.operators.encrypt import is_ciphertext
from pii_scanner.masking.operators.registry import operators
from pii_scanner.masking.operators.tokenize import FORMED
from pii_scanner.model.plan import WHOLE, Rule


@dataclass
class Turned:
    """How many different texts of a column were turned back, and how many stayed as they were, in batches together."""

    back: int = 0
    stayed: int = 0


class ColumnUnmasker:
    """Turns one column back. A text that no operator made stays; a ciphertext that does not open is an error."""

    def __init__(self, table: str, column: str, rules: Sequence[Rule], bindings: Bindings) -> None:
        self.table, self.column = table, column
        self.turned = Turned()
        known = operators()
        self._operators = [bindings.of_rule(each) for each in rules if known[each.operator].reversible]

    def unmask(self, array: pa.Array) -> pa.Array:
        """Return a column as text with its results turned back.

        Raises PolicyError when a ciphertext was changed or has another key.
        """
        distinct = distinct_texts(as_strings(array))
        values = distinct.values
        if not len(values):
            return distinct.changed(values)
        made = pa.nulls(len(values), pa.string())
        for operator in self._operators:
            made = _filled(made, values, operator)
        missing = made.is_null()
        stayed = values.filter(missing)
        sealed = sum(map(is_ciphertext, stayed.to_pylist()))
        if sealed:
            raise PolicyError(
                tr(
                    "{place}: {count} values do not decrypt: they were changed, or encrypted with another key. Nothing was written.",
                    place=f"{self.table}.{self.column}",
                    count=sealed,
                )
            )
        self.turned.back += len(values) - len(stayed)
        self.turned.stayed += len(stayed)
        return distinct.changed(pc.coalesce(made, values))


def _filled(made: pa.Array, values: pa.Array, operator: BoundOperator) -> pa.Array:
    missing = made.is_null()
    if not made.null_count:
        return made
    return pc.replace_with_mask(made, missing, operator.operator.reverse(values.filter(missing), operator.target))


def reversible_rules(place: str, column: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules by which a column of a manifest is turned back.

    Raises PolicyError, in one sentence, when its operator cannot be undone, or it is not told which of several did it.
    """
    known = operators()
    listed = [
        Rule(each["entity_type"], each["operator"], tuple(each.get("parameters", {}).items()))
        for each in column.get("rules", ())
    ]
    rules = [each for each in listed if each.operator in known and known[each.operator].reversible]
    if column["mode"] != WHOLE or not rules:
        raise PolicyError(
            tr(
                "{place} was masked by {operator}, which nobody can turn back.",
                place=place,
                operator=column["operator"],
            )
        )
    tokenized = [each for each in rules if each.operator == "tokenize"]
    if len(listed) > 1 and any(each.entity_type not in FORMED for each in tokenized):
        raise PolicyError(
            tr("{place} holds values of several types, and a token does not tell which is its own.", place=place)
        )
    return tuple(rules)


def is_reversible(column: Mapping[str, Any]) -> bool:
    """Return whether a column of a manifest can be turned back."""
    try:
        return bool(reversible_rules("", column))
    except PolicyError:
        return False


def unmasked(batches: Iterator[pa.RecordBatch], unmaskers: Mapping[int, ColumnUnmasker]) -> Iterator[pa.RecordBatch]:
    """Yield batches with the columns at some places turned back."""
    for unmasker in unmaskers.values():
        unmasker.turned = Turned()
    for batch in batches:
        arrays = [
            unmaskers[index].unmask(array) if index in unmaskers else array for index, array in enumerate(batch.columns)
        ]
        yield pa.record_batch(arrays, names=batch.schema.names)
