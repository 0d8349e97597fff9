"""What a run holds: the records of each table stand once, however many runs found the same.

A nightly run over hundreds of tables finds the same night after night; kept each time, an inventory would grow by
megabytes a night, and a run would spend its time on writing it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, inspect, select

from pii_scanner.inventory.database import COLUMNS, CONTENTS, FINDINGS, HELD
from pii_scanner.model.inventory import ColumnRecord, Finding

_AT_ONCE = 500
# Fields of a record that stand in other tables, or in none.
_BESIDE = {"entity_types", "level", "verdict"}
Place = tuple[str, str]


def hold(connection: Connection, run_id: str, records: Sequence[ColumnRecord]) -> None:
    """Store the records of a run in order; those of a table that are as the last run found them are only pointed at."""
    known = {(row.source, row.table): row for row in connection.execute(select(CONTENTS))}
    number = (connection.execute(select(func.max(COLUMNS.c.id))).scalar() or 0) + 1
    new: list[ColumnRecord] = []
    held: list[dict[str, Any]] = []
    changed: dict[Place, dict[str, Any]] = {}
    for place, of_table in _by_table(records):
        digest = _digest(of_table)
        before = known.get(place)
        if before is not None and before.digest == digest and place not in changed:
            first = before.first_id
        else:
            first = number + len(new)
            new += of_table
            changed[place] = {"source": place[0], "table": place[1], "digest": digest, "first_id": first}
        held.append({"run_id": run_id, "first_id": first, "last_id": first + len(of_table) - 1})
    _insert_records(connection, run_id, number, new)
    outdated = [known[place].id for place in changed if place in known]
    for begin in range(0, len(outdated), _AT_ONCE):
        connection.execute(delete(CONTENTS).where(CONTENTS.c.id.in_(outdated[begin : begin + _AT_ONCE])))
    for table, rows in ((CONTENTS, list(changed.values())), (HELD, held)):
        if rows:
            connection.execute(insert(table), rows)


def of_run(connection: Connection, query: Select[Any], run_id: str) -> Select[Any]:
    """Return a query of columns that gives those which a run holds, in its order."""
    if _points(connection, run_id):
        within = COLUMNS.c.id.between(HELD.c.first_id, HELD.c.last_id)
        return query.join(HELD, within).where(HELD.c.run_id == run_id).order_by(HELD.c.id, COLUMNS.c.id)
    return query.where(COLUMNS.c.run_id == run_id).order_by(COLUMNS.c.id)  # of an inventory of an earlier version


def _points(connection: Connection, run_id: str) -> bool:
    if not inspect(connection).has_table(HELD.name):
        return False
    return connection.execute(select(HELD.c.id).where(HELD.c.run_id == run_id).limit(1)).first() is not None


def _by_table(records: Iterable[ColumnRecord]) -> Iterator[tuple[Place, list[ColumnRecord]]]:
    """Yield the records of one table after another, as they follow each other."""
    together: list[ColumnRecord] = []
    for record in records:
        if together and (together[0].source, together[0].table) != (record.source, record.table):
            yield (together[0].source, together[0].table), together
            together = []
        together.append(record)
    if together:
        yield (together[0].source, together[0].table), together


def _digest(records: Sequence[ColumnRecord]) -> str:
    """Return a hash of all that is stored of records."""
    told = hashlib.blake2b(digest_size=16)
    for record in records:
        row = {**_row(record), "found": [_finding(each) for each in record.entity_types]}
        told.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def _insert_records(connection: Connection, run_id: str, number: int, records: Sequence[ColumnRecord]) -> None:
    """Insert all columns and findings, some thousand in a statement: one by one takes longer than the scan."""
    columns = [{**_row(record), "id": id_, "run_id": run_id} for id_, record in enumerate(records, number)]
    findings = [
        {**_finding(found), "column_id": id_}
        for id_, record in enumerate(records, number)
        for found in record.entity_types
    ]
    for table, rows in ((COLUMNS, columns), (FINDINGS, findings)):
        if rows:
            connection.execute(insert(table), rows)


def _row(record: ColumnRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _BESIDE}


def _finding(found: Finding) -> dict[str, Any]:
    return {name: value for name, value in vars(found).items() if name != "decision"}
