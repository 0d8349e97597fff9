"""Reading the masked copies once more for their re-identification risk."""

from __future__ import annotations

from collections.abc import Sequence

from pii_scanner.config.policy import RiskLimits
from pii_scanner.release.copies import CopiedFile
from pii_scanner.release.reopened import reopened
from pii_scanner.release.risk import TableRisk, table_risk


def measure_risks(files: Sequence[CopiedFile], limits: RiskLimits) -> list[TableRisk]:
    """Return the risk of every table of the copies that has any of the quasi-identifiers."""
    risks = []
    for file in files:
        with reopened(file) as copy:
            for table in copy.tables:
                if table.loose:
                    continue
                names = [column.name for column in table.columns]
                risk = table_risk(file.name, table.name, names, table.batches(), limits)
                if risk is not None:
                    risks.append(risk)
    return risks
