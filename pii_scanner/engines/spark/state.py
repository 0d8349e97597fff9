"""What masking tasks are given: the plan, operators with derived keys, known values. The master key stays with the driver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pii_scanner.config.policy import OperatorSpec, Policy
from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import codes_of
from pii_scanner.masking.completions import Completions
from pii_scanner.masking.digests import Digests
from pii_scanner.masking.keys import DerivedKeys, Keys, derived_keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.registry import operators
from pii_scanner.masking.row_choice import RowPolicy, choice_of
from pii_scanner.masking.row_columns import row_operator
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import Plan, Rule
from recognizers.registry import recognizers


@dataclass(frozen=True)
class MaskingState:
    """All that a task needs to mask rows as the driver would; `codes` are columns without entity type."""

    plan: Plan
    entities: Mapping[str, OperatorSpec]
    keys: DerivedKeys | None = field(repr=False)
    rows: RowPolicy = field(repr=False)
    codes: tuple[Rule, ...]
    doubtful: Mapping[str, frozenset[str]] = field(repr=False)
    known: KnownValues = field(repr=False)
    hashing: bool = False
    completions: Completions | None = field(default=None, repr=False)
    surnames: str = "keep"

    def begin(self) -> tuple[Bindings, TextMasker]:
        """Return operators and the masker of texts as they are before the first row."""
        bindings = Bindings(self.entities, self.keys, self.rows, surnames=self.surnames)
        for rule in self.codes:
            bindings.kind_of(rule)
        bindings.doubtful = {kind: set(values) for kind, values in self.doubtful.items()}
        bindings.digests = Digests() if self.hashing else None
        bindings.completions = self.completions
        return bindings, TextMasker(bindings, self.known)


def masking_state(
    plan: Plan, policy: Policy, keys: Keys | None, bindings: Bindings, known: KnownValues
) -> MaskingState:
    """Return what tasks are given; the codes of the plan are named in `bindings` too, in the order tasks have."""
    codes = tuple(codes_of(plan))
    for rule in codes:
        bindings.kind_of(rule)
    doubtful = {kind: frozenset(values) for kind, values in bindings.doubtful.items()}
    hashing = bindings.digests is not None
    derived = _derived(plan, policy, keys)
    completions = bindings.completions
    return MaskingState(
        plan, policy.entities, derived, bindings.rows, codes, doubtful, known, hashing, completions, policy.surnames
    )


def _derived(plan: Plan, policy: Policy, keys: Keys | None) -> DerivedKeys | None:
    if keys is None:
        return None
    known = operators().values()
    types = {rule.entity_type for table in plan.tables for column in table.columns for rule in column.rules}
    types |= {"", *policy.entities, *(each.entity_type for each in recognizers()), *(each.key_name for each in known)}
    return derived_keys(keys, sorted(types), sorted({each.key_label for each in known}))


def refuse_ordered(plan: Plan, bindings: Bindings) -> None:
    """Raise PolicyError for what needs the rows of a table in one order, which executors do not have."""
    reasons = []
    for table in plan.tables:
        asked: Iterable[str] = (
            f"{column.column}: {operator.name}"
            for column in table.columns
            if (operator := row_operator(column)) is not None and operator.needs_order
        )
        reasons += [f"{table.table}.{each}" for each in asked]
        choice = choice_of(table, bindings.rows)
        if choice is not None and choice.needs_order:
            reasons.append(f"{table.table}: rows")
    if reasons:
        raise PolicyError(
            tr("The Spark engine has no order of rows, which these need: {reasons}. Use --engine local, or another operator.", reasons="; ".join(reasons))
        )  # fmt: skip
