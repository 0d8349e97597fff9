"""What detection uses in a run: the recognizers, the value lists and the classes of users' own entity types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pii_scanner.config.detection import DetectionSettings
from pii_scanner.frameworks.registry import OwnClasses, use_classes, use_frameworks
from pii_scanner.i18n import name_types, tr
from recognizers.plugins import plugins

# Recognizers take a while to load: a run in which nothing is read does without.
if TYPE_CHECKING:
    from pii_scanner.detection.lists import ValueLists
    from recognizers.base import Recognizer
    from recognizers.registry import RecognizerSet


@dataclass(frozen=True, eq=False)
class DetectionSetup:
    """Made from settings by `setup_of`, which every process does for itself."""

    settings: DetectionSettings
    recognizers: RecognizerSet
    lists: ValueLists
    classes: OwnClasses
    titles: dict[str, str] = field(default_factory=dict)


def setup_of(settings: DetectionSettings) -> DetectionSetup:
    """Return the recognizers and lists that settings ask for."""
    from pii_scanner.detection.lists import ValueLists
    from recognizers import registry

    members: list[Recognizer] = [
        each for each in registry.default().members if each.entity_type not in settings.disable
    ]
    members += [each for each in _own(settings) if each.entity_type not in settings.disable]
    members += [each for each in _foreign(settings) if each.entity_type not in settings.disable]
    if settings.nlp_model is not None and "PERSON" not in settings.disable:
        from recognizers.spacy_person import spacy_person

        members.append(spacy_person(settings.nlp_model))
    lists = ValueLists(_values(settings.allow_list), _values(settings.deny_list))
    classes = {
        framework: {
            spec.entity_type: spec.classes[framework] for spec in settings.recognizers if framework in spec.classes
        }
        for framework in sorted({name for spec in settings.recognizers for name in spec.classes})
    }
    titles = {spec.entity_type: spec.title for spec in settings.recognizers if spec.title}
    return DetectionSetup(settings, registry.RecognizerSet(members), lists, classes, titles)


def _values(lists: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(values) for kind, values in lists.items() if isinstance(values, tuple)}


def _own(settings: DetectionSettings) -> list[Recognizer]:
    from recognizers.base import Shape
    from recognizers.custom import custom_recognizer

    return [
        custom_recognizer(
            spec.entity_type,
            [Shape(f"pattern {n}", p.regex, p.score, p.needs_context) for n, p in enumerate(spec.patterns, 1)],
            check=spec.check or "",
            context=spec.context,
            headers=spec.headers,
            role=spec.role,
            needs_header=spec.needs_header,
            priority=spec.priority,
        )
        for spec in settings.recognizers
    ]


def _foreign(settings: DetectionSettings) -> list[Recognizer]:
    if not settings.presidio:
        return []
    from recognizers.foreign import columnar
    from recognizers.predefined import predefined

    return [each for presidio in predefined(settings.presidio) for each in columnar(presidio)]


@cache
def _default() -> DetectionSetup:
    return setup_of(DetectionSettings())


_ACTIVE: ContextVar[DetectionSetup | None] = ContextVar("detection", default=None)


def active() -> DetectionSetup:
    """Return what is in use, by default the shipped recognizers and those of plug-ins."""
    return _ACTIVE.get() or _default()


def settings_in_use() -> DetectionSettings:
    """Return the settings of what is in use."""
    made = _ACTIVE.get()
    return made.settings if made else DetectionSettings()


def activate(settings: DetectionSettings) -> None:
    """Use settings from now on, as a process that works for another does."""
    _enter(setup_of(settings))


@contextmanager
def using(settings: DetectionSettings | None) -> Iterator[DetectionSetup]:
    """Use settings (None: those in use) inside a `with` block."""
    if settings is None:
        yield active()
        return
    before = _ACTIVE.get()
    _enter(setup_of(settings))
    try:
        yield active()
    finally:
        _enter(before)


def _enter(setup: DetectionSetup | None) -> None:
    from recognizers import registry

    _ACTIVE.set(setup)
    registry.activate(setup.recognizers if setup else None)
    use_classes(setup.classes if setup else {})
    use_frameworks(setup.settings.frameworks if setup else ())
    name_types(setup.titles if setup else {})


def broken_plugins() -> list[str]:
    """Return a sentence for every installed plug-in that could not be loaded."""
    return [
        tr(
            "The recognizer plug-in {name} cannot be loaded ({reason}): what it finds is missing.",
            name=name,
            reason=reason,
        )
        for name, reason in plugins().broken
    ]
