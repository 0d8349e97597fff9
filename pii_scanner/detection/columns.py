"""The columnar kernel: one batch of one column in, counts out.

Whole cells first, by byte matrices and RE2; then what is left and reads as text, by spans.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.areas import count_areas
from pii_scanner.detection.damaged import DAMAGED, DAMAGED_ID, told_by_first_digits
from pii_scanner.detection.document_keys import count_documents
from pii_scanner.detection.header_hints import named_types
from pii_scanner.detection.lone_names import lone_names
from pii_scanner.detection.name_words import LATIN
from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.nothing import NOTHING, may_say_nothing
from pii_scanner.detection.opaque import count_opaque
from pii_scanner.detection.profile import NAME_WORDS, ColumnProfile, Counts
from pii_scanner.detection.run_together import count_run_together
from pii_scanner.detection.samples import masked_sample
from pii_scanner.detection.setup import active
from pii_scanner.detection.spans import NAMED
from pii_scanner.detection.texts import count_names_beside, count_sure_addresses, count_texts
from recognizers import checks, forms
from recognizers.base import CellMatch, Recognizer
from recognizers.checks import Bytes
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.forms import CLASS_OF_BYTE
from recognizers.matching import holding
from recognizers.ordered import spread
from recognizers.registry import recognizer, recognizers

Bools = npt.NDArray[np.bool_]
_MASKED = (
    r"^[0-9A-Za-z]{0,8}[*＊]{3,}[0-9A-Za-z]{0,6}$|^[0-9]{1,8}[xX]{3,}[0-9]{0,6}$|^[*＊]{1,4}\p{Han}{1,2}$|^\p{Han}{1,2}[*＊]{1,3}\p{Han}?$"
    r"|^[^@\s*＊]{0,4}[*＊]{2,}[^@\s]{0,4}@[^@\s]+$|^[\p{Han}0-9]{2,20}[*＊]{3,}[\p{Han}0-9]{0,8}$"
)
_DATE = r"^\s*(?:18|19|20)[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])(?:[ T].*)?$"
# Dates that no number is mistaken for anyway: 2024年5月1日, 2024-05, 05/01/2024.
_OTHER_DATE = r"^\s*(?:(?:18|19|20)[0-9]{2}(?:年(?:0?[1-9]|1[0-2])月(?:[0-9]{1,2}[日号]?)?|[-/](?:0?[1-9]|1[0-2]))|[0-3]?[0-9][-/][0-3]?[0-9][-/](?:18|19|20)[0-9]{2})(?:[ T]?[0-9]{1,2}[:时点].*)?\s*$"
_LONGEST_DATE = 40
_YEARS = (1900, 2099)
_LONGEST_NOTHING = 24
# Values that repeat so seldom are not put together; told from so many cells, but where there are few.
_MOSTLY_DISTINCT, _LOOKED, _FEW = 0.3, 2000, 20
# Texts, told by their mean length in bytes, take so long that fewer of them have to repeat.
_TEXTS, _TEXTS_DISTINCT = 24, 0.7
_HALVINGS = 40
# How many digits a date has before its first separator.
_YEAR = 4
_DATE_MARKS = forms.DASH | forms.SLASH | forms.DOT
_LETTERS = forms.UPPER | forms.LOWER
_CODE = forms.DIGIT | _LETTERS
_BEYOND_ASCII = forms.HAN | forms.ODD | forms.FOREIGN
_PARTING = np.zeros(256, dtype=np.bool_)
_PARTING[list(b"-/.")] = True
_WIDE_STAR = np.zeros(1 << 16, dtype=np.bool_)
_WIDE_STAR[ord("＊")] = True
_EXPONENT = forms.Form(forms.DIGIT | forms.DOT | _LETTERS | forms.MARK, forms.DIGIT, 4, 25, 0)
_DIGITS = forms.Form(forms.DIGIT, forms.DIGIT, 18, 19, 18)


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
    dated = _dates(column)
    profile.dates += _total(dated | _more_dates(column, dated), weights)
    undated = _Left(column, dated)
    profile.lengths = profile.lengths + undated.lengths(weights, dated)
    claimed = _count_cells(profile, column, weights, dated, undated)
    _count_oddities(profile, column, weights, claimed)
    count_areas(profile, column, weights)
    count_texts(profile, column, weights, claimed)
    count_documents(profile, column, weights, claimed)
    count_opaque(profile, column, weights, claimed)
    count_run_together(profile, column, weights, claimed)


def _distinct(profile: ColumnProfile, text: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64] | None]:
    """Return (distinct values, how often each) where values repeat, else (all values, None)."""
    most = _TEXTS_DISTINCT if text.nbytes > _TEXTS * len(text) else _MOSTLY_DISTINCT
    counted = pc.value_counts(text) if len(text) <= _FEW or _share_of_distinct(text) <= most else None
    values = text if counted is None else counted.field("values")
    profile.see_distinct(values, len(text), differ=counted is not None)
    if counted is None or len(counted) > max(_FEW, most * len(text)):
        return text, None
    return values, np.asarray(counted.field("counts"))


def _share_of_distinct(text: pa.Array) -> float:
    """Return how many of the strings are distinct, as a share, told from some of them, spread over all.

    At least so many, as if all values were equally frequent: of D values, n cells hold D (1 - exp(-n / D)) on average.
    """
    some = text.take(pa.array(spread(len(text), _LOOKED)))
    seen, looked = len(pc.unique(some)), len(some)
    if seen == looked or looked == len(text):
        return seen / looked
    low, high = float(seen), float(looked) ** 2
    for _ in range(_HALVINGS):
        values = (low * high) ** 0.5
        low, high = (low, values) if values * -np.expm1(-looked / values) > seen else (values, high)
    return float(values * -np.expm1(-len(text) / values)) / len(text)


def _total(mask: Bools, weights: npt.NDArray[np.int64] | None) -> int:
    return int(np.count_nonzero(mask)) if weights is None else int(weights[mask].sum())


def _count_cells(
    profile: ColumnProfile,
    column: TextColumn,
    weights: npt.NDArray[np.int64] | None,
    dated: Bools,
    left: _Left,
) -> Bools:
    """Count whole-cell values of every type; a cell belongs to the first type that holds it valid.

    Returns the cells that are wholly a value. What only a header tells is not among them: an employer's
    name may have a telephone number behind it.
    """
    claimed: Bools = np.zeros(len(column), dtype=np.bool_)
    named, told = claimed.copy(), claimed.copy()
    owners = np.full(len(column), -1, dtype=np.int16)
    turn = _in_turn(profile)
    lists = active().lists
    for entity_type in lists.deny:
        listed = lists.denied(entity_type, column) & ~claimed
        profile.of(entity_type).listed += _total(listed, weights)
        claimed |= listed
    claimed |= _count_lone_names(profile, column, claimed | dated, weights)
    left.claim(claimed)
    for number, each in enumerate(turn):
        # Under a header that says illness, 高血压 is one, though it could be a name.
        by_header = each.needs_header and not each.in_text
        whole = by_header or each.temporal
        match = cells_of(each, column, profile.failed) if whole else left.cells_of(each, profile.failed)
        if match is None or not match.shaped.any():
            continue
        free = ~(claimed & ~named) & ~told if by_header else ~claimed
        if not each.temporal:
            free &= ~dated
        if by_header:
            _count_behind(profile.of(each.entity_type), match.valid & ~free & ~told, owners, weights, turn)
        shaped, valid = match.shaped & free, match.valid & free
        counts = profile.of(each.entity_type)
        counts.shaped += _total(shaped, weights)
        counts.valid += _total(valid, weights)
        if valid.any():
            if len(counts.samples) < 3:
                some = column.array.take(pa.array(np.flatnonzero(valid)[:3])).to_pylist()
                counts.add_samples([masked_sample(each.entity_type, value) for value in some])
            if by_header:
                told |= valid
            else:
                claimed |= valid
                owners[valid] = number
                left.claim(claimed)
            if each.entity_type in NAMED:
                named |= valid
        if each.entity_type == "CN_ADDRESS":
            count_names_beside(profile, column.array, np.flatnonzero(valid), weights)
            count_sure_addresses(profile, column.array, np.flatnonzero(valid))
        if each.entity_type == "PERSON":
            missing = NAME_WORDS - len(profile.name_words)
            chosen = np.flatnonzero(shaped)[: max(0, missing)]
            profile.name_words += column.array.take(pa.array(chosen)).to_pylist()
    return claimed


def _count_lone_names(
    profile: ColumnProfile, column: TextColumn, claimed: Bools, weights: npt.NDArray[np.int64] | None
) -> Bools:
    """Count cells that are a name because the header says so; no dictionary of words is asked."""
    found = lone_names(profile.name, profile.comment, column)
    if found is None or recognizer("PERSON") is None:
        return np.zeros(len(column), dtype=np.bool_)
    found &= ~claimed
    counts = profile.of("PERSON")
    counts.shaped += _total(found, weights)
    counts.valid += _total(found, weights)
    some = column.array.take(pa.array(np.flatnonzero(found)[:3])).to_pylist()
    counts.add_samples([masked_sample("PERSON", value) for value in some])
    missing = max(0, NAME_WORDS - len(profile.name_words))
    profile.name_words += [LATIN] * min(missing, int(np.count_nonzero(found)))
    return found


def _count_behind(
    counts: Counts,
    hidden: Bools,
    owners: npt.NDArray[np.int16],
    weights: npt.NDArray[np.int64] | None,
    turn: Sequence[Recognizer],
) -> None:
    """Count the cells that would be values of a type which the header names, but for the types that claimed them."""
    rows = np.flatnonzero(hidden & (owners >= 0))
    if not len(rows):
        return
    cells = np.bincount(owners[rows], weights[rows] if weights is not None else None, minlength=len(turn))
    for number in np.flatnonzero(cells).tolist():
        name = turn[number].entity_type
        counts.behind[name] = counts.behind.get(name, 0) + int(cells[number])


class _Left:
    """The cells of a column that no type has claimed yet and that are no dates: where few are left, they are looked at
    alone."""

    def __init__(self, column: TextColumn, claimed: Bools) -> None:
        self._size = len(column)
        self._column = column
        self._rows: npt.NDArray[np.int64] | None = None
        self.claim(claimed)

    def claim(self, claimed: Bools) -> None:
        """Leave out what is claimed, if that is half of what is left."""
        mine = claimed if self._rows is None else claimed[self._rows]
        free = np.flatnonzero(~mine)
        if 2 * len(free) <= len(mine):
            self._column = TextColumn(self._column.array.take(pa.array(free)))
            self._rows = free if self._rows is None else self._rows[free]

    def lengths(self, weights: npt.NDArray[np.int64] | None, dated: Bools) -> npt.NDArray[np.int64]:
        """Return how many cells of ASCII that are no dates have each length in bytes, without separators."""
        column = self._column.canonical
        rows = np.arange(self._size) if self._rows is None else self._rows
        kept = ~dated[rows]
        if not column.is_ascii:
            kept &= column.classes & _BEYOND_ASCII == 0
        if weights is not None:
            weights = weights[rows][kept]
        capped = np.minimum(column.lengths[kept], LONGEST_CELL)
        return np.bincount(capped, weights, minlength=LONGEST_CELL + 1).astype(np.int64)

    def cells_of(self, each: Recognizer, failed: dict[str, str]) -> CellMatch | None:
        if not len(self._column):
            return None
        match = cells_of(each, self._column, failed)
        if self._rows is None or match is None:
            return match
        shaped, valid = np.zeros(self._size, dtype=np.bool_), np.zeros(self._size, dtype=np.bool_)
        shaped[self._rows], valid[self._rows] = match.shaped, match.valid
        return CellMatch(shaped, valid)


def _in_turn(profile: ColumnProfile) -> list[Recognizer]:
    """Return the recognizers that may claim cells: those first which the header names, then by priority."""
    asked = [each for each in recognizers() if not each.needs_header or each.entity_type in profile.hinted]
    hinted = named_types(profile.name, profile.comment)
    return sorted(asked, key=lambda each: (each.leftover, not (each.in_text and each.entity_type in hinted)))


def _dates(column: TextColumn) -> Bools:
    """Return which cells are dates with separators: their digits are no number of a person."""
    if not column.every & _DATE_MARKS:
        return np.zeros(len(column), dtype=np.bool_)
    marked = (column.classes & _DATE_MARKS != 0) & (column.classes & forms.DIGIT != 0)
    rows = np.flatnonzero(marked & (column.lengths >= 2 * _YEAR))
    starts = column.offsets[:-1][rows]
    first = column.data[starts]
    dated = ((first == ord("1")) | (first == ord("2"))) & _PARTING[column.data[starts + _YEAR]]
    return matches(column, rows[dated | (CLASS_OF_BYTE[first] == forms.BLANK)], _DATE)


def _more_dates(column: TextColumn, dated: Bools) -> Bools:
    """Return which other cells are dates: written in characters, without a day, the year last, or as digits only."""
    found = np.zeros(len(column), dtype=np.bool_)
    if not column.every & forms.DIGIT:
        return found
    short = (
        (column.lengths >= 2 + _YEAR) & (column.lengths <= _LONGEST_DATE) & (column.classes & forms.DIGIT != 0) & ~dated
    )
    marked = short & (column.classes & (forms.DASH | forms.SLASH | forms.HAN) != 0)
    rows = np.flatnonzero(marked)
    found |= matches(column, rows[CLASS_OF_BYTE[column.data[column.offsets[:-1][rows]]] == forms.DIGIT], _OTHER_DATE)
    plain = short & (column.classes == forms.DIGIT)
    for length in (6, 8, 12, 14):
        if not column.histogram[length]:
            continue
        rows = np.flatnonzero(plain & (column.lengths == length))
        days = column.matrix(rows, length)[:, :8] if length > 6 else _firsts(column.matrix(rows, length))
        found[rows] = checks.dates(days, *_YEARS)
    return found


def _firsts(months: Bytes) -> Bytes:
    """Return the first days of months YYYYMM."""
    return np.concatenate([months, np.full((len(months), 2), [ord("0"), ord("1")], dtype=np.uint8)], axis=1)


def _without_nothing(profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None) -> TextColumn:
    """Return cells without the words for nothing, which are counted."""
    rows = may_say_nothing(column)
    mask = matches(column, rows[column.lengths[rows] <= _LONGEST_NOTHING], NOTHING)
    if not mask.any():
        return column
    profile.nothing += _total(mask, weights)
    return TextColumn(pc.if_else(pa.array(mask), "", column.array))


def matches(column: TextColumn, rows: npt.NDArray[np.int64], pattern: str) -> Bools:
    """Return which cells match a pattern, looked for in some rows only."""
    mask = np.zeros(len(column), dtype=np.bool_)
    if len(rows):
        mask[rows] = holding(column.array.take(pa.array(rows)), pattern)
    return mask


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
    if pa.types.is_date(array.type) or pa.types.is_timestamp(array.type):
        profile.dates += filled
    for each in recognizers():
        if each.temporal and each.entity_type in profile.hinted and filled and pa.types.is_temporal(array.type):
            counts = profile.of(each.entity_type)
            counts.shaped += filled
            counts.valid += filled


def _count_oddities(
    profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None, claimed: Bools
) -> None:
    """Count numbers damaged by a spreadsheet and values that are masked already, among cells that are no value."""
    free = ~claimed
    exponents, digits = column.like(_EXPONENT), column.like(_DIGITS)
    if exponents is not None:
        lettered = column.classes & _LETTERS != 0
        rows = np.flatnonzero(free & exponents & lettered & (column.lengths <= _EXPONENT.longest))
        # Of those that kept all digits nothing is lost: they are written out.
        hit = matches(column.canonical, rows, DAMAGED)
        written = _total(hit, weights)
        profile.exponents += written
        profile.damaged += written
        _count_first_digits(profile, column, np.flatnonzero(hit), weights)
    if digits is not None and column.histogram[18:20].any():
        rows = np.flatnonzero(free & digits & (column.lengths >= 18) & (column.lengths <= 19))
        rows = rows[column.data[column.offsets[1:][rows] - 2] == ord("0")]
        # One whole ID in a thousand ends in three zeros too.
        profile.damaged += _total(matches(column, rows, DAMAGED), weights)
        profile.damaged_ids += _total(matches(column, rows, DAMAGED_ID), weights)
    starred = column.classes & forms.STAR != 0
    starred[column.rows_with(_WIDE_STAR)] = True
    # 138xxxx8000, of digits and letters only.
    lettered = (column.classes & _LETTERS != 0) & (column.classes & ~np.uint16(_CODE) == 0)
    crossed = np.flatnonzero(lettered & (column.classes & forms.DIGIT != 0))
    starred[crossed[CLASS_OF_BYTE[column.data[column.offsets[crossed]]] == forms.DIGIT]] = True
    profile.already_masked += _total(matches(column, np.flatnonzero(starred), _MASKED), weights)


def _count_first_digits(
    profile: ColumnProfile, column: TextColumn, rows: npt.NDArray[np.int64], weights: npt.NDArray[np.int64] | None
) -> None:
    """Count what the first digits of damaged numbers say they were."""
    if not len(rows):
        return
    ids, cards = told_by_first_digits(column.trimmed.array.take(pa.array(rows)))
    own = weights[rows] if weights is not None else None
    profile.damaged_ids += _total(ids, own)
    profile.damaged_cards += _total(cards, own)
