"""Operators bound to what they are applied to: an entity type and its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from pii_scanner.config.policy import OperatorSpec, Policy
from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.completions import Completions
from pii_scanner.masking.digests import Digests
from pii_scanner.masking.keys import DerivedKeys, Keys, load_master
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.old_columns import Newest
from pii_scanner.masking.operators.base import Operator, Survey, Target
from pii_scanner.masking.operators.registry import build_operator, operators
from pii_scanner.masking.operators.tokenize import TELLING
from pii_scanner.masking.plan import frozen_parameters
from pii_scanner.masking.remembered import Remembered
from pii_scanner.masking.row_choice import KEY_NAME, RowPolicy, needs_key
from pii_scanner.masking.row_order import RowOrders
from pii_scanner.masking.surrogates.registry import surrogates
from pii_scanner.model.plan import Plan, Rule
from recognizers.registry import names_nobody

_MOST_TEXTS = 1 << 18
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class BoundOperator:
    """One operator, ready to be applied to distinct values."""

    operator: Operator
    target: Target
    made: Callable[[list[str], str], None] | None = None
    remembered: Remembered | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.operator.name

    def apply(self, values: pa.Array) -> pa.Array:
        """Return the safe form of `values`: strings, none null, none empty."""
        if not len(values):
            return values
        return self._apply(values) if self.remembered is None else self.remembered.forms(values, self._apply)

    def _apply(self, values: pa.Array) -> pa.Array:
        result = self.operator.apply(values, self.target)
        if self.made is not None:
            self.made(result.to_pylist(), self.target.entity_type)
        return result

    def apply_typed(self, array: pa.Array) -> pa.Array | None:
        return self.operator.apply_typed(array, self.target)


class Bindings:
    """All operators of one run, built once each.

    `surveys` holds what operators learned of whole columns, by source, table and the column's place, `newest` the newest dates of columns. `surrogates` holds, per entity type, what was made in place of values where a surrogate may equal
    a value that somebody else really has (beyond some, as hashes in `more_surrogates`); `doubtful` the real values that have the mark of a surrogate.
    `masks_surnames` says whether those that stand alone in texts are masked.
    `known`, once they are collected, are the values that no copy may hold.
    """

    def __init__(
        self,
        entities: Mapping[str, OperatorSpec],
        keys: Keys | DerivedKeys | None,
        rows: RowPolicy | None = None,
        *,
        surnames: str = "keep",
    ) -> None:
        self.masks_surnames = surnames == "mask"
        self.rows = rows or RowPolicy()
        self.newest: Newest = {}
        self._entities = entities
        self._keys = keys
        self._made: dict[str, BoundOperator] = {}
        self._codes: dict[Rule, str] = {}
        self.surrogates: dict[str, list[list[str]]] = {}
        self.more_surrogates = KnownValues()
        self.known = KnownValues()
        self.doubtful: dict[str, set[str]] = {}
        # Set where columns of hashes may pass: known values are then hashed too, and looked for in them.
        self.digests: Digests | None = None
        # Set where numbers lost their last digits.
        self.completions: Completions | None = None
        self.orders = RowOrders()
        self.surveys: dict[tuple[str, str, int], Survey] = {}
        # The values whose columns, by source, table and place, were asked for known values.
        self.collected: dict[tuple[str, str, int], Remembered] = {}

    def seal(self) -> None:
        """Hear that the values of all columns were seen."""
        if self.completions is not None:
            self.completions.seal()

    def __getstate__(self) -> dict[str, Any]:
        """Leave the surveys here: their columns are changed in this process alone."""
        return {**self.__dict__, "surveys": {}, "orders": RowOrders(), "collected": {}}

    def of_rule(self, rule: Rule) -> BoundOperator:
        """Return the operator of a plan's rule."""
        operator = build_operator(rule.operator, dict(rule.parameters))
        key, key_id = None, ""
        if self._keys and operator.needs_key:
            key = self._keys.of(operator.key_name or rule.entity_type, operator.key_label)
            key_id = self._keys.key_id
        remembered = Remembered() if operator.slow and operator.repeatable else None
        return BoundOperator(operator, Target(rule.entity_type, key, key_id), self._recorder(rule), remembered)

    def _recorder(self, rule: Rule) -> Callable[[list[str], str], None] | None:
        """Return what remembers the results of an operator that may equal a value somebody really has."""
        if rule.operator == "tokenize":
            return None if rule.entity_type in TELLING else self._record_tokens
        maker = surrogates().get(rule.entity_type)
        doubtful = rule.operator == "surrogate" and maker is not None and maker.may_equal_real
        return self._record if doubtful else None

    def kind_of(self, rule: Rule) -> str:
        """Return the name under which values of a column without entity type are looked for in texts."""
        name = self._codes.setdefault(rule, "CODE" if not self._codes else f"CODE_{len(self._codes) + 1}")
        self._made.setdefault(name, self.of_rule(rule))
        return name

    def take_surrogates(self) -> dict[str, list[list[str]]]:
        """Return what `surrogates` holds and begin anew: another process counts on."""
        made, self.surrogates = self.surrogates, {}
        return made

    def add_surrogates(self, made: Mapping[str, list[list[str]]]) -> None:
        """Add what another process made."""
        for entity_type, values in made.items():
            self.surrogates.setdefault(entity_type, []).extend(values)
            self._shorten(entity_type)

    def note_doubtful(self, values: pa.Array, entity_type: str) -> None:
        """Remember real values that have the mark of a surrogate: a customer with a very rare surname."""
        maker = surrogates().get(entity_type)
        if maker is not None and maker.marked and maker.may_equal_real and len(values):
            chosen = np.flatnonzero(maker.is_surrogate(values.to_pylist()))
            self.doubtful.setdefault(entity_type, set()).update(values.take(pa.array(chosen)).to_pylist())

    def _record(self, values: list[str], entity_type: str) -> None:
        if surrogates()[entity_type].marked:
            # A short name may be how a longer one begins, in which it stands in a text.
            real = self.doubtful.get(entity_type) or set()
            begun = (value[:end] for value in values for end in range(_SHORTEST_NAME, len(value) + 1))
            values = sorted(real.intersection(begun)) if real else []
        self.surrogates.setdefault(entity_type, []).append(values)
        self._shorten(entity_type)

    def _record_tokens(self, values: list[str], entity_type: str) -> None:
        """Remember the known values, of any type, that tokens or parts of them happen to equal."""
        text = "\n".join(values)
        for span in self.known.find(text):
            self.surrogates.setdefault(span.entity_type, []).append([text[span.start : span.end]])

    def _shorten(self, entity_type: str) -> None:
        """Keep hashes only of what was made, where it is much: memory must not grow with the rows."""
        made = self.surrogates[entity_type]
        if sum(map(len, made)) > _MOST_TEXTS:
            for values in made:
                self.more_surrogates.add(values, entity_type)
            made.clear()

    @cached_property
    def are_texts_repeatable(self) -> bool:
        """Whether equal texts may become equal ones."""
        specs = [spec for spec in self._entities.values() if spec.operator != "text"]
        return all(build_operator(spec.operator, dict(frozen_parameters(spec))).repeatable for spec in specs)

    def passes(self, entity_type: str) -> bool:
        """Return whether values of a type stay: the policy keeps them, or is silent and they name nobody."""
        spec = self._entities.get(entity_type)
        return names_nobody(entity_type) if spec is None else spec.operator == "keep"

    def of_type(self, entity_type: str) -> BoundOperator:
        """Return the operator for a value found inside text: the type's rule, else a label."""
        if entity_type not in self._made:
            spec = self._entities.get(entity_type)
            parameters = frozen_parameters(spec) if spec else ()
            # Inside text there is no smaller text, and a value that is to be dropped leaves nothing.
            name = "redact" if spec is None or spec.operator == "text" else spec.operator
            self._made[entity_type] = self.of_rule(Rule(entity_type, name, parameters))
        return self._made[entity_type]


def keys_for(policy: Policy, plan: Plan) -> Keys | None:
    """Return the recipient's keys, or None when nothing in the plan needs one.

    Raises PolicyError when a key is needed and the policy names none, ConfigError when it cannot be read.
    """
    known = operators()
    named = {(rule.operator, rule.parameters) for rule in _rules(plan)}
    named |= {(spec.operator, frozen_parameters(spec)) for spec in policy.entities.values()}
    names = {each for name, given in named for each in (name, *build_operator(name, dict(given)).inner)}
    needing = sorted(name for name in names if name in known and known[name].needs_key)
    needing += [KEY_NAME] if needs_key(policy) else []
    if policy.key is None:
        if not needing:
            return None
        raise PolicyError(
            tr(
                "The policy has no key, and {operators} needs one: add for example `key: {{env: PII_SCANNER_KEY}}`; `pii-scanner key new` makes one.",
                operators=", ".join(needing),
            )
        )
    return Keys(load_master(policy.key), policy.recipient.name) if needing else None


def _rules(plan: Plan) -> Iterable[Rule]:
    return (rule for table in plan.tables for column in table.columns for rule in column.rules)
