"""The runs of an inventory database: saved with their findings, and loaded with the decisions of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, inspect, select

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.inventory.baseline import baseline
from pii_scanner.inventory.database import COLUMNS, FINDINGS, PROBLEMS, RUNS, SOURCES, connected, there
from pii_scanner.inventory.decisions import history
from pii_scanner.inventory.effective import decided
from pii_scanner.inventory.held import hold, of_run
from pii_scanner.model.decisions import in_force
from pii_scanner.model.inventory import ColumnRecord, Finding, Inventory, Run, SourceState
from pii_scanner.model.table import Problem

# Names in one statement: SQLite takes so many parameters and more.
_AT_ONCE = 500
# The columns of a finding, in the order of its fields.
_FINDING = ("entity_type", "kind", "matches", "match_ratio", "confidence", "evidence")


def save(inventory: Inventory, target: Path | str, states: Sequence[SourceState] = ()) -> None:
    """Append a run to the inventory database, all of it or nothing; the verdict only, decisions stand beside it.

    `states` are those of sources whose records the run holds; they take the place of earlier ones.
    """
    with connected(target, make=True) as connection:
        connection.execute(insert(RUNS).values(**{**asdict(inventory.run), "sources": list(inventory.run.sources)}))
        hold(connection, inventory.run.run_id, inventory.columns)
        if inventory.problems:
            connection.execute(
                insert(PROBLEMS), [{**asdict(p), "run_id": inventory.run.run_id} for p in inventory.problems]
            )
        # One source may have more tables than names in a statement: all earlier states go before any comes.
        sources = sorted({each.source for each in states})
        for begin in range(0, len(sources), _AT_ONCE):
            connection.execute(delete(SOURCES).where(SOURCES.c.source.in_(sources[begin : begin + _AT_ONCE])))
        if states:
            connection.execute(insert(SOURCES), [{**asdict(each), "run_id": inventory.run.run_id} for each in states])


def states(target: Path | str) -> dict[tuple[str, str], tuple[SourceState, str]]:
    """Return, by source and table (empty: the whole source), what is remembered and the run that holds its records."""
    with connected(target) as connection:
        if not inspect(connection).has_table(SOURCES.name):
            return {}
        rows = connection.execute(select(*there(connection, SOURCES))).mappings().all()
    return {(row["source"], row.get("table") or ""): (_state(row), row["run_id"]) for row in rows}


def _state(row: Any) -> SourceState:
    values = {each.name: row[each.name] for each in fields(SourceState) if each.name != "table"}
    warnings = tuple((table, message) for table, message in row["warnings"])
    return SourceState(**{**values, "warnings": warnings, "table": row.get("table") or ""})


def runs(target: Path | str) -> list[Run]:
    """Return all runs, the newest first."""
    with connected(target) as connection:
        newest = select(*there(connection, RUNS)).order_by(RUNS.c.started.desc(), RUNS.c.run_id.desc())
        rows = connection.execute(newest).mappings().all()
    return [
        Run(
            **{
                **row,
                "sources": tuple(row["sources"]),
                "left_out": row.get("left_out") or 0,
                "unchanged": row.get("unchanged") or 0,
                "unchanged_portions": row.get("unchanged_portions") or 0,
            }
        )
        for row in rows
    ]


def previous(target: Path | str) -> Inventory:
    """Return what the newest run is compared with: the run before, see `baseline`; raises ConfigError when there is none."""
    known = runs(target)
    if len(known) < 2:
        raise ConfigError(tr("The inventory holds one run only: there is nothing to compare it with."))
    return decided(baseline(known[1:], lambda run: verdicts(target, run)), in_force(history(target)))


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
    return decided(verdicts(target, chosen), in_force(history(target)))


def verdicts(target: Path | str, chosen: Run) -> Inventory:
    """Return the inventory of one run as the scan judged, without the decisions of people."""
    with connected(target) as connection:
        found: dict[int, list[Finding]] = {}
        told = [FINDINGS.c[name] for name in _FINDING]
        joined = select(FINDINGS.c.column_id, *told).join(COLUMNS, COLUMNS.c.id == FINDINGS.c.column_id)
        mine = of_run(connection, joined, chosen.run_id).order_by(FINDINGS.c.id)
        for column_id, *rest, evidence in connection.execute(mine):
            entity_type, kind, matches, ratio, confidence = rest
            found.setdefault(column_id, []).append(
                Finding(entity_type, kind, matches, ratio, confidence, tuple(evidence))
            )
        present = there(connection, COLUMNS)
        names = [column.name for column in present]
        records = [
            _record(dict(zip(names, row, strict=True)), found.get(row.id, []))
            for row in connection.execute(of_run(connection, select(*present), chosen.run_id))
        ]
        rows = connection.execute(select(PROBLEMS).where(PROBLEMS.c.run_id == chosen.run_id)).mappings().all()
    problems = tuple(Problem(row["source"], row["table"], row["message"], row["severity"]) for row in rows)
    return Inventory(chosen, tuple(records), problems)


def _record(values: dict[str, Any], found: Sequence[Finding]) -> ColumnRecord:
    del values["id"], values["run_id"]
    for name in ("masked_samples", "notes"):
        values[name] = tuple(values[name])
    for flag in ("not_excluded", "hashed", "dated", "numbered"):
        values[flag] = bool(values.get(flag))
    values["damaged"] = values.get("damaged") or 0
    values["areas"] = values.get("areas") or ""
    return ColumnRecord(**values, entity_types=tuple(found))
