"""What a column's name and comment say of its content: Chinese, English, pinyin initials."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from pii_scanner.detection.setup import DetectionSetup, active
from pii_scanner.presets import preset_path
from recognizers.registry import recognizers

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAN = re.compile(r"[\u4e00-\u9fa5]")


@dataclass(frozen=True)
class HeaderHint:
    """`strength` per entity type in 0..1, and whether the name speaks against identifiers."""

    strength: dict[str, float]
    negative: bool


@cache
def _negative_words() -> frozenset[str]:
    return frozenset(yaml.safe_load(preset_path("headers.yaml").read_text(encoding="utf-8"))["negative"])


def header_hint(name: str, comment: str = "") -> HeaderHint:
    """Return the hint of a column's name; a database comment counts a little less."""
    return _hint(active(), name, comment)


@lru_cache(maxsize=1 << 14)
def _hint(setup: DetectionSetup, name: str, comment: str) -> HeaderHint:
    strength: dict[str, float] = {}
    for text, weight in ((name, 1.0), (comment, 0.9)):
        for each in setup.recognizers.members:
            headers = (*each.headers, *setup.settings.headers.get(each.entity_type, ()))
            found = max((_likeness(text, header) for header in headers), default=0.0) * weight
            if found:
                strength[each.entity_type] = max(found, strength.get(each.entity_type, 0.0))
    negative = any(_likeness(name, word, anywhere=True) for word in _negative_words())
    best = max(strength.values(), default=0.0)
    # The best hint counts whole; a weaker one (a part of the same words) hardly.
    strength = {kind: value if value >= best - 0.05 else value * 0.5 for kind, value in strength.items()}
    return HeaderHint(strength, negative)


# What only a header tells must be named by it, not merely be a part of it.
_NAMED = 0.8


def hinted_types(name: str, comment: str = "") -> frozenset[str]:
    """Return the entity types, among those that only a header tells, which a column's name or comment names."""
    strength = header_hint(name, comment).strength
    return frozenset(
        each.entity_type for each in recognizers() if each.needs_header and strength.get(each.entity_type, 0) >= _NAMED
    )


def _words(text: str) -> list[str]:
    """Return the words of an English or pinyin name: jkr_sfzh2, idCardNo -> lower case, without numbers."""
    parts = re.split(r"[^A-Za-z]+", _CAMEL.sub("_", text))
    return [part.lower() for part in parts if part]


def _likeness(text: str, header: str, *, anywhere: bool = False) -> float:
    """Return how well a column name fits a known header name, in 0..1."""
    if _HAN.search(header):
        plain = re.sub(r"[\s\d_()（）:：*#/、.-]", "", text)
        if plain == header:
            return 1.0
        if plain.endswith(header):
            return 0.9
        if header in plain and (anywhere or len(header) >= 2):
            return 0.9 if anywhere else 0.5
        return 0.0
    have, want = _words(text), _words(header)
    if not have or not want:
        return 0.0
    if have == want or "".join(have) == "".join(want):
        return 1.0
    for start in range(len(have) - len(want) + 1):
        if have[start : start + len(want)] == want:
            # `name` in product_name says little; a word of two letters nothing unless it ends the name.
            if len("".join(want)) <= 2 or want == ["name"]:
                return 0.6 if start + len(want) == len(have) and not anywhere else 0.0
            return 0.9 if start + len(want) == len(have) else 0.6
    return 0.0
