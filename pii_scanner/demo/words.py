"""Word lists are written as one text, split here: shorter to read than a list of quoted words."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the blank-separated words of `text`."""
    return tuple(text.split())
