"""The foreign keys between the tables of a source."""

from __future__ import annotations

from collections.abc import Sequence

from pii_scanner.model.links import Link
from pii_scanner.model.table import Table


def links_of(tables: Sequence[Table]) -> list[Link]:
    """Return the foreign keys between tables of one database; those it does not tell are none."""
    there = {(each.layout["schema"], each.layout["table"]): each for each in tables if each.kind == "database"}
    if not there:
        return []
    from sqlalchemy.exc import SQLAlchemyError

    from pii_scanner.sinks.databases.origin import origin_of

    found = []
    try:
        with origin_of(next(iter(there.values()))) as origin:
            for (schema, name), table in there.items():
                for each in origin.references(schema, name):
                    other = there.get((each.schema, each.table))
                    if other is not None:
                        found.append(Link(table.source, table.name, each.columns, other.name, each.others))
    except (SQLAlchemyError, OSError):
        return []
    return found
