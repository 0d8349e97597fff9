"""Words of a Chinese text with their part of speech, by the jieba dictionary (rjieba), loaded on first use."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _rjieba() -> Any:
    import rjieba

    return rjieba


def tagged(text: str) -> list[tuple[str, str]]:
    """Return (word, tag) in order; the words joined are `text`."""
    words: list[tuple[str, str]] = _rjieba().tag(text)
    return words


def is_word(text: str) -> bool:
    """Return whether the dictionary holds `text` as one word."""
    return bool(_rjieba().has_word(text))
