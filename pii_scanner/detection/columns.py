"""The columnar kernel: one batch of one column in, counts out.

Whole cells first, by byte matrices and RE2; then what is left and reads as text, by spans.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import named_types
from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.opaque import count_opaque
from pii_scanner.detection.profile import NAME_WORDS, ColumnProfile
from pii_scanner.detection.setup import active
from pii_scanner.detection.spans import NAMED
from pii_scanner.detection.texts import count_texts
from recognizers.base import CellMatch, Recognizer
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.registry import recognizers

Bools = npt.NDArray[np.bool_]
# A number that lost its tail when a spreadsheet kept 15 digits.
_DAMAGED = r"^[1-9](?:\.[0-9]{2,14})?[eE]\+?1[0-9]$|^[1-9][0-9]{14}0{3,4}$"
# Such a number that was a resident ID: its birth date is still there.
_DAMAGED_ID = r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9](?:[0-9]00|000)$"
_MASKED = r"^[0-9A-Za-z]{0,8}[*＊]{3,}[0-9A-Za-z]{0,6}$|^[0-9]{1,8}[xX]{3,}[0-9]{0,6}$|^\p{Han}[*＊]{1,3}\p{Han}?$"
_DATE = r"^\s*(?:18|19|20)[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])(?:[ T].*)?$"
# What stands in a cell where there is nothing to say.
_NOTHING = r"^\s*(?:无|没有|不详|暂无|未知|待补|待补充|待定|待核实|未提供|未填|未填写|空|空白|无此项|不适用|[-—–/\\.·]{1,4}|(?i:n/?a|null|none|nil|nan|unknown|tbd|\(null\)|#n/a))\s*$"
_LONGEST_NOTHING = 24
# The first bytes of such words: of Chinese ones, and these.
_MAY_BE_NOTHING = np.zeros(256, dtype=np.bool_)
_MAY_BE_NOTHING[[*b" \t\r\n-/\\.nNuUtT(#", *range(0x80, 0x100)]] = True


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
    column = _without_nothing(profile, column, weights)
    if not column.histogram[1:].any():
        return
    profile.lengths = profile.lengths + _lengths(column.canonical, weights)
    claimed = _count_cells(profile, column, weights)
    _count_oddities(profile, column, weights, claimed)
    count_texts(profile, column, weights, claimed)
    count_opaque(profile, column, weights, claimed)


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


def _lengths(view: TextColumn, weights: npt.NDArray[np.int64] | None) -> npt.NDArray[np.int64]:
    if weights is None:
        return view.histogram
    capped = np.minimum(view.lengths, LONGEST_CELL)
    return np.bincount(capped, weights, minlength=LONGEST_CELL + 1).astype(np.int64)


def _count_cells(profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None) -> Bools:
    """Count whole-cell values of every type; a cell belongs to the first type that holds it valid.

    Returns the cells that are wholly a value. What only a header tells is not among them: an employer's
    name may have a telephone number behind it.
    """
    claimed: Bools = np.zeros(len(column), dtype=np.bool_)
    named, told = claimed.copy(), claimed.copy()
    lists = active().lists
    for entity_type in lists.deny:
        listed = lists.denied(entity_type, column) & ~claimed
        profile.of(entity_type).listed += _total(listed, weights)
        claimed |= listed
    dated = _dates(column)
    for each in _in_turn(profile):
        match = cells_of(each, column, profile.failed)
        if match is None or not match.shaped.any():
            continue
        # Under a header that says illness, 高血压 is one, though it could be a name.
        by_header = each.needs_header and not each.in_text
        free = ~(claimed & ~named) & ~told if by_header else ~claimed
        if not each.temporal and dated is not None:
            free &= ~dated
        shaped, valid = match.shaped & free, match.valid & free
        counts = profile.of(each.entity_type)
        counts.shaped += _total(shaped, weights)
        counts.valid += _total(valid, weights)
        if valid.any():
            if len(counts.samples) < 3:
                counts.add_samples(column.array.take(pa.array(np.flatnonzero(valid)[:3])).to_pylist())
            if by_header:
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


def _in_turn(profile: ColumnProfile) -> list[Recognizer]:
    """Return the recognizers that may claim cells: those first which the header names, then by priority."""
    asked = [each for each in recognizers() if not each.needs_header or each.entity_type in profile.hinted]
    hinted = named_types(profile.name, profile.comment)
    return sorted(asked, key=lambda each: not (each.in_text and each.entity_type in hinted))


def _dates(column: TextColumn) -> Bools | None:
    """Return which cells are dates with separators: their digits are no number of a person."""
    if not any(map(column.contains_byte, b"-/.")):
        return None
    hit = pc.match_substring_regex(column.array, _DATE)
    return np.asarray(hit.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _without_nothing(profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None) -> TextColumn:
    """Return cells without the words for nothing, which are counted."""
    short = (column.lengths > 0) & (column.lengths <= _LONGEST_NOTHING)
    rows = np.flatnonzero(short)
    rows = rows[_MAY_BE_NOTHING[column.data[column.offsets[:-1][rows]]]]
    if not len(rows):
        return column
    hit = pc.match_substring_regex(column.array.take(pa.array(rows)), _NOTHING)
    rows = rows[np.asarray(hit.to_numpy(zero_copy_only=False), dtype=np.bool_)]
    if not len(rows):
        return column
    mask = np.zeros(len(column), dtype=np.bool_)
    mask[rows] = True
    profile.nothing += _total(mask, weights)
    return TextColumn(pc.if_else(pa.array(mask), "", column.array))


def cells_of(each: Recognizer, column: TextColumn, failed: dict[str, str]) -> CellMatch | None:
    """Return which cells are wholly a value of a type, without those on its allow-list; None, and the kind of error
    in `failed`, where the recognizer raised: whoever wrote it, the scan goes on."""
    try:
        match = each.cells(column)
    except Exception as error:
        failed[each.entity_type] = type(error).__name__
        return None
    if each.entity_type not in active().lists.allow:
        return match
    allowed = active().lists.allowed(each.entity_type, column)
    return CellMatch(match.shaped & ~allowed, match.valid & ~allowed)


def _count_dates(profile: ColumnProfile, array: pa.Array) -> None:
    """Count a column of dates for the types that the header names."""
    filled = len(array) - array.null_count
    for each in recognizers():
        if each.temporal and each.entity_type in profile.hinted and filled and pa.types.is_temporal(array.type):
            counts = profile.of(each.entity_type)
            counts.shaped += filled
            counts.valid += filled


def _count_oddities(
    profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None, claimed: Bools
) -> None:
    """Count numbers damaged by a spreadsheet and values that are masked already, among cells that are no value."""
    if column.histogram[15:25].any() or column.contains_byte(ord("E")):
        mask = np.asarray(pc.match_substring_regex(column.array, _DAMAGED).to_numpy(zero_copy_only=False))
        # One whole ID in a thousand ends in three zeros too.
        profile.damaged += _total(mask.astype(np.bool_) & ~claimed, weights)
        if column.histogram[18]:
            dated = np.asarray(pc.match_substring_regex(column.array, _DAMAGED_ID).to_numpy(zero_copy_only=False))
            profile.damaged_ids += _total(dated.astype(np.bool_) & ~claimed, weights)
    if any(map(column.contains_byte, b"*xX")) or (not column.is_ascii and column.contains_byte(0xBC)):
        mask = np.asarray(pc.match_substring_regex(column.array, _MASKED).to_numpy(zero_copy_only=False))
        profile.already_masked += _total(mask, weights)
