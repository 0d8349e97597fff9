"""Columns of hashes proven to be of known values: some of these are hashed without key, as anybody would, and looked for.

What is proven never passes: of mobile numbers there are 10^10, and a hash without key is undone by trying them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyarrow as pa

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.distinct import as_strings, distinct_texts
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import DROP, KEEP, ColumnPlan, Plan, TablePlan
from recognizers.ordered import spread

# What a hash of a known value is called among entity types.
HASHED = "HASHED_"
# A few hashes prove it: so many values of a type are hashed, at most so many of one batch.
_MOST, _OF_BATCH = 20_000, 4_000
_ALGORITHMS = tuple(name for name in ("md5", "sha1", "sha256", "sha512", "sm3") if name in hashlib.algorithms_available)
_SHORT_MD5 = slice(8, 24)
# By source, table and column: the types of the values that are hashed there.
Proven = dict[tuple[str, str, str], set[str]]


@dataclass
class Digests:
    """Hashes some of the known values, evenly over what comes; `counts` are the values of each type so far."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, values: pa.Array, entity_type: str, known: KnownValues) -> None:
        """Add the hashes of some values of one type to the known values."""
        free = _MOST - self.counts.get(entity_type, 0)
        if free <= 0 or not len(values):
            return
        chosen = values.take(pa.array(spread(len(values), min(free, _OF_BATCH)))).to_pylist()
        self.counts[entity_type] = self.counts.get(entity_type, 0) + len(chosen)
        known.add([digest for value in chosen for digest in _digests(value)], f"{HASHED}{entity_type}")


def _digests(value: str) -> Iterator[str]:
    """Yield the hashes of a value as they are written; known values count without regard to case."""
    for text in dict.fromkeys((value, value.lower(), value.upper())):
        for name in _ALGORITHMS:
            digest = hashlib.new(name, text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
            yield digest.hex()
            yield base64.b64encode(digest).decode("ascii")
            if name == "md5":
                yield digest.hex()[_SHORT_MD5]


def passing_hashes(plan: Plan, records: Iterable[ColumnRecord]) -> set[tuple[str, str, str]]:
    """Return the columns that pass and whose values nobody can see, by source, table and name."""
    kept = {(t.source, t.table, c.column) for t in plan.tables for c in t.columns if c.mode == KEEP}
    return kept & {(each.source, each.table, each.column) for each in records if each.not_excluded}


def note_proven(
    plan: TablePlan,
    batch: pa.RecordBatch,
    known: KnownValues,
    suspects: Collection[tuple[str, str, str]],
    proven: Proven,
) -> None:
    """Note which of the suspected columns of a batch hold hashes of known values."""
    for column, array in zip(plan.columns, batch.columns, strict=True):
        place = (plan.source, plan.table, column.column)
        if place not in suspects or place in proven:
            continue
        places = known.places("\n".join(distinct_texts(as_strings(array)).values.to_pylist()), running=False)
        types = {places.names[number] for number in set(places.types.tolist())}
        found = {name.removeprefix(HASHED) for name in types if name.startswith(HASHED)}
        if found:
            proven[place] = found


def without_proven(plan: Plan, proven: Proven, default: str) -> Plan:
    """Return the plan in which columns of proven hashes are dropped.

    Raises PolicyError, with the clause, under `default: refuse`, and where the policy keeps such a column by name.
    """
    columns = {(t.source, t.table, c.column): c for t in plan.tables for c in t.columns}
    refused = [place for place in proven if default == "refuse" or columns[place].explicit]
    if refused:
        raise PolicyError(
            " ".join(
                tr(
                    "{column} holds hashes of {types} that the sources hold as well: an unkeyed hash is undone by trying all values (PCI DSS 4.0.1, 3.5.1.1, of cards). Drop the column, or use pseudonymize, which has a key.",
                    column=f"{table}.{column}",
                    types=", ".join(sorted(proven[source, table, column])),
                )
                for source, table, column in refused
            )
        )

    def decided(table: TablePlan, column: ColumnPlan) -> ColumnPlan:
        types = proven.get((table.source, table.table, column.column))
        if types is None:
            return column
        reason = tr("hashed values of {types}; default {default}", types=", ".join(sorted(types)), default=default)
        return replace(column, mode=DROP, operator="drop", rules=(), reason=reason)

    tables = (replace(t, columns=tuple(decided(t, each) for each in t.columns)) for t in plan.tables)
    return replace(plan, tables=tuple(tables))
