"""The columnar kernel: one batch of one column in, counts out.

Whole cells first, by byte matrices and RE2; then what is left and reads as text, by spans.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.profile import NAME_WORDS, ColumnProfile
from pii_scanner.detection.spans import GATE, NAMED, joined_spans
from recognizers.columns import TextColumn
from recognizers.registry import recognizer, recognizers

Bools = npt.NDArray[np.bool_]
_SHORTEST_TEXT = 8
_TEXTS_PER_BATCH = 100
_SURE_PLACE = 0.7
# A number that lost its tail when a spreadsheet kept 15 digits.
_DAMAGED = r"^[1-9](?:\.[0-9]{2,14})?[eE]\+?1[0-9]$|^[1-9][0-9]{14}0{3,4}$"
# Such a number that was a resident ID: its birth date is still there.
_DAMAGED_ID = r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9](?:[0-9]00|000)$"
_MASKED = r"^[0-9A-Za-z]{0,8}[*＊]{3,}[0-9A-Za-z]{0,6}$|^[0-9]{1,8}[xX]{3,}[0-9]{0,6}$|^\p{Han}[*＊]{1,3}\p{Han}?$"
_CODE_OR_DATE = r"^[0-9A-Za-z_]*$|^[0-9]{2,4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}[ T0-9:.+Z]{0,22}$|^[-+]?[0-9.,]*$"


def profile_array(profile: ColumnProfile, array: pa.Array) -> None:
    """Add one batch of a column to its profile."""
    profile.rows += len(array)
    try:
        text = as_text(array)
    except pa.ArrowInvalid:
        profile.nulls += array.null_count
        profile.opaque += len(array) - array.null_count
        return
    if text is None:
        profile.nulls += array.null_count
        _count_dates(profile, array)
        profile.see_distinct(array.cast(pa.string()), len(array))
        return
    values, weights = _distinct(profile, text)
    column = TextColumn(values)
    empty = column.lengths == 0
    profile.nulls += int(weights[empty].sum()) if weights is not None else int(np.count_nonzero(empty))
    if not column.histogram[1:].any():
        return
    claimed = _count_cells(profile, column, weights)
    _count_oddities(profile, column, weights)
    _count_texts(profile, column, weights, claimed)


def _distinct(profile: ColumnProfile, text: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64] | None]:
    """Return (distinct values, how often each) where values repeat, else (all values, None)."""
    head = text.slice(0, 2000)
    if len(pc.unique(head)) > 0.3 * len(head) and len(head) > 20:
        profile.see_distinct(text, len(text))
        return text, None
    counted = pc.value_counts(text)
    values = counted.field("values")
    profile.see_distinct(values, len(text))
    return values, np.asarray(counted.field("counts"))


def _total(mask: Bools, weights: npt.NDArray[np.int64] | None) -> int:
    return int(np.count_nonzero(mask)) if weights is None else int(weights[mask].sum())


def _count_cells(profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None) -> Bools:
    """Count whole-cell values of every type; a cell belongs to the first type that holds it valid.

    Returns the cells that are wholly a value. What only a header tells is not among them: an employer's
    name may have a telephone number behind it.
    """
    claimed: Bools = np.zeros(len(column), dtype=np.bool_)
    named, told = claimed.copy(), claimed.copy()
    for each in recognizers():
        if each.needs_header and each.entity_type not in profile.hinted:
            continue
        match = each.cells(column)
        if not match.shaped.any():
            continue
        # Under a header that says illness, 高血压 is one, though it could be a name.
        free = ~(claimed & ~named) & ~told if each.needs_header else ~claimed
        shaped, valid = match.shaped & free, match.valid & free
        counts = profile.of(each.entity_type)
        counts.shaped += _total(shaped, weights)
        counts.valid += _total(valid, weights)
        if valid.any():
            if len(counts.samples) < 3:
                counts.add_samples(column.array.take(pa.array(np.flatnonzero(valid)[:3])).to_pylist())
            if each.needs_header:
                told |= valid
            else:
                claimed |= valid
            if each.entity_type in NAMED:
                named |= valid
        if each.entity_type == "PERSON":
            missing = NAME_WORDS - len(profile.name_words)
            chosen = np.flatnonzero(shaped)[: max(0, missing)]
            profile.name_words += column.array.take(pa.array(chosen)).to_pylist()
    return claimed


def _count_dates(profile: ColumnProfile, array: pa.Array) -> None:
    """Count a column of dates for the types that the header names."""
    filled = len(array) - array.null_count
    for each in recognizers():
        if each.temporal and each.entity_type in profile.hinted and filled and pa.types.is_temporal(array.type):
            counts = profile.of(each.entity_type)
            counts.shaped += filled
            counts.valid += filled


def _count_oddities(profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None) -> None:
    """Count numbers damaged by a spreadsheet and values that are masked already."""
    if column.histogram[15:25].any() or column.contains_byte(ord("E")):
        mask = np.asarray(pc.match_substring_regex(column.array, _DAMAGED).to_numpy(zero_copy_only=False))
        profile.damaged += _total(mask, weights)
        if column.histogram[18]:
            dated = np.asarray(pc.match_substring_regex(column.array, _DAMAGED_ID).to_numpy(zero_copy_only=False))
            profile.damaged_ids += _total(dated, weights)
    if any(map(column.contains_byte, b"*xX")) or (not column.is_ascii and column.contains_byte(0xBC)):
        mask = np.asarray(pc.match_substring_regex(column.array, _MASKED).to_numpy(zero_copy_only=False))
        profile.already_masked += _total(mask, weights)


def _count_texts(
    profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None, claimed: Bools
) -> None:
    rest = np.flatnonzero(~claimed & (column.lengths >= _SHORTEST_TEXT))
    if not len(rest):
        return
    left = column.array if len(rest) == len(column) else column.array.take(pa.array(rest))
    worded = pc.invert(pc.match_substring_regex(left, _CODE_OR_DATE))
    rest = rest[np.asarray(worded.to_numpy(zero_copy_only=False))]
    if not len(rest):
        return
    texts = column.array.take(pa.array(rest))
    weight = weights[rest] if weights is not None else None
    gate = np.asarray(pc.match_substring_regex(texts, GATE).to_numpy(zero_copy_only=False))
    if gate.any():
        _count_spans(profile, texts.filter(pa.array(gate)), weight[gate] if weight is not None else None)
    _count_named(profile, texts, weight)


def _count_spans(profile: ColumnProfile, texts: pa.Array, weight: npt.NDArray[np.int64] | None) -> None:
    rows, spans = joined_spans(texts.to_pylist(), named=False)
    for entity_type in {span.entity_type for span in spans}:
        chosen = [i for i, span in enumerate(spans) if span.entity_type == entity_type]
        counts = profile.of(entity_type)
        cells = np.unique(rows[chosen])
        counts.text_cells += len(cells) if weight is None else int(weight[cells].sum())
        counts.text_matches += len(chosen) if weight is None else int(weight[rows[chosen]].sum())
        sure = [i for i in chosen if spans[i].score >= _SURE_PLACE]
        counts.text_sure += len(sure) if weight is None else int(weight[rows[sure]].sum())


def _count_named(profile: ColumnProfile, texts: pa.Array, weight: npt.NDArray[np.int64] | None) -> None:
    """Look for names and addresses in a sample of the texts, spread over the batch."""
    wordy = np.asarray(
        pc.match_substring_regex(texts, r"\p{Han}{4}|\p{Han}[0-9]|[0-9]\p{Han}").to_numpy(zero_copy_only=False)
    )
    rows = np.flatnonzero(wordy)
    profile.texts += len(rows) if weight is None else int(weight[rows].sum())
    if not len(rows):
        return
    chosen = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), _TEXTS_PER_BATCH)).astype(np.int64))]
    sample = texts.take(pa.array(chosen)).to_pylist()
    profile.texts_sampled += len(sample)
    joined, starts = "\n".join(sample), np.cumsum([0, *(len(text) + 1 for text in sample)])
    for entity_type in NAMED:
        finder = recognizer(entity_type)
        assert finder is not None
        places = [span.start for span in finder.spans(joined)]
        holding = np.unique(np.searchsorted(starts, places, side="right"))
        profile.sampled[entity_type] = profile.sampled.get(entity_type, 0) + len(holding)
        counts = profile.of(entity_type)
        counts.text_matches += len(places)
