"""All recognizers of this package: every module here that defines a `Recognizer` is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from recognizers.base import Recognizer

_NOT_FAMILIES = {"presidio", "nlp", "registry"}


@cache
def recognizer_classes() -> tuple[type[Recognizer], ...]:
    """Return the recognizer classes, the highest priority first."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in _NOT_FAMILIES:
            importlib.import_module(f"recognizers.{module.name}")
    return tuple(sorted(Recognizer.__subclasses__(), key=lambda c: (-c.priority, c.__name__)))


@cache
def recognizers() -> tuple[Recognizer, ...]:
    """Return one instance of every recognizer, the highest priority first."""
    return tuple(kind() for kind in recognizer_classes())


@cache
def recognizer(entity_type: str) -> Recognizer | None:
    """Return the recognizer of an entity type, or None."""
    return next((each for each in recognizers() if each.entity_type == entity_type), None)
