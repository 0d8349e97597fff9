"""The settings of reading that are in use: limits of archives, options of object stores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pii_scanner.config.reading import ReadingSettings

_ACTIVE: ContextVar[ReadingSettings] = ContextVar("reading", default=ReadingSettings())  # noqa: B039 - never changed


def reading() -> ReadingSettings:
    """Return the settings in use."""
    return _ACTIVE.get()


def use_reading(settings: ReadingSettings) -> None:
    """Use settings from now on, in this process."""
    _ACTIVE.set(settings)


@contextmanager
def reading_as(settings: ReadingSettings) -> Iterator[None]:
    """Use settings inside a `with` block."""
    before = _ACTIVE.set(settings)
    try:
        yield
    finally:
        _ACTIVE.reset(before)
