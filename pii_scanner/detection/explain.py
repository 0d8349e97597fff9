"""Why a column was judged as it was: every recognizer that fired, what it counted, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pii_scanner.detection.columns import cells_of, profile_array
from pii_scanner.detection.header_hints import HeaderHint, header_hint, hinted_types
from pii_scanner.detection.judged_cells import judged
from pii_scanner.detection.judged_texts import REPORTED
from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from pii_scanner.model.table import ColumnInfo
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.registry import recognizers


@dataclass(frozen=True)
class Step:
    """One recognizer: cells of its form, cells that pass its check, confidence in 0..1, and what became of it."""

    entity_type: str
    shaped: int
    valid: int
    in_texts: int
    confidence: float
    outcome: str


@dataclass(frozen=True)
class Explanation:
    """What was counted of a column and by whom; `steps` holds the recognizers that fired.

    `nothing` cells hold a word for nothing, `lengths` are the shortest and the longest in bytes without separators,
    `texts` cells read as text; `ruled_out` are the types no cell of which has the form.
    """

    column: ColumnInfo
    rows: int
    nulls: int
    hint: HeaderHint
    nothing: int
    lengths: tuple[int, int]
    texts: int
    not_asked: tuple[str, ...]
    ruled_out: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass
class _Raw:
    """What a recognizer sees of all cells, whoever claims them, and how long the filled ones are."""

    shortest: int | None = None
    longest: int = 0
    shaped: dict[str, int] = field(default_factory=dict)
    valid: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def explain_column(
    column: ColumnInfo, arrays: Iterator[pa.Array], findings: tuple[Finding, ...] | None = None
) -> Explanation:
    """Return how the batches of one column are judged.

    `findings` are those of the scan of the whole table, where there was one: they decide what was reported.
    """
    hinted = hinted_types(column.name, column.comment)
    profile = ColumnProfile(column.name, column.data_type, column.comment, hinted=hinted)
    raw = _Raw()
    for array in arrays:
        profile_array(profile, array)
        _count(raw, array, hinted)
    hint = header_hint(column.name, column.comment)
    steps = []
    for each in recognizers():
        name, counts = each.entity_type, profile.of(each.entity_type)
        seen = raw.shaped.get(name, 0), raw.valid.get(name, 0)
        if not any((*seen, counts.shaped, counts.text_matches)):
            continue
        whole, _, _ = judged(profile, each, counts, hint) if profile.filled else (0.0, 0, [])
        reported = [finding for finding in findings or () if finding.entity_type == name]
        sure = max([whole if counts.shaped else 0.0, *(finding.confidence for finding in reported)])
        outcome = _outcome(reported, findings is None, whole, seen[1], counts.valid, counts.shaped)
        steps.append(Step(name, *seen, counts.text_matches, round(sure, 3), outcome))
    not_asked = tuple(
        each.entity_type for each in recognizers() if each.needs_header and each.entity_type not in hinted
    )
    fired = {step.entity_type for step in steps}
    ruled_out = tuple(each.entity_type for each in recognizers() if each.entity_type not in {*fired, *not_asked})
    lengths = (raw.shortest or 0, raw.longest)
    return Explanation(
        column, profile.rows, profile.nulls, hint, profile.nothing, lengths, profile.texts, not_asked, ruled_out, tuple(steps)
    )  # fmt: skip


def _count(raw: _Raw, array: pa.Array, hinted: frozenset[str]) -> None:
    try:
        text = as_text(array)
    except pa.ArrowInvalid:
        return
    if text is None:
        return
    column = TextColumn(text)
    lengths = column.canonical.lengths[column.canonical.lengths > 0]
    if len(lengths):
        least = min(int(lengths.min()), LONGEST_CELL)
        raw.shortest = least if raw.shortest is None else min(raw.shortest, least)
        raw.longest = max(raw.longest, min(int(lengths.max()), LONGEST_CELL))
    for each in recognizers():
        if each.needs_header and each.entity_type not in hinted:
            continue
        match = cells_of(each, column, raw.failed)
        if match is None:
            continue
        raw.shaped[each.entity_type] = raw.shaped.get(each.entity_type, 0) + int(np.count_nonzero(match.shaped))
        raw.valid[each.entity_type] = raw.valid.get(each.entity_type, 0) + int(np.count_nonzero(match.valid))


def _outcome(reported: list[Finding], alone: bool, whole: float, seen: int, kept: int, shaped: int) -> str:
    if reported:
        kinds = {"column": tr("whole cells"), "text": tr("inside texts")}
        return tr("reported: {kinds}", kinds=", ".join(kinds[finding.kind] for finding in reported))
    if alone and whole >= REPORTED and shaped:
        return tr("reported: {kinds}", kinds=tr("whole cells"))
    if seen > kept:
        return tr("overruled: {count} cells are surer of another type", count=f"{seen - kept:,}")
    return tr("not reported: too little speaks for it")
