"""Values inside free text, for many texts at once: per recognizer, one pass over the texts that could hold any."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.detection.birth_dates import BIRTH_GATE, birth_places
from pii_scanner.detection.damaged import DAMAGED_INSIDE, damaged_places
from pii_scanner.detection.encoded import ENCODED_INSIDE, encoded_places
from pii_scanner.detection.hong_kong_ids import HONG_KONG_GATE, hong_kong_places
from pii_scanner.detection.institution_numbers import INSTITUTION_GATE, institution_places
from pii_scanner.detection.machine_readable import MACHINE_READABLE_GATE, machine_readable_places
from pii_scanner.detection.setup import DetectionSetup, active
from pii_scanner.detection.slots import with_slots
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from recognizers import disguises
from recognizers.base import Span
from recognizers.disguises import Disguised, disguised
from recognizers.escapes import without_escapes
from recognizers.matching import holding
from recognizers.plate import PROVINCES
from recognizers.registry import recognizers, shipped, text_recognizers
from recognizers.searching import Found, search
from recognizers.texts import TextBatch

# Types that the words of a text decide; they are searched text by text.
NAMED = ("PERSON", "CN_ADDRESS")
_URL = "URL"
_EMAIL = "EMAIL_ADDRESS"
# Scores above any other.
_WHOLE, _ADDRESS = 2.0, 1.5
_D = r"[0-9\x{FF10}-\x{FF19}]"
# What a text must hold before anything is looked for that few texts hold (RE2): asked for together, since a pass takes
# as long for one as for all.
_RARE = f"{disguises.GATE}|{DAMAGED_INSIDE}|{ENCODED_INSIDE}|{INSTITUTION_GATE}|{BIRTH_GATE}|{HONG_KONG_GATE}|{MACHINE_READABLE_GATE}"
# What a text must hold before any identifier that is shipped is looked for (RE2).
_GATE = (
    rf"{_RARE}|{_D}[0-9\x{{FF10}}-\x{{FF19}} .\-()\x{{FF08}}\x{{FF09}}\x{{A0}}\x{{2000}}-\x{{200A}}\x{{202F}}\x{{3000}}\x{{2010}}-\x{{2014}}]{{5,}}[0-9\x{{FF10}}-\x{{FF19}}Xx\x{{FF38}}\x{{FF58}}]"
    rf"|1[3-9][0-9]/[0-9]{{4}}/[0-9]|[@\x{{FF20}}]|[{PROVINCES}][A-Za-z\x{{FF21}}-\x{{FF3A}}]|[A-Za-z]{_D}{{7}}"
    r"|字第|://[^ ]+\?|(?i:微|威信|绿泡泡|加q|q[:：]|企鹅|球球|wechat|weixin|wx|vx|v信|薇信|加[我他她下]?v|qq|扣扣)|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
    r"|(?:[0-9A-Fa-f]{2}[:-]){5}|\.[0-9]{4,12} ?[,，;/ ]|[A-HJ-NPR-Za-hj-npr-z0-9]{13}[0-9]{4}"
)


def text_gate() -> str:
    """Return what a text must hold before any identifier is looked for (RE2): shipped, of plug-ins, of users."""
    return _gate(active())


def gated_by_own() -> bool:
    """Return whether the gate holds more than what is shipped: then any text may pass it."""
    return text_gate() != _GATE


@lru_cache(maxsize=16)
def _gate(setup: DetectionSetup) -> str:
    more = [each.text_gate for each in setup.recognizers.in_text if each.entity_type not in shipped().by_type]
    return "|".join([_GATE, *more, *filter(None, [setup.lists.gate])])


def may_hold(texts: pa.Array, types: Collection[str]) -> npt.NDArray[np.bool_]:
    """Return in which of an array of strings `find_spans` may find a value of some types, none of them in NAMED."""
    gates = [each.text_gate for each in text_recognizers() if each.entity_type in types]
    if active().lists.deny or not gates:
        return np.ones(len(texts), dtype=np.bool_)
    return holding(texts, _RARE) | holding(TextBatch(texts).folded.array, "|".join(f"(?:{gate})" for gate in gates))


def joined_spans(
    texts: Sequence[str], *, named: bool = True, failed: dict[str, str] | None = None, wary: bool = False
) -> tuple[npt.NDArray[np.int64], list[Span]]:
    """Return (text index of each span, spans with offsets inside their text), in order, without overlaps.

    `named` also looks for names and addresses. Where types overlap, the better scored span stays. A recognizer that
    raises is named in `failed` with the kind of its error; without `failed`, SourceError is raised: a text in which
    something may have been missed is not masked. `wary` also takes numbers that the word before calls something else.
    """
    found = find_spans(pa.array(texts, pa.string()), named=named, failed=failed, wary=wary)
    places = zip(found.starts.tolist(), found.ends.tolist(), found.types.tolist(), found.scores.tolist(), strict=True)
    return found.rows, [Span(start, end, found.names[number], score) for start, end, number, score in places]


@dataclass(frozen=True)
class FoundSpans:
    """Spans of all types in texts, in order, without overlaps, as arrays: text, first character, the one behind the
    last, the type's place in `names`, score. `tally` has, by type, how many places were tried and how many stand
    beside a context word."""

    rows: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    types: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]
    names: tuple[str, ...]
    tally: dict[str, tuple[int, int]]


def find_spans(
    texts: pa.Array,
    *,
    named: bool = True,
    failed: dict[str, str] | None = None,
    wary: bool = False,
    whole_urls: bool = False,
) -> FoundSpans:
    """Return the spans of an array of strings, those of their plain forms among them; see `joined_spans`. With
    `whole_urls` a URL stays whole where a number stands in it; else the number is told."""
    texts = without_escapes(texts)
    found, tally = _found(texts, named, failed, wary)
    rare = np.flatnonzero(holding(texts, _RARE))
    if len(rare):
        few = texts.take(pa.array(rare))
        found += [(name, replace(each, rows=rare[each.rows])) for name, each in _rarely_found(few, failed, wary)]
    return _resolved(found, tally, whole_urls)


def _rarely_found(texts: pa.Array, failed: dict[str, str] | None, wary: bool) -> list[tuple[str, Found]]:
    """Return the places in strings that hold a sign of what few do: plain forms, and forms of no recognizer's own."""
    found: list[tuple[str, Found]] = []
    plain = disguised(texts)
    if plain is not None:
        # What is only named there, as in a URL, nobody looks for elsewhere.
        found += [(name, _moved(each, plain)) for name, each in _found(plain.texts, True, failed, wary)[0]]
    found += damaged_places(texts)
    found += institution_places(texts)
    found += birth_places(texts)
    found += hong_kong_places(texts)
    found += machine_readable_places(texts)
    found += encoded_places(texts, lambda decoded: _found(decoded, True, failed, wary)[0], whole=True)
    return found


