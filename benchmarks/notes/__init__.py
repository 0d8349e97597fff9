"""Notes to measure with: sentence frames in many styles, filled with made-up persons and places.

Half of the frames may be looked at when rules or a model are made (`TUNING`), the other half only measures
(`REPORTED`); a hash of the frame decides, so a new frame moves no other. A full name is a span; a surname with a
title (王经理), 小李, 老张 and 张某 are none. The landmark of a spoken address (万达对面的阳光花园3栋) belongs to it.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from string import Formatter

from benchmarks.notes import bank, calls, chats, collection, courts, delivery, files, plain, visits
from benchmarks.notes.fields import FIELDS

Spans = set[tuple[int, int, str]]
_STYLES = (bank, calls, chats, collection, courts, delivery, files, plain, visits)
FRAMES = tuple(line for style in _STYLES for line in style.FRAMES.strip().splitlines())


def _measures(frame: str) -> bool:
    return hashlib.blake2b(frame.encode(), digest_size=1).digest()[0] % 2 == 1


REPORTED = tuple(frame for frame in FRAMES if _measures(frame))
TUNING = tuple(frame for frame in FRAMES if not _measures(frame))


def drawn(frames: Sequence[str], count: int, seed: int) -> list[tuple[str, Spans]]:
    """Return `count` notes and their spans (start, end, entity type), counted in characters."""
    rng = random.Random(seed)
    return [_filled(rng.choice(frames), rng) for _ in range(count)]


def _filled(frame: str, rng: random.Random) -> tuple[str, Spans]:
    text = ""
    spans: Spans = set()
    for literal, field, _, _ in Formatter().parse(frame):
        text += literal
        if not field:
            continue
        entity, value = FIELDS[field]
        written = value(rng)
        if entity:
            spans.add((len(text), len(text) + len(written), entity))
        text += written
    return text, spans
