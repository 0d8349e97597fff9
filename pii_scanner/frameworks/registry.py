"""Laws and standards as data: `configs/frameworks/*.yaml` gives each entity type its class."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from pii_scanner.presets import content_of, preset_path, presets


@dataclass(frozen=True)
class EntityClass:
    """The class of an entity type, the clause it comes from, and whether that was checked.

    With `beside`, the class holds only in a table that also has that entity type.
    """

    name: str
    source: str
    verified: bool
    beside: str = ""


@dataclass(frozen=True)
class Framework:
    """One law or standard; `ranks` orders its classes, the strictest last. `by_default` ones are judged unless users
    choose others."""

    name: str
    title: str
    default: str
    ranks: tuple[str, ...]
    entities: dict[str, EntityClass]
    sensitivity: dict[str, int]
    by_default: bool = True

    def class_of(self, entity_types: Collection[str], around: Collection[str] | None = None) -> str:
        """Return the strictest class among entity types; `around` are those of the whole table, if there are more."""
        around = entity_types if around is None else around
        entries = [self.entities[each] for each in entity_types if each in self.entities]
        classes = [entry.name for entry in entries if not entry.beside or entry.beside in around]
        return max(classes, key=self.ranks.index, default=self.default)


# Class by framework and entity type.
OwnClasses: TypeAlias = Mapping[str, Mapping[str, str]]
_OWN: ContextVar[OwnClasses] = ContextVar("classes", default={})  # noqa: B039 - never changed
_CHOSEN: ContextVar[tuple[str, ...]] = ContextVar("frameworks", default=())
_SAID = "settings"


def use_classes(classes: OwnClasses) -> None:
    """Use classes that users give entity types of their own, from now on."""
    _OWN.set(classes)


def use_frameworks(names: Collection[str]) -> None:
    """Judge by these frameworks from now on; by the usual ones where none is named."""
    _CHOSEN.set(tuple(names))


def frameworks() -> tuple[Framework, ...]:
    """Return the frameworks that columns are judged by, by name, with the classes of users' own entity types."""
    chosen = _CHOSEN.get()
    return tuple(each for each in shipped_frameworks() if (each.name in chosen if chosen else each.by_default))


def shipped_frameworks() -> tuple[Framework, ...]:
    """Return all shipped frameworks, by name, with the classes of users' own entity types."""
    own = _OWN.get()
    if not own:
        return _shipped()
    return tuple(
        replace(
            each, entities={**each.entities, **{k: EntityClass(v, _SAID, False) for k, v in own[each.name].items()}}
        )
        if each.name in own
        else each
        for each in _shipped()
    )


@cache
def _shipped() -> tuple[Framework, ...]:
    files = [preset_path(f"frameworks/{name}.yaml") for name in presets("frameworks")]
    loaded = [content_of(path) for path in files]
    return tuple(
        Framework(
            each["framework"],
            each["title"],
            each["default"],
            tuple(each["ranks"]),
            {
                kind: EntityClass(entry["class"], entry["source"], bool(entry["verified"]), entry.get("beside", ""))
                for kind, entry in each["entities"].items()
            },
            each["sensitivity"],
            each.get("by_default", True),
        )
        for each in loaded
    )


def classify(
    entity_types: Collection[str], around: Collection[str] | None = None, among: Collection[str] = ()
) -> tuple[dict[str, str], int]:
    """Return (class under every framework, sensitivity 1-5) of a column holding these types in a table of those `around`.

    Frameworks are those in use, or those named in `among`.
    """
    if not entity_types:
        return {}, 1
    judged = [each for each in shipped_frameworks() if each.name in among] or frameworks()
    classes = {each.name: each.class_of(entity_types, around) for each in judged}
    level = max((each.sensitivity.get(classes[each.name], 1) for each in judged), default=1)
    return classes, level
