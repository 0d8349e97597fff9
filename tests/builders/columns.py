"""One table in memory, masked as a run masks it, for operators that need rows or whole columns."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pii_scanner.config.policy import OperatorSpec
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.plan import frozen_parameters
from pii_scanner.masking.rows import surveyed
from pii_scanner.masking.tables import masked_table
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import KEEP, WHOLE, ColumnPlan, Rule, TablePlan
from tests.builders.tables import KEY, Columns, table


def masked_columns(
    columns: Columns, rules: dict[str, dict[str, Any]], *, rows: int | None = None, recipient: str = "partner-a",
    entities: dict[str, str] | None = None, name: str = "客户",
) -> dict[str, pa.ChunkedArray]:  # fmt: skip
    """Return a table's columns masked by `rules` (column: operator and parameters); the others are kept on purpose."""
    source = table(columns, rows=rows, name=name)
    plans = []
    for column in columns:
        spec = OperatorSpec(**rules[column]) if column in rules else None
        rule = (Rule("", spec.operator, frozen_parameters(spec)),) if spec else ()
        mode = WHOLE if spec else KEEP
        plans.append(ColumnPlan(column, mode, spec.operator if spec else "keep", (), rule, "test", explicit=True))
    plan = TablePlan(source.source, source.name, tuple(plans))
    given = {kind: OperatorSpec(operator=operator) for kind, operator in (entities or {}).items()}
    bindings = Bindings(given, Keys(KEY, recipient))
    assert list(surveyed(plan, source.batches(), bindings))
    made, _ = masked_table(source, plan, bindings, TextMasker(bindings, KnownValues().seal()), lambda count: None)
    whole = pa.Table.from_batches(list(made.read()))
    return dict(zip(whole.column_names, whole.columns, strict=True))
