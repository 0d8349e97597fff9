"""What a scan found: findings per column, and the inventory document promised to users."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from pii_scanner.model.table import Problem


@dataclass(frozen=True)
class Finding:
    """One entity type in one column.

    `kind` is "column" where whole cells are values and "text" where they stand inside cells.
    `match_ratio` is matches per filled cell; `confidence` lies in 0..1.
    """

    entity_type: str
    kind: str
    matches: int
    match_ratio: float
    confidence: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnRecord:
    """A column of the inventory, with or without findings. No field holds a raw value."""

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

    @property
    def has_personal_information(self) -> bool:
        return bool(self.entity_types)

    def types(self, kind: str | None = None) -> list[str]:
        """Return the entity types found, the surest first; of one kind if asked."""
        return [f.entity_type for f in self.entity_types if kind in (None, f.kind)]


@dataclass(frozen=True)
class Run:
    """One execution: identity, time (ISO 8601, UTC), extent and state."""

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


@dataclass(frozen=True)
class Inventory:
    """The findings of one run over all its sources."""

    run: Run
    columns: tuple[ColumnRecord, ...]
    problems: tuple[Problem, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the inventory as `inventory.json` holds it."""
        columns = []
        for record in self.columns:
            row = asdict(record)
            for internal in ("kind", "loose", "unreadable"):
                row.pop(internal)
            columns.append(row)
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
            }
            for finding in record.entity_types or (None,):
                found = asdict(finding) if finding else {}
                found["evidence"] = "; ".join(found.get("evidence", ()))
                rows.append({**base, **found, **record.classes})
        return pd.DataFrame(rows)

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)
