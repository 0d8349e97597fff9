"""What a scan found: findings per column, and the inventory document promised to users."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from pii_scanner.model.decisions import REJECTED, Decision
from pii_scanner.model.table import Problem


@dataclass(frozen=True)
class Finding:
    """One entity type in one column.

    `kind` is "column" where whole cells are values and "text" where they stand inside cells.
    `match_ratio` is matches per filled cell; `confidence` lies in 0..1. `decision` is what a person
    or a suppression said of it.
    """

    entity_type: str
    kind: str
    matches: int
    match_ratio: float
    confidence: float
    evidence: tuple[str, ...] = ()
    decision: Decision | None = None

    @property
    def rejected(self) -> bool:
        return self.decision is not None and self.decision.state == REJECTED


@dataclass(frozen=True)
class Verdict:
    """Classes and sensitivity as the scan judged them, where decisions made them something else."""

    classes: dict[str, str]
    sensitivity: int


CITY, COUNTY = "city", "county"


@dataclass(frozen=True)
class ColumnRecord:
    """A column of the inventory, with or without findings. No field holds a raw value.

    `classes` and `sensitivity` follow from the findings and the decisions; `verdict` has them as
    they would be without decisions. `not_excluded` columns show nothing and may hold personal information all the
    same: hashed, encrypted, binary values, or a recognizer that failed; of `hashed` ones most cells are hashes, of `dated` ones dates.
    `damaged` numbers lost their last digits in a spreadsheet. `numbered` ones hold the numbers from 1 to n,
    those of `areas` provinces and the like, the finest of them "city" or "county".
    """

    source: str
    table: str
    column: str
    data_type: str
    rows: int
    nulls: int
    distinct: int
    distinct_exact: bool
    entity_types: tuple[Finding, ...] = ()
    classes: dict[str, str] = field(default_factory=dict)
    sensitivity: int = 1
    masked_samples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kind: str = ""
    loose: bool = False
    unreadable: int = 0
    not_excluded: bool = False
    hashed: bool = False
    dated: bool = False
    damaged: int = 0
    numbered: bool = False
    areas: str = ""
    level: Decision | None = None
    verdict: Verdict | None = None

    @property
    def outcome(self) -> str:
        """Return the verdict in a word: "found", "not excluded", or "none found"."""
        return "found" if self.entity_types else "not excluded" if self.not_excluded else "none found"

    @property
    def held(self) -> tuple[Finding, ...]:
        """Return the findings that count: those that nobody rejected."""
        return tuple(finding for finding in self.entity_types if not finding.rejected)

    @property
    def has_personal_information(self) -> bool:
        return bool(self.held)

    def types(self, kind: str | None = None) -> list[str]:
        """Return the entity types held, the surest first; of one kind if asked."""
        return [f.entity_type for f in self.held if kind in (None, f.kind)]


@dataclass(frozen=True)
class Run:
    """One execution: identity, time (ISO 8601, UTC), extent and state.

    `unchanged` files, and tables of database servers, were the same as when an earlier run read them: their findings
    were taken over. So were those of `unchanged_portions` of files and tables that were read: row groups, pages, batches.
    """

    run_id: str
    started: str
    finished: str
    tool_version: str
    sources: tuple[str, ...]
    mode: str
    sample_rows: int | None
    files: int
    tables: int
    columns: int
    rows: int
    seconds: float
    state: str
    left_out: int = 0
    unchanged: int = 0
    unchanged_portions: int = 0


@dataclass(frozen=True)
class SourceState:
    """What is remembered of a source, or of one `table` of a database: `fingerprint` of what was read, `setup` of how it was
    judged, its extent, and (table, message) of what was not as it should be."""

    source: str
    fingerprint: str
    setup: str
    tables: int
    rows: int
    left_out: int = 0
    warnings: tuple[tuple[str, str], ...] = ()
    table: str = ""


@dataclass(frozen=True)
class Inventory:
    """The findings of one run over all its sources."""

    run: Run
    columns: tuple[ColumnRecord, ...]
    problems: tuple[Problem, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the inventory as `inventory.json` holds it."""
        columns = [_column(record) for record in self.columns]
        return {"run": asdict(self.run), "columns": columns, "problems": [asdict(p) for p in self.problems]}

    def to_pandas(self) -> Any:
        """Return a DataFrame with one row per column and entity type (one row where nothing was found)."""
        import pandas as pd

        rows = []
        for record in self.columns:
            base = {
                "source": record.source,
                "table": record.table,
                "column": record.column,
                "data_type": record.data_type,
                "rows": record.rows,
                "sensitivity": record.sensitivity,
                "verdict_sensitivity": (record.verdict or record).sensitivity,
                "outcome": record.outcome,
                "level_by": record.level.author if record.level else None,
            }
            for finding in record.entity_types or (None,):
                found = asdict(finding) if finding else {}
                found["evidence"] = "; ".join(found.get("evidence", ()))
                decision = finding.decision if finding else None
                found["decision"] = decision.state if decision else None
                found["decided_by"] = decision.author if decision else None
                found["decision_reason"] = decision.reason if decision else None
                rows.append({**base, **found, **record.classes})
        return pd.DataFrame(rows)

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


# What records hold for those that mask, and no reader of the document needs.
_INTERNAL = ("kind", "loose", "unreadable", "not_excluded", "hashed", "dated", "damaged", "numbered", "areas")


def _column(record: ColumnRecord) -> dict[str, Any]:
    row = vars(record).copy()
    for internal in _INTERNAL:
        del row[internal]
    judged = record.verdict or record
    row.update(
        entity_types=[_finding(each) for each in record.entity_types],
        classes=record.classes.copy(),
        level=_said(record.level, "level"),
        verdict={"outcome": record.outcome, "classes": judged.classes.copy(), "sensitivity": judged.sensitivity},
    )
    return row


def _finding(finding: Finding) -> dict[str, Any]:
    return {**vars(finding), "decision": _said(finding.decision, "state", "origin")}


def _said(decision: Decision | None, *names: str) -> dict[str, Any] | None:
    """Return what a reader should know of a decision."""
    if decision is None:
        return None
    return {name: getattr(decision, name) for name in (*names, "reason", "author", "decided", "until")}