def _moved(found: Found, plain: Disguised) -> Found:
    rows, starts, ends = plain.placed(found.rows, found.starts, found.ends)
    return Found(rows, starts, ends, found.scores)


def _found(
    texts: pa.Array, named: bool, failed: dict[str, str] | None, wary: bool
) -> tuple[list[tuple[str, Found]], dict[str, tuple[int, int]]]:
    """Return the places of each type in an array of strings, and by type how many were tried."""
    batch = TextBatch(texts)
    lists = active().lists
    found: list[tuple[str, Found]] = []
    tally: dict[str, tuple[int, int]] = {}
    for each in text_recognizers():
        if not named and each.entity_type in NAMED:
            continue
        try:
            places = search(each, batch, wary=wary)
        except Exception as error:  # users' recognizers and plug-ins may raise anything
            _note_failure(each.entity_type, error, failed)
            continue
        if each.entity_type == "PERSON":
            places = with_slots(batch.folded.array, places)
        if places.tried or len(places):
            tally[each.entity_type] = (places.tried, places.beside)
        if not len(places):
            continue
        if each.entity_type in lists.allow:
            places = _not_allowed(each.entity_type, places, batch)
        found.append((each.entity_type, places))
    if lists.deny:
        found += _denied(batch.column.array.to_pylist())
    return found, tally


def _not_allowed(entity_type: str, found: Found, batch: TextBatch) -> Found:
    """Return the places without those on the allow-list."""
    texts, lists = batch.column.array, active().lists
    places = zip(found.rows.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True)
    kept = [not lists.allows(entity_type, texts[row].as_py()[start:end]) for row, start, end in places]
    return found.only(np.array(kept, dtype=np.bool_))


def _denied(texts: Sequence[str]) -> list[tuple[str, Found]]:
    placed = list(located(texts, active().lists.denied_spans("\n".join(texts))))
    result = []
    for entity_type in dict.fromkeys(span.entity_type for _, span in placed):
        mine = [(row, span) for row, span in placed if span.entity_type == entity_type]
        columns = zip(*((row, span.start, span.end, span.score) for row, span in mine), strict=True)
        rows, starts, ends, scores = (np.array(column) for column in columns)
        result.append((entity_type, Found(rows, starts, ends, scores)))
    return result


