"""What changed between two runs: personal information that appeared or is gone."""

from __future__ import annotations

from dataclasses import dataclass

from pii_scanner.model.inventory import Inventory

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Difference:
    """Places (source, table, column, entity type) that appeared and that are gone."""

    appeared: tuple[Place, ...]
    gone: tuple[Place, ...]


def difference(before: Inventory, after: Inventory) -> Difference:
    """Return what `after` holds and `before` did not, and the reverse; what was rejected is in neither."""
    old, new = _places(before), _places(after)
    return Difference(tuple(sorted(new - old)), tuple(sorted(old - new)))


def _places(inventory: Inventory) -> set[Place]:
    return {(c.source, c.table, c.column, f.entity_type) for c in inventory.columns for f in c.held}
