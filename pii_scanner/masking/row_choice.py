"""Which rows of a table stay in its copy, and why the others leave.

A row leaves by the first rule that it breaks: its condition, the age of its person, the age of its data, the
sample. The choice depends on the policy, the key and the table alone, not on batches or processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.config.policy import Policy
from pii_scanner.config.rows import Minors, Retention, RowRule
from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.ages import ages_of
from pii_scanner.masking.canonical import canonical_form
from pii_scanner.masking.compared import days_of
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.filled import filled_rows
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.permutation import keyed_bits, keyed_numbers
from pii_scanner.model.places import fits, wildcard
from pii_scanner.model.plan import TEXT, TablePlan

if TYPE_CHECKING:
    from pii_scanner.masking.where import Condition

Flags = npt.NDArray[np.bool_]
WHERE, MINORS, RETENTION, SAMPLE = "where", "minors", "retention", "sample"
_AGED = {"CN_RESIDENT_ID", "BIRTH_DATE", "AGE"}
# `keyed_bits` gives so many.
_BITS = 62
# What the key of the choice of rows is derived for, beside entity types.
KEY_NAME = "rows"


@dataclass(frozen=True)
class RowPolicy:
    """What a policy says of rows, and the key of the sample and the order."""

    rules: tuple[RowRule, ...] = ()
    minors: Minors | None = None
    retention: Retention | None = None
    at: date = field(default_factory=date.today)
    key: bytes | None = field(default=None, repr=False)

    def of(self, table: str) -> list[RowRule]:
        """Return the rules for the rows of a table."""
        return [rule for rule in self.rules if any(wildcard(each).fullmatch(table) for each in rule.patterns)]


def row_policy(policy: Policy, keys: Keys | None) -> RowPolicy:
    """Return what a policy says of rows."""
    at = (policy.minors.at if policy.minors else None) or date.today()
    key = keys.of(KEY_NAME) if keys is not None and needs_key(policy) else None
    return RowPolicy(tuple(policy.rows), policy.minors, policy.retention, at, key)


def needs_key(policy: Policy) -> bool:
    """Return whether rows are sampled or shuffled, which only the key decides."""
    return any(rule.sample is not None or rule.order == "shuffled" for rule in policy.rows)


class RowChoice:
    """The choice of one table's rows during one reading, batch after batch.

    `left` counts the rows that left, by rule, but for those without a filled cell.
    """

    def __init__(self, plan: TablePlan, policy: RowPolicy) -> None:
        rules = policy.of(plan.table)
        self._plan, self._policy = plan, policy
        self._names = [each.column for each in plan.columns]
        self._conditions = _conditions(rules)
        self._samples = [rule for rule in rules if rule.sample is not None and rule.sample < 1]
        self._shuffled = any(rule.order == "shuffled" for rule in rules)
        self._aged = _aged(plan) if policy.minors is not None else []
        self._dated = _dated(plan, policy.retention)
        self._row = 0
        self._filled: Flags = np.zeros(0, dtype=np.bool_)
        self.left: dict[str, int] = {}

    @property
    def shuffled(self) -> bool:
        return self._shuffled

    @property
    def needs_order(self) -> bool:
        """Whether the choice, or the copy, depends on the places of rows."""
        return self._shuffled or bool(self._samples)

    @property
    def chooses(self) -> bool:
        """Whether any row may leave."""
        excludes = self._policy.minors is not None and self._policy.minors.do == "exclude"
        return bool(self._conditions or self._samples or (self._aged and excludes) or self._dated)

    @property
    def generalizes(self) -> bool:
        return bool(self._aged) and self._policy.minors is not None and self._policy.minors.do == "generalize"

    @property
    def personal(self) -> set[int]:
        """The columns whose cells become empty in the rows of minors."""
        return {index for index, each in enumerate(self._plan.columns) if each.entity_types}

    def staying(self, batch: pa.RecordBatch) -> Flags:
        """Return which rows of the table's next batch, whose columns stand in the plan's order, stay."""
        stay = np.ones(batch.num_rows, dtype=np.bool_)
        self._filled = filled_rows(batch)
        columns = dict(zip(self._names, batch.columns, strict=True))
        for condition in self._conditions:
            self._leave(stay, WHERE, ~_true(condition(columns)))
        if self._aged and not self.generalizes:
            self._leave(stay, MINORS, self.minors(batch))
        if self._dated and self._policy.retention is not None:
            self._leave(stay, RETENTION, self._old(batch))
        first, self._row = self._row, self._row + batch.num_rows
        for rule in self._samples:
            self._leave(stay, SAMPLE, ~self._sampled(rule, batch, first))
        return stay

    def _leave(self, stay: Flags, rule: str, leaving: Flags) -> None:
        leaving = leaving & stay
        stay &= ~leaving
        self.left[rule] = self.left.get(rule, 0) + int(np.count_nonzero(leaving & self._filled))

    def minors(self, batch: pa.RecordBatch) -> Flags:
        """Return which rows say that a person is under age."""
        young = np.zeros(batch.num_rows, dtype=np.bool_)
        assert self._policy.minors is not None
        for index in self._aged:
            array = batch.column(index)
            dated = pa.types.is_date(array.type) or pa.types.is_timestamp(array.type)
            ages = ages_of(array if dated else as_strings(array), self._policy.at)
            young |= (ages >= 0) & (ages < self._policy.minors.age)
        return young

    def _old(self, batch: pa.RecordBatch) -> Flags:
        """Return which rows have dates, the newest of them before the day of the policy."""
        retention = self._policy.retention
        assert retention is not None
        assert retention.before is not None
        newest = pc.max_element_wise(*(days_of(batch.column(index)) for index in self._dated))
        return _true(pc.less(newest, (retention.before - date(1970, 1, 1)).days))

    def _sampled(self, rule: RowRule, batch: pa.RecordBatch, first: int) -> Flags:
        key = self._policy.key
        assert key is not None
        assert rule.sample is not None
        numbers = np.arange(first, first + batch.num_rows, dtype=np.uint64)
        drawn = keyed_bits(numbers, key, f"sample {self._plan.table}")
        if rule.sample_by in self._names:
            index = self._names.index(rule.sample_by)
            values = canonical_form(self._plan.columns[index], batch.column(index))
            encoded = pc.dictionary_encode(values)
            by_value = keyed_numbers(encoded.dictionary.to_pylist(), key, 1)[:, 0] >> np.uint64(64 - _BITS)
            places = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)
            filled = np.asarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
            if len(by_value):
                drawn = np.where(filled, by_value[places], drawn)
        return np.asarray(drawn < np.uint64(int(rule.sample * 2**_BITS)))

    def order(self, count: int) -> npt.NDArray[np.int64]:
        """Return the places, among the `count` rows that stay, from which the rows of the copy come."""
        key = self._policy.key
        assert key is not None
        drawn = keyed_bits(np.arange(count, dtype=np.uint64), key, f"order {self._plan.table}")
        return np.argsort(drawn, kind="stable")


def choice_of(plan: TablePlan, policy: RowPolicy) -> RowChoice | None:
    """Return the choice of a table's rows, None where all of them stay as they are."""
    choice = RowChoice(plan, policy)
    return choice if choice.chooses or choice.generalizes or choice.shuffled else None


