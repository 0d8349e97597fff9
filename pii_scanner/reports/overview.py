"""The figures at the head of every report, counted once from the inventory document."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from pii_scanner.frameworks.registry import shipped_frameworks
from pii_scanner.reports.decided import held, is_not_excluded

HEAT_LEVELS = 5
SENSITIVITIES = (5, 4, 3, 2, 1)


@dataclass
class EntityTotal:
    """One entity type over all columns; matches inside free text are counted apart."""

    entity_type: str
    columns: int = 0
    tables: set[tuple[str, str]] = field(default_factory=set)
    column_matches: int = 0
    text_matches: int = 0

    @property
    def matches(self) -> int:
        return self.column_matches + self.text_matches


@dataclass
class HeatCell:
    """One entity type in one table; `level` is 1 (few) to HEAT_LEVELS (most)."""

    columns: int = 0
    matches: int = 0
    level: int = 1


@dataclass(frozen=True)
class Overview:
    """What a reader should see first."""

    with_findings: int
    rejected: int
    not_excluded: int
    highest: int
    highest_classes: dict[str, str]
    by_sensitivity: dict[int, int]
    entities: list[EntityTotal]
    heat: dict[tuple[str, str], dict[str, HeatCell]]
    errors: int
    warnings: int


def overview_of(document: Mapping[str, Any]) -> Overview:
    """Count the findings that nobody rejected per entity type, table and sensitivity."""
    columns = document["columns"]
    entities: dict[str, EntityTotal] = {}
    heat: dict[tuple[str, str], dict[str, HeatCell]] = {}
    with_findings = rejected = 0
    for column in columns:
        counted = held(column)
        with_findings += bool(counted)
        rejected += len(column["entity_types"]) - len(counted)
        place = (column["source"], column["table"])
        # A column may hold one entity type both as its values and inside text: one column.
        for entity_type in {finding["entity_type"] for finding in counted}:
            total = entities.setdefault(entity_type, EntityTotal(entity_type))
            total.columns += 1
            total.tables.add(place)
            heat.setdefault(place, {}).setdefault(entity_type, HeatCell()).columns += 1
        for finding in counted:
            total = entities[finding["entity_type"]]
            heat[place][finding["entity_type"]].matches += finding["matches"]
            if finding["kind"] == "text":
                total.text_matches += finding["matches"]
            else:
                total.column_matches += finding["matches"]
    _set_levels(heat)
    worst = max(columns, key=lambda c: (c["sensitivity"], len(c["classes"])), default=None)
    levels = Counter(column["sensitivity"] for column in columns)
    severities = Counter(problem.get("severity", "error") for problem in document["problems"])
    return Overview(
        with_findings=with_findings,
        rejected=rejected,
        not_excluded=sum(is_not_excluded(column) for column in columns),
        highest=worst["sensitivity"] if worst else 1,
        highest_classes=_strictest(columns),
        by_sensitivity={level: levels[level] for level in SENSITIVITIES},
        entities=sorted(entities.values(), key=lambda e: (-e.matches, e.entity_type)),
        heat=heat,
        errors=severities["error"],
        warnings=severities["warning"],
    )


def _strictest(columns: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the strictest class of any column under each framework."""
    ranks = {each.name: each.ranks for each in shipped_frameworks()}
    found: dict[str, str] = {}
    for name, given in dict.fromkeys(chain.from_iterable(column["classes"].items() for column in columns)):
        order = ranks.get(name, ())
        if name not in found or (given in order and order.index(given) > order.index(found[name])):
            found[name] = given
    return found


def _set_levels(heat: dict[tuple[str, str], dict[str, HeatCell]]) -> None:
    """Spread the levels over the logarithm of the matches: a table of 50 rows stays visible."""
    cells = [cell for row in heat.values() for cell in row.values()]
    most = math.log1p(max((cell.matches for cell in cells), default=0))
    for cell in cells:
        share = math.log1p(cell.matches) / most if most else 0.0
        cell.level = max(1, math.ceil(share * HEAT_LEVELS))
