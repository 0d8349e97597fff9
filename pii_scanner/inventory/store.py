"""The runs of an inventory database: saved with their findings, and loaded with the decisions of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.inventory.database import COLUMNS, FINDINGS, PROBLEMS, RUNS, connected, there
from pii_scanner.inventory.decisions import history
from pii_scanner.inventory.effective import decided
from pii_scanner.model.decisions import in_force
from pii_scanner.model.inventory import ColumnRecord, Finding, Inventory, Run
from pii_scanner.model.table import Problem


def save(inventory: Inventory, target: Path | str) -> None:
    """Append a run to the inventory database, all of it or nothing; the verdict only, decisions stand beside it."""
    with connected(target, make=True) as connection:
        connection.execute(insert(RUNS).values(**{**asdict(inventory.run), "sources": list(inventory.run.sources)}))
        for record in inventory.columns:
            row = asdict(record)
            for beside in ("entity_types", "level", "verdict"):
                row.pop(beside)
            row |= {
                "masked_samples": list(record.masked_samples),
                "notes": list(record.notes),
                "run_id": inventory.run.run_id,
            }
            number = connection.execute(insert(COLUMNS).values(**row)).inserted_primary_key[0]
            if record.entity_types:
                connection.execute(insert(FINDINGS), [_row(f) | {"column_id": number} for f in record.entity_types])
        if inventory.problems:
            connection.execute(
                insert(PROBLEMS), [{**asdict(p), "run_id": inventory.run.run_id} for p in inventory.problems]
            )


def runs(target: Path | str) -> list[Run]:
    """Return all runs, the newest first."""
    with connected(target) as connection:
        newest = select(*there(connection, RUNS)).order_by(RUNS.c.started.desc(), RUNS.c.run_id.desc())
        rows = connection.execute(newest).mappings().all()
    return [Run(**{**row, "sources": tuple(row["sources"]), "left_out": row.get("left_out") or 0}) for row in rows]


def previous(target: Path | str) -> Inventory:
    """Return the inventory of the run before the newest; raises ConfigError when there is none."""
    known = runs(target)
    if len(known) < 2:
        raise ConfigError(tr("The inventory holds one run only: there is nothing to compare it with."))
    return load(target, known[1].run_id)


def load(target: Path | str, run_id: str | None = None) -> Inventory:
    """Return the inventory of one run, by default the newest, with the decisions that count today.

    Raises ConfigError when there is no such run.
    """
    known = runs(target)
    chosen = next((run for run in known if run_id in (None, run.run_id)), None)
    if chosen is None:
        raise ConfigError(
            tr("The inventory holds no run {run}; `pii-scanner inventory list` names them.", run=run_id or "")
        )
    with connected(target) as connection:
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
            for row in connection.execute(
                select(*there(connection, COLUMNS)).where(mine).order_by(COLUMNS.c.id)
            ).mappings()
        ]
        rows = connection.execute(select(PROBLEMS).where(PROBLEMS.c.run_id == chosen.run_id)).mappings().all()
    problems = tuple(Problem(row["source"], row["table"], row["message"], row["severity"]) for row in rows)
    return decided(Inventory(chosen, tuple(records), problems), in_force(history(target)))


def _row(finding: Finding) -> dict[str, Any]:
    row = asdict(finding) | {"evidence": list(finding.evidence)}
    row.pop("decision")
    return row


def _record(row: Any, found: Sequence[Finding]) -> ColumnRecord:
    values = {key: value for key, value in row.items() if key not in {"id", "run_id"}}
    values |= {"masked_samples": tuple(row["masked_samples"]), "notes": tuple(row["notes"])}
    values["not_excluded"] = bool(row.get("not_excluded"))
    return ColumnRecord(**values, entity_types=tuple(found))
