"""Presidio's own recognizers, for use beside ours: built for Chinese texts, without models and without the network.

Presidio's patterns mark edges by `\\b`, which never matches between a Chinese character and a digit or letter, since
both are word characters. Compiled with the flag ASCII, only letters and digits of ASCII are, and the edges hold.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import cache

import presidio_analyzer.predefined_recognizers as theirs
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer

from recognizers.registry import shipped

# Works by the library phonenumbers, not by patterns; offline as well.
_BY_LIBRARY = {"PhoneRecognizer", "ZaMobileNumberRecognizer", "ZaTelephoneNumberRecognizer"}
# CN_BANK_CARD finds them all, with issuer prefixes.
_OURS = {"CREDIT_CARD"}


def predefined(names: Sequence[str], language: str = "zh") -> list[EntityRecognizer]:
    """Return Presidio's recognizers of these class names, in order, for texts of one language.

    Raises ValueError for a name that `available` does not have: recognizers that need a model or a service, and those
    whose entity type is one of ours (EmailRecognizer asks the network for a list of public suffixes).
    """
    unknown = [name for name in names if name not in _classes()]
    if unknown:
        raise ValueError(f"No such recognizer: {', '.join(unknown)}. Known: {', '.join(_classes())}.")
    return [_built(_classes()[name], language) for name in names]


@cache
def available() -> dict[str, tuple[str, ...]]:
    """Return the entity types of every recognizer that `predefined` can build, by class name."""
    return {name: tuple(_built(kind, "zh").supported_entities) for name, kind in _classes().items()}


@cache
def _classes() -> dict[str, type[EntityRecognizer]]:
    taken = _OURS | set(shipped().by_type)
    found = {}
    for name in sorted(theirs.__all__):
        kind = getattr(theirs, name)
        offline = name in _BY_LIBRARY or (inspect.isclass(kind) and issubclass(kind, PatternRecognizer))
        if offline and not taken & set(kind(supported_language="zh").supported_entities):
            found[name] = kind
    return found


def _built(kind: type[EntityRecognizer], language: str) -> EntityRecognizer:
    made = kind(supported_language=language)
    if isinstance(made, PatternRecognizer):
        # New patterns: those of the class are shared by all who use it.
        made.patterns = [Pattern(each.name, f"(?a){each.regex}", each.score) for each in made.patterns]
    return made
