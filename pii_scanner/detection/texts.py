"""What stands inside the texts of a batch: identifiers in all of them, names and addresses in a sample."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.detection.coded import find_coded
from pii_scanner.detection.header_hints import header_hint
from pii_scanner.detection.judged_cells import HINTED
from pii_scanner.detection.profile import ColumnProfile, Counts
from pii_scanner.detection.setup import active
from pii_scanner.detection.spans import NAMED, find_spans, gated_by_own, located, text_gate
from recognizers import forms
from recognizers.base import Recognizer
from recognizers.called_surnames import SURNAME, called_pattern, called_surnames
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.ordered import distinct_of_sorted, spread
from recognizers.ordinary_words import is_ordinary
from recognizers.registry import recognizer

Bools = npt.NDArray[np.bool_]
Indexes = npt.NDArray[np.int64]
# How many cells each text stands for.
Cells = npt.NDArray[np.float64]
_SHORTEST_TEXT = 8
# So many of a group are looked at; more where nothing was found.
_TEXTS_PER_BATCH = (100, 400)
# The words that go with names are looked for in so many texts first.
_CUED_PER_BATCH = 4096
# Whether a fiftieth of the texts call people so is told from so many.
_CALLING_PER_BATCH = 8192
# Words that go with names, and parts of an address.
_CUES = {
    "PERSON": r"先生|女士|小姐|借款人|债务人|担保人|保证人|联系人|持卡人|收款人|付款人|申请人|被执行人|被告|原告|客户|本人|户主|法人|姓名|户名|配偶|丈夫|妻子"
    r"|父亲|母亲|儿子|女儿|哥哥|弟弟|姐姐|妹妹|朋友|同事|亲属|家属|致电|联系|转告|委托|代理|转账|汇款|还款|签收|·",
    "CN_ADDRESS": r"[住地]址|住在|家住|户籍|居住|送达|寄往|寄到|上门|外访|走访"
    r"|[路街道巷弄村镇乡区县园苑城厦][^，。]{0,8}[0-9一二三四五六七八九十]+[号栋幢座室弄组单]|[省市区县].{1,12}[路街道村镇乡]",
}
# Four characters, or two beside something else: 张伟/李娜, {"name": "张伟"}.
# Or a name in Latin letters.
_WORDY = (
    r"\p{Han}{4}|\p{Han}{2}[^\p{Han}]|[^\p{Han}]\p{Han}{2}|\p{Han}[0-9]|[0-9]\p{Han}"
    r"|[A-Z][A-Za-z'’.-]*[ ,]+[A-Z]"
)
# Texts of a batch that stand once, a few times, often.
_OFTEN = np.array([2, 16])
_SURE_PLACE = 0.7
# So many addresses of a batch are looked at; so sure is one with the number of a house.
_ADDRESSES_LOOKED, _NUMBERED_HOUSE = 20, 0.9
# Words of the length of a name that stand apart in an address.
_APART = r"[ \t，,;；:：/|()（）]\p{Han}{2,4}(?:$|[ \t，,;；/|()（）]|收|先生|女士)|^\p{Han}{2,4}[ \t，,;；:：/|(（]"
_PIECES = re.compile(
    "(?:^|(?<=[ \t，,;；:：/|()（）]))[\u3400-\u9fff]{2,4}?(?=$|[ \t，,;；:：/|()（）]|(?:亲?收|先生|女士)(?:$|[ \t，,;；/|()（）]))"
)
# Lists that repeat a word ten times on average repeat words, not people.
_FEWEST_LISTED, _MANY_NAMES, _SHARE_OF_NAMES = 20, 30, 0.1
# Of other numbers of this length one in eighteen begins like a mobile number.
_AS_LONG_AS_MOBILE = r"(?:^|[^0-9])[0-9]{11}(?:[^0-9]|$)"
_CODE = forms.DIGIT | forms.UPPER | forms.LOWER
_LETTERS = forms.UPPER | forms.LOWER
_NO_CODE = forms.EVERY & ~_CODE
_BEYOND_ASCII = forms.HAN | forms.ODD | forms.FOREIGN
# Every identifier that is shipped has some of these: digits, letters, full-width ones, numerals.
_IDENTIFYING = _CODE | forms.AT | forms.ODD | forms.HAN
# Codes, dates and numbers; digits between commas or underlines are an amount or several numbers: 13800138000,13900139000.
_AMOUNT = r"[-+]?(?:[0-9.]*|[0-9]{1,4}(?:,[0-9]{2,4})+(?:\.[0-9]*)?|[0-9]{1,9}(?:[,_][0-9.]{0,9})+)"
_CODE_OR_DATE = (
    r"^[0-9A-Za-z]*$|^[0-9_]*[A-Za-z][0-9A-Za-z_]*$"
    rf"|^[0-9]{{2,4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}[ T0-9:.+Z]{{0,22}}$|^{_AMOUNT}$"
)
# A code that says itself what it is, and whose.
_SAYS_ITSELF = r"^wxid_"


def count_texts(
    profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None, claimed: Bools
) -> None:
    """Count the values inside the cells of a batch that are no value themselves and read as text."""
    rest = np.flatnonzero(~claimed & (column.lengths >= _SHORTEST_TEXT))
    if not len(rest):
        return
    classes = column.classes[rest]
    plain = classes & _BEYOND_ASCII == 0
    coded = plain & (classes & _NO_CODE == 0)
    doubtful = np.flatnonzero(plain & ~coded)
    coded[doubtful] = holding(column.array.take(pa.array(rest[doubtful])), _CODE_OR_DATE)
    doubtful = doubtful[coded[doubtful]]
    coded[doubtful] = ~holding(column.array.take(pa.array(rest[doubtful])), _SAYS_ITSELF)
    mixed = rest[coded & (classes & forms.DIGIT != 0) & (classes & _LETTERS != 0)]
    if len(mixed):
        words = column.array.take(pa.array(mixed))
        _count_coded(profile, words, weights[mixed] if weights is not None else None, apart=False)
    rest, classes = rest[~coded], classes[~coded]
    if not len(rest):
        return
    texts = column.array if len(rest) == len(column) else column.array.take(pa.array(rest))
    weight = weights[rest] if weights is not None else None
    gated = np.arange(len(rest)) if gated_by_own() else np.flatnonzero(classes & _IDENTIFYING)
    if len(gated) and len(gated) < len(rest):
        gated = gated[holding(texts.take(pa.array(gated)), text_gate())]
    elif len(gated):
        gated = gated[holding(texts, text_gate())]
    if len(gated):
        likely, its_weight = texts.take(pa.array(gated)), weight[gated] if weight is not None else None
        _count_spans(profile, likely, its_weight)
        if column.every & _LETTERS:
            _count_coded(profile, likely, its_weight, apart=True)
    _count_named(profile, texts, weight)
    if recognizer("PERSON") is not None:
        _count_called(profile.of("PERSON"), texts, weight)


def _count_called(counts: Counts, texts: pa.Array, weight: npt.NDArray[np.int64] | None) -> None:
    """Count the texts that call people by surname and title, 王女士来电: some of them are looked at."""
    some = spread(len(texts), _CALLING_PER_BATCH)
    rows = some[holding(texts if len(some) == len(texts) else texts.take(pa.array(some)), called_pattern())]
    if not len(rows):
        return
    chosen = rows[spread(len(rows), _TEXTS_PER_BATCH[0])]
    called = [
        {text[start:end] for start, end, kind in called_surnames(text) if kind == SURNAME}
        for text in texts.take(pa.array(chosen)).to_pylist()
    ]
    share = sum(map(bool, called)) / len(chosen)
    times = share * len(texts) / len(some)
    counts.called += round(times * (len(rows) if weight is None else int(weight[rows].sum())))
    counts.called_different = max(counts.called_different, len(set().union(*called)))


def _count_coded(profile: ColumnProfile, texts: pa.Array, weight: npt.NDArray[np.int64] | None, *, apart: bool) -> None:
    """Count what stands between letters; see `find_coded`."""
    times = 1.0 if weight is None else float(weight.sum()) / max(1, len(weight))
    for each, places in find_coded(texts, profile.failed, apart=apart):
        counts = profile.of(each.entity_type)
        counts.text_tried += round(places.tried * times)
        counts.text_context += round(places.beside * times)
        # What most codes of a column hold is no chance.
        _count_places(counts, places.rows, np.ones(len(places), dtype=np.bool_), weight)


def _count_spans(profile: ColumnProfile, texts: pa.Array, weight: npt.NDArray[np.int64] | None) -> None:
    found = find_spans(texts, named=False, failed=profile.failed)
    times = 1.0 if weight is None else float(weight.sum()) / len(texts)
    for entity_type, (tried, beside) in found.tally.items():
        profile.of(entity_type).text_tried += round(tried * times)
        profile.of(entity_type).text_context += round(beside * times)
    sure = found.scores >= _SURE_PLACE
    for number, entity_type in enumerate(found.names):
        mine = found.types == number
        if mine.any():
            _count_places(profile.of(entity_type), found.rows[mine], sure[mine], weight)
        if entity_type == "CN_MOBILE" and mine.any():
            _, beside = found.tally.get(entity_type, (0, 0))
            alike = holding(texts, _AS_LONG_AS_MOBILE) if 2 * beside < np.count_nonzero(mine) else None
            rows = distinct_of_sorted(found.rows[mine]) if alike is None else np.flatnonzero(alike)
            profile.of(entity_type).text_alike += len(rows) if weight is None else int(weight[rows].sum())


def _count_places(
    counts: Counts, rows: npt.NDArray[np.int64], sure: Bools, weight: npt.NDArray[np.int64] | None
) -> None:
    """Count places of one type: the text of each, in order, whether it is sure; `weight` is how often each text stands."""
    cells, surely = distinct_of_sorted(rows), rows[sure]
    counts.text_cells += len(cells) if weight is None else int(weight[cells].sum())
    counts.text_matches += len(rows) if weight is None else int(weight[rows].sum())
    counts.text_sure += len(surely) if weight is None else int(weight[surely].sum())


def _count_named(profile: ColumnProfile, texts: pa.Array, weight: npt.NDArray[np.int64] | None) -> None:
    """Look for names and addresses in a sample of the texts, spread over the batch: first in those with a word that
    goes with them, since one text in a hundred may be the only one."""
    rows = np.flatnonzero(holding(texts, _WORDY))
    if not len(rows):
        return
    weights = np.ones(len(texts)) if weight is None else weight.astype(np.float64)
    profile.texts += int(weights[rows].sum())
    for entity_type in NAMED:
        finder = recognizer(entity_type)
        if finder is None:
            continue  # switched off
        groups = _groups(texts, rows, weights[rows], _CUES[entity_type])
        looked = sum(_count_hits(profile, finder, texts.take(pa.array(group)), cells) for group, cells in groups)
        profile.looked[entity_type] = profile.looked.get(entity_type, 0) + looked


def _groups(texts: pa.Array, rows: Indexes, cells: Cells, cues: str) -> list[tuple[Indexes, Cells]]:
    """Return the texts with a word of some, and those without, each group with the cells that each text stands for.

    Where many have one, some of the texts stand for all.
    """
    for most in dict.fromkeys(min(len(rows), times * _CUED_PER_BATCH) for times in (1, 4, len(rows))):
        chosen = _chosen(cells, most)
        some, standing = rows[chosen], _standing(cells, chosen)
        cued = holding(texts if len(some) == len(texts) else texts.take(pa.array(some)), cues)
        if np.count_nonzero(cued) >= _TEXTS_PER_BATCH[-1]:
            break
    return [(some[group], standing[group]) for group in (cued, ~cued) if group.any()]


def _count_hits(profile: ColumnProfile, finder: Recognizer, texts: pa.Array, cells: Cells) -> int:
    """Look into some of the texts of a group, which stand for so many cells each, into more while none holds anything;
    return how many."""
    counts, name = profile.of(finder.entity_type), finder.entity_type
    looked = 0
    for most in _TEXTS_PER_BATCH:
        chosen = _chosen(cells, most)
        if len(chosen) == looked:
            return looked
        looked = len(chosen)
        hits = _hits(finder, texts.take(pa.array(chosen)).to_pylist(), profile)
        if not any(hits):
            continue
        for scores, stands_for in zip(hits, _standing(cells, chosen).tolist(), strict=True):
            if scores:
                profile.sampled[name] = profile.sampled.get(name, 0) + 1
                counts.text_matches += len(scores)
                counts.text_score += sum(scores)
                counts.text_estimate += stands_for * len(scores)
        return looked
    return looked


def _chosen(cells: Cells, most: int) -> Indexes:
    """Return some texts, of texts that stand for so many cells each: evenly spread, and more of those that stand for
    many, as many as their cells are of all."""
    kinds = np.searchsorted(_OFTEN, cells, side="right")
    shares = np.maximum(np.bincount(kinds, cells) / cells.sum(), np.bincount(kinds) / len(kinds))
    rows = [np.flatnonzero(kinds == kind) for kind in range(len(shares))]
    some = [mine[spread(len(mine), max(1, round(most * share)))] for mine, share in zip(rows, shares, strict=True)]
    return np.sort(np.concatenate(some))


def _standing(cells: Cells, chosen: Indexes) -> Cells:
    """Return for how many cells each chosen text stands, for those among it of texts that stand about as often."""
    kinds = np.searchsorted(_OFTEN, cells, side="right")
    looked = np.bincount(kinds[chosen], cells[chosen])
    return np.asarray(cells[chosen] * (np.bincount(kinds, cells) / np.maximum(looked, 1))[kinds[chosen]])


def _hits(finder: Recognizer, texts: Sequence[str], profile: ColumnProfile) -> list[list[float]]:
    """Return the scores of the values in each text, without those on the allow-list."""
    lists, name = active().lists, finder.entity_type
    scores: list[list[float]] = [[] for _ in texts]
    try:
        # All at once: what finds names looks at many texts as fast as at a few.
        found = [
            (row, texts[row][span.start : span.end], span.score)
            for row, span in located(texts, finder.spans("\n".join(texts)))
        ]
    except Exception as error:
        profile.failed[name] = type(error).__name__
        return scores
    if name == "PERSON" and _lists_words(profile, texts, {value for _, value, _ in found}, len(found)):
        return scores
    for row, value, score in found:
        if not lists.allows(name, value):
            scores[row].append(score)
    return scores


def _lists_words(profile: ColumnProfile, texts: Sequence[str], distinct: Collection[str], found: int) -> bool:
    """Return whether lists repeat a few words that look like names, as those of brands and labels do; a header that
    names people says that they are."""
    if found < _FEWEST_LISTED or not all(text.startswith('["') for text in texts):
        return False
    few = len(distinct) < _MANY_NAMES and len(distinct) < _SHARE_OF_NAMES * found
    return few and header_hint(profile.name, profile.comment).strength.get("PERSON", 0.0) < HINTED


def count_names_beside(
    profile: ColumnProfile, cells: pa.Array, rows: Indexes, weight: npt.NDArray[np.int64] | None
) -> None:
    """Look for names that stand apart in some of the cells that are addresses: 文三路8号（张伟收）, 文三路8号 张伟."""
    finder = recognizer("PERSON")
    if finder is None or not len(rows):
        return
    chosen = rows[spread(len(rows), _TEXTS_PER_BATCH[0])]
    texts = cells.take(pa.array(chosen))
    apart = np.flatnonzero(holding(texts, _APART))
    if not len(apart):
        return
    name, counts = finder.entity_type, profile.of(finder.entity_type)
    profile.looked[name] = profile.looked.get(name, 0) + len(chosen)
    weights = np.ones(len(cells), dtype=np.int64) if weight is None else weight
    times = float(weights[rows].sum()) / float(weights[chosen].sum())
    for row, text in zip(chosen[apart].tolist(), texts.take(pa.array(apart)).to_pylist(), strict=True):
        pieces = [piece for piece in _PIECES.findall(text) if not is_ordinary(piece)]
        whole = [[s.score for s in finder.spans(piece) if (s.start, s.end) == (0, len(piece))] for piece in pieces]
        scores = [score for each in whole for score in each if score >= _SURE_PLACE]
        if scores:
            profile.sampled[name] = profile.sampled.get(name, 0) + 1
            counts.text_matches += len(scores)
            counts.text_score += sum(scores)
            counts.text_estimate += times * float(weights[row]) * len(scores)


def count_sure_addresses(profile: ColumnProfile, cells: pa.Array, rows: Indexes) -> None:
    """Count how many of some cells that are addresses name an area and the number of a house: among sentences some look
    like an address."""
    finder = recognizer("CN_ADDRESS")
    if finder is None or not len(rows):
        return
    counts = profile.of(finder.entity_type)
    looked = cells.take(pa.array(rows[spread(len(rows), _ADDRESSES_LOOKED)])).to_pylist()
    counts.text_tried += len(looked)
    counts.text_sure += sum(any(span.score >= _NUMBERED_HOUSE for span in finder.spans(cell)) for cell in looked)
