"""The same stories for a DataFrame: scanned, planned and masked in memory."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pii_scanner.config.policy import Policy
from pii_scanner.detection.tables import scan_table
from pii_scanner.engines.local import Scanned, scan_tables
from pii_scanner.errors import PolicyError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.jobs.keep import keep
from pii_scanner.jobs.mask import refuse, refuse_expired, to_search
from pii_scanner.jobs.row_counts import with_counts_of
from pii_scanner.jobs.scan import INVENTORY, Clock
from pii_scanner.jobs.shown import shown_inventory, shown_plan
from pii_scanner.masking.bound import Bindings, keys_for
from pii_scanner.masking.chosen import shuffled
from pii_scanner.masking.collect import collect, labels_of
from pii_scanner.masking.completions import completions_for
from pii_scanner.masking.digests import Digests, Proven, note_proven, passing_hashes, without_proven
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.old_columns import without_old_columns
from pii_scanner.masking.plan import make_plan
from pii_scanner.masking.row_choice import row_policy
from pii_scanner.masking.rows import surveyed
from pii_scanner.masking.tables import masked_table
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.inventory import Inventory
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.plan import Plan
from pii_scanner.model.table import Location
from pii_scanner.release.copies import CopiedTable
from pii_scanner.release.manifest import operators_of
from pii_scanner.release.risk import exceeded, table_risk
from pii_scanner.release.verification import Verification, verify_tables
from pii_scanner.sources.frame import NAME, table_of_frame


def scan_frame(frame: Any, *, sample: int | None = None, output: Path | None = None) -> Inventory:
    """Return the inventory of a DataFrame as the table `dataframe`; written to `output` if given."""
    inventory = shown_inventory(_scanned(frame, sample))
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        return keep(inventory, output / INVENTORY)
    return inventory


def _scanned(frame: Any, sample: int | None = None) -> Inventory:
    clock, location = Clock(), Location(NAME)
    result: Scanned = scan_tables(location, [table_of_frame(frame)], sample, lambda rows: None)
    return clock.inventory([location], [result], [], sample)


def plan_frame(frame: Any, policy: Policy) -> Plan:
    """Return what a policy would do to every column, and how many rows it would exclude.

    Raises PolicyError naming columns without a rule or an index that holds personal information,
    SourceError when a column cannot be read.
    """
    return shown_plan(with_counts_of(_decided(frame, policy), policy, table_of_frame(frame)))


def _decided(frame: Any, policy: Policy) -> Plan:
    return _judged(frame, policy)[1]


def _judged(frame: Any, policy: Policy) -> tuple[Inventory, Plan]:
    _refuse_telling_index(frame)
    inventory = _scanned(frame)
    if inventory.has_errors:
        raise SourceError(inventory.problems[0].message)
    return inventory, make_plan(inventory.columns, policy)


def mask_frame(frame: Any, policy: Policy) -> Any:
    """Return the masked copy of a DataFrame, verified; raises ReleaseRefused when it does not pass.

    Rows that stand in the order of a masked column are said by a warning of Python: there is no manifest.
    """
    refuse_expired(policy)
    inventory, plan = _judged(frame, policy)
    if not len(frame.columns):
        return frame.copy()
    table = table_of_frame(frame)
    keys = keys_for(policy, plan)
    bindings = Bindings(policy.entities, keys, row_policy(policy, keys), surnames=policy.surnames)
    known = KnownValues()
    suspects, proven = passing_hashes(plan, inventory.columns), Proven()
    bindings.digests = Digests() if suspects else None
    bindings.completions = completions_for(inventory.columns)
    for batch in surveyed(plan.tables[0], table.batches(), bindings):
        collect(batch, plan.tables[0], known, bindings)
    bindings.seal()
    known.short.labels = labels_of(plan, bindings)
    texts = TextMasker(bindings, known.seal())
    for batch in table.batches() if suspects else ():
        note_proven(plan.tables[0], batch, known, suspects, proven)
    plan = without_proven(plan, proven, policy.default)
    (decided,) = without_old_columns(plan, bindings.newest, policy.retention).tables
    masked, written = masked_table(table, decided, bindings, texts, lambda rows: None)
    frame, batches = _chosen(frame, masked)
    made = _frame_of(frame, batches, masked.columns)
    copied = CopiedTable(NAME, decided, tuple((at.source_name, at.name) for at in masked.columns), written.rows)
    verification = Verification()
    index = table_of_frame(made.index.to_frame(index=False), "index")
    verify_tables(
        NAME,
        [(table_of_frame(made), copied), (index, None)],
        operators_of(policy),
        to_search(known, bindings, texts),
        verification,
    )
    if policy.risk:
        risk = table_risk(NAME, NAME, [at.name for at in masked.columns], batches, policy.risk)
        verification.failures += exceeded([risk] if risk else [], policy.risk)
    refuse(verification)
    for said in bindings.orders.warnings(plan, bindings.rows):
        warnings.warn(texts.scrub_sentence(said), stacklevel=3)
    return made


def _refuse_telling_index(frame: Any) -> None:
    """Raise PolicyError for an index that holds personal information: only columns are masked."""
    records = scan_table(table_of_frame(frame.index.to_frame(index=False), "index"))
    types = sorted({entity_type for record in records for entity_type in record.types()})
    if types:
        raise PolicyError(
            tr(
                "The index of the DataFrame holds {types}: make it a column first, with reset_index().",
                types=", ".join(types),
            )
        )


def _chosen(frame: Any, masked: MaskedTable) -> tuple[Any, list[pa.RecordBatch]]:
    """Return the rows of a DataFrame that stay, in the order of the copy, and the masked batches."""
    if masked.chosen is None:
        return frame, list(masked.read())
    pieces = list(masked.chosen.pieces())
    rows = np.flatnonzero(np.concatenate([np.zeros(0, np.bool_), *(piece.staying for piece in pieces)]))
    batches = [piece.batch for piece in pieces]
    if masked.chosen.order is not None:
        rows = rows[masked.chosen.order(len(rows))]
        # Their labels would tell the order they had.
        return frame.iloc[rows].reset_index(drop=True), list(shuffled(batches, masked.chosen.order, NAME))
    return frame.iloc[rows], batches


def _frame_of(frame: Any, batches: list[pa.RecordBatch], columns: Any) -> Any:
    """Return the masked batches as a DataFrame; a column that passed unchanged is the original's."""
    import pandas as pd

    made = {}
    for position, column in enumerate(columns):
        arrays = [batch.column(position) for batch in batches]
        series = pa.chunked_array(arrays).to_pandas() if arrays else pd.Series(dtype=object)
        original = frame.iloc[:, column.index]
        series.index = frame.index
        made[position] = _copied(original) if column.kept and _same(original, arrays) else series
    result = pd.DataFrame(made, index=frame.index)
    labels = {at.index: frame.columns[at.index] if at.name == at.source_name else at.name for at in columns}
    result.columns = pd.Index([labels[at.index] for at in columns])
    return result


def _copied(original: Any) -> Any:
    """Return a column; categories that no row has would leave with it."""
    return original.cat.remove_unused_categories() if str(original.dtype) == "category" else original.copy()


def _same(original: Any, masked: list[pa.Array]) -> bool:
    """Return whether a kept column passed unchanged; only texts and objects can have held known values."""
    if str(original.dtype) not in {"object", "string", "str", "category"}:
        return True
    read = [batch.column(0) for batch in table_of_frame(original.to_frame(name="column")).batches()]
    return bool(pa.chunked_array(read).equals(pa.chunked_array(masked)))