def _conditions(rules: Sequence[RowRule]) -> list[Condition]:
    """Return the conditions of rules; raises PolicyError for one that is not understood."""
    filters = [rule.where for rule in rules if rule.where is not None]
    if not filters:
        return []
    # It brings a parser of SQL: few policies need it.
    from pii_scanner.masking.where import condition_of

    return [condition_of(each) for each in filters]


def _filtered_by(rule: RowRule) -> list[str]:
    """Return the columns that a rule's condition names."""
    if rule.where is None:
        return []
    from pii_scanner.masking.where import columns_of

    return columns_of(rule.where)


def refuse_unfit_rows(tables: Iterable[TablePlan], policy: Policy) -> None:
    """Raise PolicyError for conditions that are not understood and for columns that no table has."""
    asked = row_policy(policy, None)
    named = [rule for rule in asked.rules if rule.where is not None]
    _conditions(named)
    there = list(tables)
    reasons = [
        tr(
            "The policy's row filter {where} names the column {column}, which the table {table} does not have: name under tables those that have it.",
            where=rule.where,
            column=column,
            table=table.table,
        )
        for table in there
        for rule in asked.of(table.table)
        for column in _filtered_by(rule)
        if table.of(column) is None
    ]
    reasons += [
        tr("The policy's row rule for {tables} fits no table.", tables=", ".join(rule.patterns))
        for rule in asked.rules
        if not any(rule in asked.of(table.table) for table in there)
    ]
    reasons += [
        tr("The policy's row rule samples by {column}, which no table has.", column=rule.sample_by)
        for rule in asked.rules
        if rule.sample_by is not None and all(table.of(rule.sample_by) is None for table in there)
    ]
    if asked.retention is not None:
        reasons += [
            tr("The policy's retention names the column {column}, which no table has.", column=pattern)
            for pattern in asked.retention.columns
            if not any(fits(pattern, table.table, each.column) for table in there for each in table.columns)
        ]
    if reasons and there:
        raise PolicyError(" ".join(dict.fromkeys(reasons)))


def row_warnings(tables: Iterable[TablePlan], policy: Policy) -> list[str]:
    """Return a warning for each table in which minors are not to be told from others."""
    if policy.minors is None:
        return []
    return [
        tr("{table}: no column tells an age, so rows of minors cannot be told and stay.", table=table.table)
        for table in tables
        if not _aged(table)
    ]


def _aged(plan: TablePlan) -> list[int]:
    """Return the columns that tell an age: resident IDs, birth dates and ages."""
    return [
        index for index, each in enumerate(plan.columns) if each.mode != TEXT and _AGED.intersection(each.entity_types)
    ]


def _dated(plan: TablePlan, retention: Retention | None) -> list[int]:
    patterns = retention.columns if retention is not None else []
    return [
        index
        for index, each in enumerate(plan.columns)
        if any(fits(pattern, plan.table, each.column) for pattern in patterns)
    ]


def _true(condition: pa.Array) -> Flags:
    return np.asarray(pc.fill_null(condition, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
