"""Re-identification risk: how many rows share each combination of quasi-identifiers (k-anonymity, Sweeney 2002)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.config.policy import RiskLimits
from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.distinct import as_strings


@dataclass(frozen=True)
class TableRisk:
    """The smallest group of one table and how many rows stand alone."""

    file: str
    table: str
    quasi_identifiers: tuple[str, ...]
    k: int
    unique_rows: int
    rows: int


def table_risk(
    file: str, table: str, names: Sequence[str], batches: Iterable[pa.RecordBatch], limits: RiskLimits
) -> TableRisk | None:
    """Return the risk of one masked table over the quasi-identifiers it has; None where it has none."""
    chosen = tuple(name for name in limits.quasi_identifiers if name in names)
    if not chosen:
        return None
    indexes = [list(names).index(name) for name in chosen]
    groups: pa.Table | None = None
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        part = pa.table([_text(batch.column(i)) for i in indexes], names=list(map(str, range(len(indexes)))))
        part = part.append_column("n", pa.array([1] * len(part), pa.int64()))
        groups = _counted(part if groups is None else pa.concat_tables([groups, part]))
    if groups is None or not rows:
        return TableRisk(file, table, chosen, 0, 0, 0)
    counts = groups.column("n")
    unique = pc.sum(pc.cast(pc.equal(counts, 1), pa.int64())).as_py() or 0
    return TableRisk(file, table, chosen, int(pc.min(counts).as_py()), int(unique), rows)


def _counted(table: pa.Table) -> pa.Table:
    keys = [name for name in table.column_names if name != "n"]
    return table.group_by(keys).aggregate([("n", "sum")]).rename_columns([*keys, "n"])


def _text(array: pa.Array) -> pa.Array:
    return pc.fill_null(as_strings(array), "")


def exceeded(risks: Sequence[TableRisk], limits: RiskLimits) -> list[str]:
    """Return a sentence for each table whose smallest group is below the limit.

    Raises PolicyError when no table has any of the quasi-identifiers: then nothing was measured.
    """
    if not risks:
        raise PolicyError(
            tr(
                "No table of the copy has any of the quasi-identifiers {names}: check their names under risk.",
                names=", ".join(limits.quasi_identifiers),
            )
        )
    return [
        tr(
            "{file}, table {table}: a combination of {names} is shared by {k} rows only, the policy asks for {limit}",
            file=each.file,
            table=each.table,
            names=", ".join(each.quasi_identifiers),
            k=each.k,
            limit=limits.k,
        )
        for each in risks
        if each.rows and each.k < limits.k
    ]