def _note_failure(entity_type: str, error: Exception, failed: dict[str, str] | None) -> None:
    if failed is None:
        raise SourceError(
            tr(
                "The recognizer of {type} failed ({reason}): what it finds could stay in the copy. Mend it, or switch it off with `disable`.",
                type=entity_type,
                reason=type(error).__name__,
            )
        ) from error
    failed[entity_type] = type(error).__name__


def located(texts: Sequence[str], spans: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """Yield (text index, span with offsets inside its text) for spans of the joined texts, in order."""
    row, begin = 0, 0
    for span in spans:
        while span.start > begin + len(texts[row]):
            begin += len(texts[row]) + 1
            row += 1
        yield row, Span(span.start - begin, span.end - begin, span.entity_type, span.score)


def _resolved(found: list[tuple[str, Found]], tally: dict[str, tuple[int, int]], whole_urls: bool) -> FoundSpans:
    """Return spans without overlaps: better score first, then the recognizer's priority, then length."""
    names = tuple(dict.fromkeys(name for name, _ in found))
    none = np.zeros(0, dtype=np.int64)
    rows = np.concatenate([none, *(each.rows for _, each in found)])
    starts = np.concatenate([none, *(each.starts for _, each in found)])
    ends = np.concatenate([none, *(each.ends for _, each in found)])
    scores = np.concatenate([np.zeros(0), *(each.scores for _, each in found)])
    types = np.repeat(np.array([names.index(name) for name, _ in found], dtype=np.int64), [len(f) for _, f in found])
    order = np.lexsort((-scores, starts, rows))
    rows, starts, ends, types, scores = rows[order], starts[order], ends[order], types[order], scores[order]
    over = np.zeros(len(rows), dtype=np.bool_)
    over[1:] = (rows[1:] == rows[:-1]) & (starts[1:] < ends[:-1])
    if over.any():
        kept = np.ones(len(rows), dtype=np.bool_)
        crowded = np.flatnonzero(np.isin(rows, rows[over]))
        rank = scores[crowded]
        if _EMAIL in names:
            # What stands in an address belongs to it: u80363b474ed95821@example.com holds no VIN.
            rank = np.where(types[crowded] == names.index(_EMAIL), _ADDRESS, rank)
        if whole_urls and _URL in names:
            rank = np.where(types[crowded] == names.index(_URL), _WHOLE, rank)
        kept[crowded] = _best(rows[crowded], starts[crowded], ends[crowded], types[crowded], rank, names)
        rows, starts, ends, types, scores = rows[kept], starts[kept], ends[kept], types[kept], scores[kept]
    return FoundSpans(rows, starts, ends, types, scores, names, tally)


def _best(
    rows: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    types: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    names: tuple[str, ...],
) -> npt.NDArray[np.bool_]:
    """Return which spans stay, of texts where some overlap: one after the other, the better ranked.

    A name gives way to an identifier, which its form tells: 标的车川E03G18 holds a plate and nobody called 车川. A URL may
    hold one. A landline number with an extension holds no mobile number: 0532-1824269-9520.
    """
    priority = {each.entity_type: each.priority for each in recognizers()}
    person = names.index("PERSON") if "PERSON" in names else -1
    landline, mobile = (names.index(name) if name in names else -2 for name in ("CN_LANDLINE", "CN_MOBILE"))
    with_names = [names.index(name) for name in (*NAMED, _URL) if name in names]
    kinds = types.tolist()
    rank = [
        (-score, -priority.get(names[number], 0), start - end)
        for start, end, number, score in zip(
            starts.tolist(), ends.tolist(), types.tolist(), scores.tolist(), strict=True
        )
    ]
    kept = np.zeros(len(rows), dtype=np.bool_)
    last = -1
    for index, (row, start) in enumerate(zip(rows.tolist(), starts.tolist(), strict=True)):
        if last >= 0 and rows[last] == row and start < ends[last]:
            one, other = kinds[last], kinds[index]
            better = rank[index] < rank[last]
            if person in (one, other) and one != other and (one not in with_names or other not in with_names):
                better = one == person
            if (one, other) == (landline, mobile) and ends[index] <= ends[last]:
                better = False
            if better:
                kept[last], kept[index], last = False, True, index
        else:
            kept[index], last = True, index
    return kept
