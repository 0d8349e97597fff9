"""Places in a text that overlap, as one."""

from __future__ import annotations

from recognizers.base import Span


def united(spans: list[Span]) -> list[Span]:
    """Return spans in order without overlaps; two that overlap become one, of the longer one's type."""
    united: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if united and span.start < united[-1].end:
            last = united[-1]
            kind = span.entity_type if span.end - span.start > last.end - last.start else last.entity_type
            united[-1] = Span(last.start, max(last.end, span.end), kind, max(last.score, span.score))
        else:
            united.append(span)
    return united
