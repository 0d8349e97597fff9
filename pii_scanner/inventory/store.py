"""The inventory database: all runs with their findings, in SQLite or any database SQLAlchemy knows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import ColumnRecord, Finding, Inventory, Run
from pii_scanner.model.table import Problem

_METADATA = MetaData()
RUNS = Table(
    "runs",
    _METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("started", String(32), nullable=False),
    Column("finished", String(32), nullable=False),
    Column("tool_version", String(32), nullable=False),
    Column("sources", JSON, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("sample_rows", Integer),
    Column("files", Integer, nullable=False),
    Column("tables", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("state", String(32), nullable=False),
)
COLUMNS = Table(
    "columns",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("data_type", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("nulls", Integer, nullable=False),
    Column("distinct", Integer, nullable=False),
    Column("distinct_exact", Boolean, nullable=False),
    Column("classes", JSON, nullable=False),
    Column("sensitivity", Integer, nullable=False),
    Column("masked_samples", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("loose", Boolean, nullable=False),
    Column("unreadable", Integer, nullable=False),
)
FINDINGS = Table(
    "findings",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("column_id", ForeignKey("columns.id"), nullable=False, index=True),
    Column("entity_type", String(64), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("matches", Integer, nullable=False),
    Column("match_ratio", Float, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
)
PROBLEMS = Table(
    "problems",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("severity", String(8), nullable=False),
)


def _engine(target: Path | str) -> Engine:
    if isinstance(target, Path):
        return create_engine(f"sqlite:///{target}", json_serializer=lambda v: json.dumps(v, ensure_ascii=False))
    return create_engine(target)


@contextmanager
def _connected(target: Path | str, *, make: bool = False) -> Any:
    """Open the inventory database; `make` its tables when new.

    Raises ConfigError when it is no inventory or cannot be written.
    """
    engine = _engine(target)
    try:
        with engine.begin() as connection:
            if make:
                _METADATA.create_all(connection)
            yield connection
    except (SQLAlchemyError, ValueError) as error:
        name = target.name if isinstance(target, Path) else tr("the inventory database")
        raise ConfigError(
            tr(
                "{name} cannot be used as an inventory: it is damaged, locked or not writable. Choose another folder.",
                name=name,
            )
        ) from error
    finally:
        engine.dispose()


def save(inventory: Inventory, target: Path | str) -> None:
    """Append a run to the inventory database, all of it or nothing."""
    with _connected(target, make=True) as connection:
        connection.execute(insert(RUNS).values(**{**asdict(inventory.run), "sources": list(inventory.run.sources)}))
        for record in inventory.columns:
            row = asdict(record)
            row.pop("entity_types")
            row |= {
                "masked_samples": list(record.masked_samples),
                "notes": list(record.notes),
                "run_id": inventory.run.run_id,
            }
            number = connection.execute(insert(COLUMNS).values(**row)).inserted_primary_key[0]
            if record.entity_types:
                connection.execute(
                    insert(FINDINGS),
                    [{**asdict(f), "evidence": list(f.evidence), "column_id": number} for f in record.entity_types],
                )
        if inventory.problems:
            connection.execute(
                insert(PROBLEMS), [{**asdict(p), "run_id": inventory.run.run_id} for p in inventory.problems]
            )


def runs(target: Path | str) -> list[Run]:
    """Return all runs, the newest first."""
    with _connected(target) as connection:
        rows = connection.execute(select(RUNS).order_by(RUNS.c.started.desc(), RUNS.c.run_id.desc())).mappings().all()
    return [Run(**{**row, "sources": tuple(row["sources"])}) for row in rows]


def previous(target: Path | str) -> Inventory:
    """Return the inventory of the run before the newest; raises ConfigError when there is none."""
    known = runs(target)
    if len(known) < 2:
        raise ConfigError(tr("The inventory holds one run only: there is nothing to compare it with."))
    return load(target, known[1].run_id)


def load(target: Path | str, run_id: str | None = None) -> Inventory:
    """Return the inventory of one run, by default the newest.

    Raises ConfigError when there is no such run.
    """
    known = runs(target)
    chosen = next((run for run in known if run_id in (None, run.run_id)), None)
    if chosen is None:
        raise ConfigError(
            tr("The inventory holds no run {run}; `pii-scanner inventory list` names them.", run=run_id or "")
        )
    with _connected(target) as connection:
        found: dict[int, list[Finding]] = {}
        mine = COLUMNS.c.run_id == chosen.run_id
        joined = (
            select(FINDINGS).join(COLUMNS, COLUMNS.c.id == FINDINGS.c.column_id).where(mine).order_by(FINDINGS.c.id)
        )
        for row in connection.execute(joined).mappings():
            values = {key: row[key] for key in ("entity_type", "kind", "matches", "match_ratio", "confidence")}
            found.setdefault(row["column_id"], []).append(Finding(**values, evidence=tuple(row["evidence"])))
        records = [
            _record(row, found.get(row["id"], []))
            for row in connection.execute(select(COLUMNS).where(mine).order_by(COLUMNS.c.id)).mappings()
        ]
        rows = connection.execute(select(PROBLEMS).where(PROBLEMS.c.run_id == chosen.run_id)).mappings().all()
    problems = tuple(Problem(row["source"], row["table"], row["message"], row["severity"]) for row in rows)
    return Inventory(chosen, tuple(records), problems)


def _record(row: Any, found: Sequence[Finding]) -> ColumnRecord:
    values = {key: value for key, value in row.items() if key not in {"id", "run_id"}}
    values |= {"masked_samples": tuple(row["masked_samples"]), "notes": tuple(row["notes"])}
    return ColumnRecord(**values, entity_types=tuple(found))
