"""Recognizers of other installed packages, by the entry point group `pii_scanner.recognizers`.

An entry point names a class or an instance: a `recognizers.base.Recognizer`, or any Presidio `EntityRecognizer`.
One that cannot be loaded is named in `broken`; the others work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recognizers.base import Recognizer

GROUP = "pii_scanner.recognizers"


@dataclass(frozen=True)
class Plugins:
    """What plug-ins gave, and (name, kind of error) of those that could not be loaded."""

    recognizers: tuple[Recognizer, ...]
    broken: tuple[tuple[str, str], ...]


@cache
def plugins() -> Plugins:
    """Return the recognizers of installed plug-ins."""
    found: list[Recognizer] = []
    broken: list[tuple[str, str]] = []
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        try:
            found += _recognizers_of(point.load())
        except Exception as error:  # whatever a stranger's module does, the scan goes on and says so
            broken.append((point.name, type(error).__name__))
    return Plugins(tuple(found), tuple(broken))


def _recognizers_of(given: Any) -> list[Recognizer]:
    from recognizers.base import Recognizer

    made = given() if isinstance(given, type) else given
    if isinstance(made, Recognizer):
        return [made]
    # Imported only here: Presidio takes a second to load.
    from recognizers.foreign import columnar

    return columnar(made)
