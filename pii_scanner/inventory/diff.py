"""What changed between two runs: personal information that appeared or is gone."""

from __future__ import annotations

from dataclasses import dataclass

from pii_scanner.inventory.baseline import Unread
from pii_scanner.model.inventory import Inventory

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Difference:
    """Places (source, table, column, entity type) that appeared and that are gone, and the sources that held something
    before and could not be read now."""

    appeared: tuple[Place, ...]
    gone: tuple[Place, ...]
    unread: tuple[str, ...] = ()


def difference(before: Inventory, after: Inventory) -> Difference:
    """Return what `after` holds and `before` did not, and the reverse; what was rejected is in neither. What `after` could
    not read is not gone."""
    old, new, unread = _places(before), _places(after), Unread(after)
    kept = {place for place in old - new if unread.holds(*place[:2])}
    return Difference(
        tuple(sorted(new - old)), tuple(sorted(old - new - kept)), tuple(sorted({source for source, *_ in kept}))
    )


def _places(inventory: Inventory) -> set[Place]:
    return {(c.source, c.table, c.column, f.entity_type) for c in inventory.columns for f in c.held}
