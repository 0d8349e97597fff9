"""Values inside free text, for many texts at once: per recognizer, one pass over the texts that could hold any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.setup import DetectionSetup, active
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from recognizers.base import Span
from recognizers.columns import TextColumn
from recognizers.plate import PROVINCES
from recognizers.registry import recognizers, shipped, text_recognizers

# Types that the words of a text decide; they are searched text by text.
NAMED = ("PERSON", "CN_ADDRESS")
_D = r"[0-9\x{FF10}-\x{FF19}]"
# What a text must hold before any identifier that is shipped is looked for (RE2).
_GATE = (
    rf"{_D}[0-9\x{{FF10}}-\x{{FF19}} \-()\x{{FF08}}\x{{FF09}}]{{5,}}[0-9\x{{FF10}}-\x{{FF19}}Xx\x{{FF38}}\x{{FF58}}]"
    rf"|[@\x{{FF20}}]|[{PROVINCES}][A-Za-z\x{{FF21}}-\x{{FF3A}}]|[A-Za-z]{_D}{{7}}"
    r"|字第|://[^ ]+\?|(?i:微信|加微|wechat|weixin|wx|qq|扣扣)|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
    r"|(?:[0-9A-Fa-f]{2}[:-]){5}|\.[0-9]{4,12} ?[,，;/ ]|[A-HJ-NPR-Za-hj-npr-z0-9]{13}[0-9]{4}"
)


def text_gate() -> str:
    """Return what a text must hold before any identifier is looked for (RE2): shipped, of plug-ins, of users."""
    return _gate(active())


@lru_cache(maxsize=16)
def _gate(setup: DetectionSetup) -> str:
    more = [each.text_gate for each in setup.recognizers.in_text if each.entity_type not in shipped().by_type]
    return "|".join([_GATE, *more, *filter(None, [setup.lists.gate])])


def joined_spans(
    texts: Sequence[str],
    *,
    named: bool = True,
    failed: dict[str, str] | None = None,
    tally: dict[str, tuple[int, int]] | None = None,
    wary: bool = False,
) -> tuple[npt.NDArray[np.int64], list[Span]]:
    """Return (text index of each span, spans with offsets inside their text), in order, without overlaps.

    `named` also looks for names and addresses. Where types overlap, the better scored span stays. A recognizer that
    raises is named in `failed` with the kind of its error; without `failed`, SourceError is raised: a text in which
    something may have been missed is not masked. `tally` gains, by type, how many places were tried and how many
    stand beside a context word. `wary` also takes numbers that the word before calls something else.
    """
    array = pa.array(texts, pa.string())
    folded = TextColumn(array).folded.array
    lists = active().lists
    found: list[tuple[int, Span]] = []
    for each in text_recognizers():
        if not named and each.entity_type in NAMED:
            continue
        hit = np.flatnonzero(pc.match_substring_regex(folded, each.text_gate).to_numpy(zero_copy_only=False))
        if not len(hit):
            continue
        chosen = [texts[index] for index in hit.tolist()]
        try:
            spans, tried, beside = each.places("\n".join(chosen), wary=wary)
        except Exception as error:  # users' recognizers and plug-ins may raise anything
            _note_failure(each.entity_type, error, failed)
            continue
        if tally is not None:
            tally[each.entity_type] = (tried, beside)
        placed = ((int(hit[row]), span) for row, span in located(chosen, spans))
        if each.entity_type in lists.allow:
            found += [(r, s) for r, s in placed if not lists.allows(s.entity_type, texts[r][s.start : s.end])]
        else:
            found += placed
    if lists.deny:
        found += located(texts, lists.denied_spans("\n".join(texts)))
    found = _resolved(found)
    return np.array([row for row, _ in found], dtype=np.int64), [span for _, span in found]


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


def _resolved(spans: list[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """Return spans without overlaps: better score first, then the recognizer's priority, then length."""
    order = {each.entity_type: -each.priority for each in recognizers()}
    kept: list[tuple[int, Span]] = []
    for row, span in sorted(spans, key=lambda each: (each[0], each[1].start, -each[1].score)):
        if kept and kept[-1][0] == row and span.start < kept[-1][1].end:
            if _rank(span, order) < _rank(kept[-1][1], order):
                kept[-1] = (row, span)
        else:
            kept.append((row, span))
    return kept


def _rank(span: Span, order: dict[str, int]) -> tuple[float, int, int]:
    return (-span.score, order.get(span.entity_type, 0), span.start - span.end)
