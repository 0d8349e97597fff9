"""Values inside free text, for many texts at once: one pass per recognizer over the joined texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from recognizers.base import Span
from recognizers.plate import PROVINCES
from recognizers.registry import recognizers

# Types that the words of a text decide; they are searched text by text.
NAMED = ("PERSON", "CN_ADDRESS")
_D = r"[0-9\x{FF10}-\x{FF19}]"
# What a text must hold before any identifier is looked for (RE2).
GATE = (
    rf"{_D}[0-9\x{{FF10}}-\x{{FF19}} \-()\x{{FF08}}\x{{FF09}}]{{5,}}[0-9\x{{FF10}}-\x{{FF19}}Xx\x{{FF38}}\x{{FF58}}]"
    rf"|[@\x{{FF20}}]|[{PROVINCES}][A-Za-z\x{{FF21}}-\x{{FF3A}}]|[A-Za-z]{_D}{{7}}"
)


@cache
def _gates() -> dict[str, re.Pattern[str]]:
    """Return, per entity type, a pattern without which a joined text holds no value of it."""
    return {
        each.entity_type: re.compile(re.sub(r"\\x\{([0-9A-F]+)\}", lambda m: f"\\u{int(m[1], 16):04x}", each.gate))
        for each in recognizers()
    }


def joined_spans(texts: Sequence[str], *, named: bool = True) -> tuple[npt.NDArray[np.int64], list[Span]]:
    """Return (text index of each span, spans with offsets inside their text), in order, without overlaps.

    `named` also looks for names and addresses. Where types overlap, the better scored span stays.
    """
    joined = "\n".join(texts)
    found: list[Span] = []
    for each in recognizers():
        if (named or each.entity_type not in NAMED) and _gates()[each.entity_type].search(joined):
            found += each.spans(joined)
    found = _resolved(found)
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if len(texts) else np.zeros(0, dtype=np.int64)
    rows = np.searchsorted(starts, [span.start for span in found], side="right") - 1
    local = [
        Span(span.start - int(starts[row]), span.end - int(starts[row]), span.entity_type, span.score)
        for span, row in zip(found, rows, strict=True)
    ]
    return rows.astype(np.int64), local


def _resolved(spans: list[Span]) -> list[Span]:
    """Return spans without overlaps: better score first, then the recognizer's priority, then length."""
    order = {each.entity_type: -each.priority for each in recognizers()}
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.score)):
        if kept and span.start < kept[-1].end:
            if _rank(span, order) < _rank(kept[-1], order):
                kept[-1] = span
        else:
            kept.append(span)
    return kept


def _rank(span: Span, order: dict[str, int]) -> tuple[float, int, int]:
    return (-span.score, order.get(span.entity_type, 0), span.start - span.end)
