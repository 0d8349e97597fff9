"""Which columns need the row or the whole column, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.operators.base import RowOperator
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.model.plan import WHOLE, ColumnPlan, TablePlan
from recognizers.registry import identifies


def row_operator(column: ColumnPlan) -> RowOperator | None:
    """Return the operator of a column that needs more than its values, or None."""
    if column.mode != WHOLE or not column.rules:
        return None
    operator = build_operator(column.rules[0].operator, dict(column.rules[0].parameters))
    return operator if isinstance(operator, RowOperator) and operator.by_row else None


def refuse_impossible(tables: Iterable[TablePlan]) -> None:
    """Raise PolicyError for an operator whose other column is not there, or that would pass identifiers on."""
    reasons: list[str] = []
    for table in tables:
        for column in table.columns:
            operator = row_operator(column)
            if operator is None:
                continue
            place = {"table": table.table, "column": column.column, "operator": operator.name}
            reasons += [
                tr("{table}.{column}: {operator} needs the column {other}, which is not there.", **place, other=other)
                for other in operator.companions
                if table.of(other) is None
            ]
            types = [each for each in column.entity_types if identifies(each)] if operator.passes_values else []
            if types:
                reasons.append(
                    tr(
                        "{table}.{column}: {operator} leaves identifiers ({types}) in the copy, only in other rows; choose another operator.",
                        **place,
                        types=", ".join(types),
                    )
                )
    if reasons:
        raise PolicyError(" ".join(reasons))
