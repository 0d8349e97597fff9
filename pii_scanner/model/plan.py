"""What a masking run will do: one operator per column, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

WHOLE, TEXT, KEEP, DROP = "whole", "text", "keep", "drop"
# What a column that was to be kept turned out to be: it passed but for known values.
KNOWN = "known"


@dataclass(frozen=True)
class Rule:
    """An operator with its parameters, for one entity type (empty: the column's own kind)."""

    entity_type: str
    operator: str
    parameters: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class ColumnPlan:
    """The decision for one column.

    `mode`: "whole" (every filled cell goes through an operator), "text" (values inside the cells
    do), "keep" or "drop". `rules` hold the operator of each entity type that was found, the main
    one first. `explicit`: the policy names this column, or keeps it by its entity type (`kept_by_type`). `data_type` is
    the source's word for what the cells are. A plan that is shown has an `example` (before, after) on an invented value,
    and `cautions`.
    """

    column: str
    mode: str
    operator: str
    entity_types: tuple[str, ...]
    rules: tuple[Rule, ...]
    reason: str
    explicit: bool = False
    kept_by_type: bool = False
    confidence: float = 0.0
    example: tuple[str, str] | None = None
    cautions: tuple[str, ...] = ()
    data_type: str = ""


@dataclass(frozen=True)
class TablePlan:
    """The decisions for one table, in the order of its columns."""

    source: str
    table: str
    columns: tuple[ColumnPlan, ...]

    def of(self, column: str) -> ColumnPlan | None:
        return self._by_name.get(column)

    @cached_property
    def _by_name(self) -> dict[str, ColumnPlan]:
        return {each.column: each for each in reversed(self.columns)}


@dataclass(frozen=True)
class RowCounts:
    """Of a table's `rows` with a filled cell, how many are excluded by which rule, the first that applied, and in how
    many that stay personal cells become empty; `about`: the sample was estimated, since the key is not there."""

    source: str
    table: str
    rows: int
    excluded: tuple[tuple[str, int], ...]
    emptied: int = 0
    about: bool = False

    @property
    def staying(self) -> int:
        return self.rows - sum(count for _, count in self.excluded)


@dataclass(frozen=True)
class Plan:
    """The decisions for all tables, and what the reader should look at; with `conflicts` nothing is masked. `rows` are
    the counts of the tables of which rows may leave."""

    tables: tuple[TablePlan, ...]
    warnings: tuple[str, ...] = field(default=())
    conflicts: tuple[str, ...] = field(default=())
    rows: tuple[RowCounts, ...] = field(default=())

    def of(self, source: str, table: str) -> TablePlan | None:
        return next((each for each in self.tables if (each.source, each.table) == (source, table)), None)

    def document(self) -> dict[str, Any]:
        """Return the plan for `plan --format json`; no field holds a raw value."""
        return {
            "tables": [
                {
                    "source": table.source,
                    "table": table.table,
                    "columns": [
                        {
                            "column": each.column,
                            "entity_types": list(each.entity_types),
                            "operator": each.operator,
                            "mode": each.mode,
                            "confidence": each.confidence,
                            "reason": each.reason,
                            "example": {"before": each.example[0], "after": each.example[1]} if each.example else None,
                            "cautions": list(each.cautions),
                        }
                        for each in table.columns
                    ],
                }
                for table in self.tables
            ],
            "rows": [
                {
                    "source": each.source,
                    "table": each.table,
                    "rows": each.rows,
                    "staying": each.staying,
                    "excluded": dict(each.excluded),
                    "emptied": each.emptied,
                    "about": each.about,
                }
                for each in self.rows
            ],
            "warnings": [*self.conflicts, *self.warnings],
        }
