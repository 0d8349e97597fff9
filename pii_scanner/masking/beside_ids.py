"""Which columns say of a person what his resident ID says too: they follow its surrogate, or a plan warns of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.holders import OF_HOLDERS, RESIDENT_ID
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.operators.surrogate import SurrogateOperator
from pii_scanner.model.plan import DROP, KEEP, WHOLE, ColumnPlan, Rule, TablePlan

_SEX = "SEX"
_GONE = ("redact", "replace", "drop", "mask", "shuffle", "noise")


def with_ids(tables: Iterable[TablePlan]) -> tuple[TablePlan, ...]:
    """Return the plans in which surrogates of birth dates and ages know the resident IDs beside them.

    Raises PolicyError where `of` names a column that has no surrogates of resident IDs, or stands at a column of another kind.
    """
    return tuple(replace(table, columns=tuple(_with_ids(table, each) for each in table.columns)) for table in tables)


def _with_ids(table: TablePlan, column: ColumnPlan) -> ColumnPlan:
    operator = _surrogate(column)
    if operator is None:
        return column
    ids = [each.column for each in table.columns if _keeps(each) is not None]
    rule, named = column.rules[0], operator.parameters.of
    place = {"table": table.table, "column": column.column}
    if named:
        if rule.entity_type not in ("", *OF_HOLDERS):
            raise PolicyError(
                tr("{table}.{column}: `of` is for birth dates and ages, and this is {type}.", **place, type=rule.entity_type)
            )  # fmt: skip
        wrong = [each for each in named if each not in ids]
        if wrong:
            raise PolicyError(
                tr("{table}.{column}: {others} has no surrogates of resident IDs that it could follow.", **place, others=", ".join(wrong))
            )  # fmt: skip
        return column
    if rule.entity_type not in OF_HOLDERS or not ids:
        return column
    nearest = tuple(sorted(ids, key=lambda each: -_alike(each, column.column)))
    parameters = {**dict(rule.parameters), "of": nearest}
    reason = tr("{reason}; as the surrogate of {id} has it", reason=column.reason, id=nearest[0])
    rules = (Rule(rule.entity_type, rule.operator, tuple(sorted(parameters.items()))), *column.rules[1:])
    return replace(column, rules=rules, reason=reason)


def _surrogate(column: ColumnPlan) -> SurrogateOperator | None:
    """Return the surrogates that a whole column gets, None for any other operator."""
    if column.mode != WHOLE or not column.rules:
        return None
    operator = build_operator(column.rules[0].operator, dict(column.rules[0].parameters))
    return operator if isinstance(operator, SurrogateOperator) else None


def _keeps(column: ColumnPlan) -> frozenset[str] | None:
    """Return what surrogates of the column's resident IDs keep, None where it has none of them."""
    operator = _surrogate(column)
    if operator is None or column.rules[0].entity_type != RESIDENT_ID:
        return None
    return frozenset(operator.parameters.keep)


def _alike(one: str, other: str) -> int:
    """Return how many characters two names share at their ends: 担保人身份证号 and 担保人年龄."""
    ends = (zip(one, other, strict=False), zip(one[::-1], other[::-1], strict=False))
    return sum(1 for pairs in ends for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def disagreeing_warnings(tables: Sequence[TablePlan]) -> Iterator[str]:
    """Yield a sentence for each table that says of a person what the surrogate of his resident ID denies."""
    for table in tables:
        for each in table.columns:
            kept = _keeps(each)
            if kept is None:
                continue
            years = [c.column for c in table.columns if "birth_year" not in kept and _says(c, OF_HOLDERS)]
            if years:
                yield tr(
                    "{table}: surrogates of {id} have other birth years than {columns}: give these the operator surrogate too, or let {id} keep birth_year.",
                    table=table.table,
                    id=each.column,
                    columns=", ".join(years),
                )
            sexes = [c.column for c in table.columns if "sex" not in kept and _says(c, (_SEX,))]
            if sexes:
                yield tr(
                    "{table}: surrogates of {id} have another sex than {columns} says in half of the rows: let {id} keep sex.",
                    table=table.table,
                    id=each.column,
                    columns=", ".join(sexes),
                )


def _says(column: ColumnPlan, types: Sequence[str]) -> bool:
    """Return whether what is left of a column says what it is of the real person."""
    if column.mode == DROP or not column.entity_types or column.entity_types[0] not in types:
        return False
    return column.mode == KEEP or (column.operator not in _GONE and _surrogate(column) is None)
