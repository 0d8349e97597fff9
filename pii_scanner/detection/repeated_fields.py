"""One field of many records that stand beside each other: in JSON that is keyed by persons, {"138…": {"name": …}, "139…":
{"name": …}}, every record is columns of its own, of one value each. They are judged together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pii_scanner.detection.header_hints import hinted_types
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.detection.verdict import findings
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding

# So many columns of one name, of tables of so few rows.
_FEWEST, _MOST_ROWS = 5, 2
_COLUMN = "column"


def with_repeated(found: list[list[Finding]], profiles: Sequence[ColumnProfile]) -> list[list[Finding]]:
    """Return the findings of a table's columns, those of the same last name (a.name, b.name) with what all of them are."""
    if not profiles or profiles[0].rows > _MOST_ROWS:
        return found
    made = list(found)
    for name, members in _groups(profiles):
        together = ColumnProfile(name, profiles[members[0]].data_type, hinted=hinted_types(name, ""))
        for index in members:
            together.merge(profiles[index])
        evidence = tr("{count} columns that are called {name} were judged together", count=len(members), name=name)
        # What stands in some of the texts is found where it stands.
        for each in (each for each in findings(together) if each.kind == _COLUMN):
            for index in members:
                if all(each.entity_type != own.entity_type for own in made[index]):
                    matches = max(1, round(each.match_ratio * profiles[index].filled))
                    told = (*each.evidence, evidence)
                    more = Finding(each.entity_type, each.kind, matches, each.match_ratio, each.confidence, told)
                    made[index] = [*made[index], more]
    return made


def _groups(profiles: Sequence[ColumnProfile]) -> Iterator[tuple[str, list[int]]]:
    """Yield a last name with the filled columns that have it, where there are many."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        _, dot, name = profile.name.rpartition(".")
        if dot and name and profile.filled:
            groups[name].append(index)
    yield from ((name, members) for name, members in groups.items() if len(members) >= _FEWEST)
