"""What a plan warns of among the values that stay: identifiers beside what stands for them, what tells people apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pii_scanner.config.policy import Policy
from pii_scanner.i18n import tr
from pii_scanner.masking.uses import uses
from pii_scanner.model.plan import ColumnPlan, TablePlan
from recognizers.registry import identifies, recognizer

# Operators whose results stand for a value: whoever has the value beside one knows whose it is everywhere.
_STANDING_FOR = {"pseudonymize", "surrogate", "tokenize", "encrypt"}


def kept_warnings(tables: Sequence[TablePlan], policy: Policy) -> list[str]:
    """Return a sentence for all that stays and, with other columns, tells who somebody is."""
    return [*_beside_replacements(tables, policy), *_together(tables, policy)]


def named_columns(tables: Iterable[TablePlan]) -> Iterator[tuple[str, ColumnPlan]]:
    """Yield `table.column` and its plan."""
    return ((f"{table.table}.{each.column}", each) for table in tables for each in table.columns)


def _together(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """A column that describes persons has its own warning; several in one table are quasi-identifiers together."""
    measured = set(policy.risk.quasi_identifiers) if policy.risk is not None else set()
    for table in tables:
        kept = [
            each.column for each in table.columns if any(op == "keep" and describes(t) for t, op in uses(each, policy))
        ]
        left = [each for each in kept if each not in measured]
        if len(kept) > 1 and left:
            yield tr(
                "{table} keeps {columns} together, quasi-identifiers of a person that no figure of the risk covers: name them under `risk`, generalize or drop them.",
                table=table.table,
                columns=", ".join(left),
            )


def describes(entity_type: str) -> bool:
    """Return whether a value of a type describes a person without naming him."""
    found = recognizer(entity_type)
    return found is not None and found.role == "attribute"


def _beside_replacements(tables: Sequence[TablePlan], policy: Policy) -> list[str]:
    """Return a warning for each identifying type that is kept in one place and replaced by a key in another."""
    types = dict.fromkeys(kind for table in tables for each in table.columns for kind, _ in sorted(uses(each, policy)))
    found = []
    for entity_type in filter(identifies, types):
        kept, replaced = kept_and_replaced(tables, policy, entity_type)
        if kept and replaced:
            found.append(
                tr(
                    "{kept} keeps {type}, and {replaced} replaces it: where both hold the same value, the release is refused, for the value would tell whose the replacement is.",
                    kept=", ".join(kept),
                    type=entity_type,
                    replaced=", ".join(replaced),
                )
            )
    return found


def kept_and_replaced(tables: Sequence[TablePlan], policy: Policy, entity_type: str) -> tuple[list[str], list[str]]:
    """Return the columns that keep values of a type, and those in which something that stands for them is left."""
    used = [
        (name, {op for kind, op in uses(column, policy) if kind == entity_type})
        for name, column in named_columns(tables)
    ]
    return [name for name, ops in used if "keep" in ops], [name for name, ops in used if ops & _STANDING_FOR]
