"""All recognizers of this package: every module here that defines a `Recognizer` is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from recognizers.base import Recognizer

_NOT_FAMILIES = {"presidio", "predefined", "nlp", "registry"}


@cache
def recognizer_classes() -> tuple[type[Recognizer], ...]:
    """Return the recognizer classes, the highest priority first."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in _NOT_FAMILIES:
            importlib.import_module(f"recognizers.{module.name}")
    return tuple(sorted(_families(Recognizer), key=lambda c: (-c.priority, c.__name__)))


def _families(parent: type[Recognizer]) -> Iterator[type[Recognizer]]:
    for child in parent.__subclasses__():
        if "entity_type" in vars(child):
            yield child
        yield from _families(child)


# Presidio looks classes up by name among all that are loaded; a name of its own must stay its own.
_PRESIDIO_HAS = {"Email", "MacAddress"}


def presidio_name(definition: type[Recognizer]) -> str:
    """Return the name of a recognizer's Presidio class: ResidentIdRecognizer, but CnEmailRecognizer."""
    prefix = "Cn" if definition.__name__ in _PRESIDIO_HAS else ""
    return f"{prefix}{definition.__name__}Recognizer"


@cache
def text_recognizers() -> tuple[Recognizer, ...]:
    """Return those that find values inside texts, the highest priority first."""
    return tuple(each for each in recognizers() if each.in_text)


@cache
def recognizers() -> tuple[Recognizer, ...]:
    """Return one instance of every recognizer, the highest priority first."""
    return tuple(kind() for kind in recognizer_classes())


# One value of these names nobody: attributes of a person, business data, organizations.
_NAMES_NOBODY = {"attribute", "business", "organization"}


def names_nobody(entity_type: str) -> bool:
    """Return whether a value of a type points to no person by itself."""
    found = recognizer(entity_type)
    return found is not None and found.role in _NAMES_NOBODY


def identifies(entity_type: str) -> bool:
    """Return whether a value of a type is a person's own, so that it is worth looking for elsewhere."""
    found = recognizer(entity_type)
    return found is not None and found.role == "identifier"


@cache
def recognizer(entity_type: str) -> Recognizer | None:
    """Return the recognizer of an entity type, or None."""
    return next((each for each in recognizers() if each.entity_type == entity_type), None)
