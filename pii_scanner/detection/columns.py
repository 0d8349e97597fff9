"""The columnar kernel: one batch of one column in, counts out.

Whole cells first, by byte matrices and RE2; then what is left and reads as text, by spans.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import named_types
from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.opaque import count_opaque
from pii_scanner.detection.profile import NAME_WORDS, ColumnProfile
from pii_scanner.detection.setup import active
from pii_scanner.detection.spans import NAMED, joined_spans, located, text_gate
from recognizers.base import CellMatch, Recognizer
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.registry import recognizer, recognizers

Bools = npt.NDArray[np.bool_]
_SHORTEST_TEXT = 8
# So many of a group are looked at; more where nothing was found.
_TEXTS_PER_BATCH = (100, 400)
# Words that go with names, and parts of an address.
_CUES = {
    "PERSON": r"先生|女士|小姐|借款人|债务人|担保人|保证人|联系人|持卡人|收款人|付款人|申请人|被执行人|被告|原告|客户|本人|户主|法人|姓名|户名|配偶|丈夫|妻子"
    r"|父亲|母亲|儿子|女儿|哥哥|弟弟|姐姐|妹妹|朋友|同事|亲属|家属|致电|联系|转告|委托|代理|转账|汇款|还款|签收|·",
    "CN_ADDRESS": r"[住地]址|住在|家住|户籍|居住|送达|寄往|寄到|上门|外访|走访"
    r"|[路街道巷弄村镇乡区县园苑城厦][^，。]{0,8}[0-9一二三四五六七八九十]+[号栋幢座室弄组单]|[省市区县].{1,12}[路街道村镇乡]",
}
_SURE_PLACE = 0.7
# A number that lost its tail when a spreadsheet kept 15 digits.
_DAMAGED = r"^[1-9](?:\.[0-9]{2,14})?[eE]\+?1[0-9]$|^[1-9][0-9]{14}0{3,4}$"
# Such a number that was a resident ID: its birth date is still there.
_DAMAGED_ID = r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9](?:[0-9]00|000)$"
_MASKED = r"^[0-9A-Za-z]{0,8}[*＊]{3,}[0-9A-Za-z]{0,6}$|^[0-9]{1,8}[xX]{3,}[0-9]{0,6}$|^\p{Han}[*＊]{1,3}\p{Han}?$"
_DATE = r"^\s*(?:18|19|20)[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])(?:[ T].*)?$"
# What stands in a cell where there is nothing to say.
_NOTHING = r"^\s*(?:无|没有|不详|暂无|未知|待补|待补充|待定|待核实|未提供|未填|未填写|空|空白|无此项|不适用|[-—–/\\.·]{1,4}|(?i:n/?a|null|none|nil|nan|unknown|tbd|\(null\)|#n/a))\s*$"
_LONGEST_NOTHING = 24
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
    empty = TextColumn(values).lengths == 0
    profile.nulls += int(weights[empty].sum()) if weights is not None else int(np.count_nonzero(empty))
    column = TextColumn(_without_nothing(profile, values, weights))
    if not column.histogram[1:].any():
        return
    profile.lengths = profile.lengths + _lengths(column.canonical, weights)
    claimed = _count_cells(profile, column, weights)
    _count_oddities(profile, column, weights)
    _count_texts(profile, column, weights, claimed)
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


def _without_nothing(profile: ColumnProfile, text: pa.Array, weights: npt.NDArray[np.int64] | None) -> pa.Array:
    """Return cells without the words for nothing, which are counted."""
    if weights is None and len(text) and not pc.any(pc.less_equal(pc.binary_length(text), _LONGEST_NOTHING)).as_py():
        return text
    nothing = pc.match_substring_regex(text, _NOTHING)
    mask = np.asarray(pc.fill_null(nothing, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
    if not mask.any():
        return text
    profile.nothing += _total(mask, weights)
    return pc.if_else(pa.array(mask), "", text)


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
    gate = np.asarray(pc.match_substring_regex(texts, text_gate()).to_numpy(zero_copy_only=False))
    if gate.any():
        _count_spans(profile, texts.filter(pa.array(gate)), weight[gate] if weight is not None else None)
    _count_named(profile, texts, weight)


def _count_spans(profile: ColumnProfile, texts: pa.Array, weight: npt.NDArray[np.int64] | None) -> None:
    tally: dict[str, tuple[int, int]] = {}
    rows, spans = joined_spans(texts.to_pylist(), named=False, failed=profile.failed, tally=tally)
    times = 1.0 if weight is None else float(weight.sum()) / len(texts)
    for entity_type, (tried, beside) in tally.items():
        profile.of(entity_type).text_tried += round(tried * times)
        profile.of(entity_type).text_context += round(beside * times)
    for entity_type in {span.entity_type for span in spans}:
        chosen = [i for i, span in enumerate(spans) if span.entity_type == entity_type]
        counts = profile.of(entity_type)
        cells = np.unique(rows[chosen])
        counts.text_cells += len(cells) if weight is None else int(weight[cells].sum())
        counts.text_matches += len(chosen) if weight is None else int(weight[rows[chosen]].sum())
        sure = [i for i in chosen if spans[i].score >= _SURE_PLACE]
        counts.text_sure += len(sure) if weight is None else int(weight[rows[sure]].sum())


def _count_named(profile: ColumnProfile, texts: pa.Array, weight: npt.NDArray[np.int64] | None) -> None:
    """Look for names and addresses in a sample of the texts, spread over the batch: first in those with a word that
    goes with them, since one text in a hundred may be the only one."""
    wordy = np.asarray(
        pc.match_substring_regex(texts, r"\p{Han}{4}|\p{Han}[0-9]|[0-9]\p{Han}").to_numpy(zero_copy_only=False)
    )
    rows = np.flatnonzero(wordy)
    if not len(rows):
        return
    weights = np.ones(len(texts), dtype=np.int64) if weight is None else weight
    profile.texts += int(weights[rows].sum())
    left = texts if len(rows) == len(texts) else texts.take(pa.array(rows))
    looked = 0
    for entity_type in NAMED:
        finder = recognizer(entity_type)
        if finder is None:
            continue  # switched off
        cued = np.asarray(
            pc.match_substring_regex(left, _CUES[entity_type]).to_numpy(zero_copy_only=False), dtype=np.bool_
        )
        groups = [group for group in (rows[cued], rows[~cued]) if len(group)]
        looked = max(looked, sum(_count_hits(profile, finder, texts, group, weights) for group in groups))
    profile.texts_sampled += looked


def _count_hits(
    profile: ColumnProfile,
    finder: Recognizer,
    texts: pa.Array,
    group: npt.NDArray[np.int64],
    weights: npt.NDArray[np.int64],
) -> int:
    """Look into some of the texts of a group, into more while none holds anything; return how many."""
    counts, name = profile.of(finder.entity_type), finder.entity_type
    looked = 0
    for most in _TEXTS_PER_BATCH:
        chosen = np.unique(np.linspace(0, len(group) - 1, min(len(group), most)).astype(np.int64))
        if len(chosen) == looked:
            return looked
        looked = len(chosen)
        rows = group[chosen]
        hits = _hits(finder, texts.take(pa.array(rows)).to_pylist(), profile.failed)
        if not any(hits):
            continue
        times = float(weights[group].sum()) / float(weights[rows].sum())
        for scores, weight in zip(hits, weights[rows].tolist(), strict=True):
            if scores:
                profile.sampled[name] = profile.sampled.get(name, 0) + 1
                counts.text_matches += len(scores)
                counts.text_score += sum(scores)
                counts.text_estimate += times * weight * len(scores)
        return looked
    return looked


def _hits(finder: Recognizer, texts: Sequence[str], failed: dict[str, str]) -> list[list[float]]:
    """Return the scores of the values in each text, without those on the allow-list."""
    lists, name = active().lists, finder.entity_type
    scores: list[list[float]] = [[] for _ in texts]
    try:
        # All at once: what finds names looks at many texts as fast as at a few.
        for row, span in located(texts, finder.spans("\n".join(texts))):
            if not lists.allows(name, texts[row][span.start : span.end]):
                scores[row].append(span.score)
    except Exception as error:
        failed[name] = type(error).__name__
        return [[] for _ in texts]
    return scores
