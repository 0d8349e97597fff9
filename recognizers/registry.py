"""The recognizers in use: every module here that defines one is found by itself, installed plug-ins stand beside them.

A job may use another set: `with using(RecognizerSet([...]))`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from pathlib import Path

from recognizers.base import Recognizer
from recognizers.plugins import plugins

_NOT_FAMILIES = {"custom", "foreign", "nlp", "plugins", "predefined", "presidio", "registry", "spacy_person"}
# One value of these names nobody: attributes of a person, business data, organizations.
_NAMES_NOBODY = {"attribute", "business", "organization"}


@cache
def recognizer_classes() -> tuple[type[Recognizer], ...]:
    """Return the recognizer classes of this package, the highest priority first."""
    found = []
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name in _NOT_FAMILIES:
            continue
        family = importlib.import_module(f"recognizers.{module.name}")
        found += [each for each in vars(family).values() if _defined_in(family.__name__, each)]
    return tuple(sorted(found, key=lambda c: (-c.priority, c.__name__)))


def _defined_in(module: str, value: object) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Recognizer)
        and value.__module__ == module
        and "entity_type" in vars(value)
    )


class RecognizerSet:
    """Recognizers that are used together, the highest priority first; of two with one entity type the first counts.

    A set never changes, so what is remembered of its recognizers may be kept by the set itself.
    """

    def __init__(self, members: Iterable[Recognizer]) -> None:
        self.by_type: dict[str, Recognizer] = {}
        for each in sorted(members, key=lambda r: (-r.priority, type(r).__name__, r.entity_type)):
            self.by_type.setdefault(each.entity_type, each)
        self.members = tuple(self.by_type.values())

    @cached_property
    def in_text(self) -> tuple[Recognizer, ...]:
        """Those that find values inside texts."""
        return tuple(each for each in self.members if each.in_text)


# Presidio looks classes up by name among all that are loaded; a name of its own must stay its own.
_PRESIDIO_HAS = {"Email", "MacAddress"}


def presidio_name(definition: type[Recognizer]) -> str:
    """Return the name of a recognizer's Presidio class: ResidentIdRecognizer, but CnEmailRecognizer."""
    prefix = "Cn" if definition.__name__ in _PRESIDIO_HAS else ""
    return f"{prefix}{definition.__name__}Recognizer"


@cache
def shipped() -> RecognizerSet:
    """Return the recognizers of this package alone."""
    return RecognizerSet(kind() for kind in recognizer_classes())


@cache
def default() -> RecognizerSet:
    """Return the recognizers of this package and of installed plug-ins."""
    return RecognizerSet([*shipped().members, *plugins().recognizers])


_ACTIVE: ContextVar[RecognizerSet | None] = ContextVar("recognizers", default=None)


def active() -> RecognizerSet:
    """Return the set in use."""
    return _ACTIVE.get() or default()


def activate(chosen: RecognizerSet | None) -> None:
    """Use a set from now on (None: the default), in this thread or process."""
    _ACTIVE.set(chosen)


@contextmanager
def using(chosen: RecognizerSet) -> Iterator[RecognizerSet]:
    """Use a set inside a `with` block."""
    token = _ACTIVE.set(chosen)
    try:
        yield chosen
    finally:
        _ACTIVE.reset(token)


def recognizers() -> tuple[Recognizer, ...]:
    """Return the recognizers in use, the highest priority first."""
    return active().members


def text_recognizers() -> tuple[Recognizer, ...]:
    """Return those that find values inside texts, the highest priority first."""
    return active().in_text


def recognizer(entity_type: str) -> Recognizer | None:
    """Return the recognizer of an entity type, or None."""
    return active().by_type.get(entity_type)


def names_nobody(entity_type: str) -> bool:
    """Return whether a value of a type points to no person by itself."""
    found = recognizer(entity_type)
    return found is not None and found.role in _NAMES_NOBODY


def identifies(entity_type: str) -> bool:
    """Return whether a value of a type is a person's own, so that it is worth looking for elsewhere."""
    found = recognizer(entity_type)
    return found is not None and found.role == "identifier"
