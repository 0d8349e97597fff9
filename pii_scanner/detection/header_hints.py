"""What a column's name and comment say of its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pii_scanner.detection.header_names import (
    HeaderWords,
    likeness,
    names_something_else,
    shipped_words,
    speaks_against,
)
from pii_scanner.detection.setup import DetectionSetup, active
from recognizers.registry import recognizers

_COMMENT = 0.9
# What stands in a copy's header in place of a value says nothing of the cells below: SKU_ID <CN_PASSPORT>.
_LABEL = re.compile(r" ?<([A-Z][A-Z_]+)>")
# What only a header tells must be named by it, not merely be a part of it.
_NAMED = 0.8
# A weaker hint than the best one is a part of the same words.
_NEARLY_BEST = 0.1


@dataclass(frozen=True)
class HeaderHint:
    """`strength` per entity type in 0..1, whether the name speaks against identifiers, and whether it is known to be
    that of something else: 商品名称."""

    strength: dict[str, float]
    negative: bool
    other: bool = False


def header_hint(name: str, comment: str = "") -> HeaderHint:
    """Return the hint of a column's name; a database comment counts a little less."""
    return _hint(active(), name, comment)


@lru_cache(maxsize=1 << 14)
def _hint(setup: DetectionSetup, name: str, comment: str) -> HeaderHint:
    words = _words(setup)
    known = setup.recognizers.by_type
    name = _LABEL.sub(lambda label: "" if label[1] in known else label[0], name)
    strength = {kind: value for kind, value in likeness(name, words).items() if kind in known}
    if comment:
        for kind, value in likeness(comment, words).items():
            if kind in known:
                strength[kind] = max(value * _COMMENT, strength.get(kind, 0.0))
    best = max(strength.values(), default=0.0)
    # The best hint counts whole; a weaker one (a part of the same words) hardly.
    strength = {
        kind: value if value >= best - _NEARLY_BEST else value * 0.5 for kind, value in strength.items() if value
    }
    # Types of what is left come last, so that of equal hints the proper type's is the first.
    strength = dict(sorted(strength.items(), key=lambda each: known[each[0]].leftover))
    return HeaderHint(strength, speaks_against(name, words), names_something_else(name, words))


@lru_cache(maxsize=16)
def _words(setup: DetectionSetup) -> HeaderWords:
    """Return the shipped names of columns, those of plug-ins and users' recognizers, and those that settings add."""
    own = {each.entity_type: each.headers for each in setup.recognizers.members if each.headers}
    return shipped_words().with_names(own).with_names(setup.settings.headers)


def hinted_types(name: str, comment: str = "") -> frozenset[str]:
    """Return the entity types, among those that only a header tells, which a column's name or comment names."""
    strength = header_hint(name, comment).strength
    return frozenset(
        each.entity_type for each in recognizers() if each.needs_header and strength.get(each.entity_type, 0) >= _NAMED
    )


def named_types(name: str, comment: str = "") -> frozenset[str]:
    """Return all entity types that a column's name or comment names."""
    return frozenset(kind for kind, value in header_hint(name, comment).strength.items() if value >= _NAMED)
