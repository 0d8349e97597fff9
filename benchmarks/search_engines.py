"""Engines that answer one question: which of these texts hold which of these patterns? The patterns are those of RE2.

An engine takes (texts, patterns) and returns a matrix of (patterns, texts). What it compiles it keeps, as a scan does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

from recognizers.base import Recognizer
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.forms import form_of
from recognizers.matching import holding
from recognizers.texts import BRIDGES, TextBatch

Hits = npt.NDArray[np.bool_]
Engine = Callable[[pa.Array, tuple[str, ...]], Hits]
_HAN = "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
_MEMORY = 1 << 28
# What is left out of a table, and why.
MISSING = {
    "hyperscan": "Hyperscan is left out: `pip install hyperscan`.",
    "polars": "Rust's regex is left out: `pip install polars`.",
}


def engines() -> dict[str, Engine]:
    """Return the engines that are installed, by the name of their line."""
    found: dict[str, Engine] = {
        "Python re, text by text": _python,
        "google-re2, text by text": _re2,
        "google-re2, a set of all patterns, text by text": _re2_set,
        "RE2 through pyarrow.compute": _pyarrow,
    }
    if find_spec("hyperscan"):
        found["Hyperscan, one pass for all patterns"] = _hyperscan
    if find_spec("polars"):
        found["Rust regex through polars"] = _polars
    found["byte classes by NumPy, then RE2 on what is left"] = _classes
    return found


def missing() -> list[str]:
    """Return a sentence for every optional engine that is not installed."""
    return [said for name, said in MISSING.items() if not find_spec(name)]


def by_islands(texts: pa.Array, asked: Sequence[Recognizer]) -> Hits:
    """Return which texts recognizers go on to search as a scan does: byte classes, islands of ASCII, then RE2.

    A type that only a word beside it tells is looked for where both the word and its form stand: fewer texts than
    hold the word.
    """
    batch = TextBatch(texts)
    hits = np.zeros((len(asked), len(texts)), dtype=np.bool_)
    for row, each in zip(hits, asked, strict=True):
        form = each.value_form
        by_shape = type(each).spans is Recognizer.spans and type(each).places is Recognizer.places
        if not by_shape:
            row[:] = holding(batch.folded.array, each.text_gate)
        elif form.beyond is None or not form.beyond <= frozenset(BRIDGES):
            _among(row, batch.fitting(form), batch.folded.array, each.text_gate)
        else:
            islands = batch.islands
            chosen = islands.fitting(each.forms)
            if all(shape.needs_context for shape in each.shapes):
                _among(row, np.unique(batch.rows_of(islands.chars[chosen])), batch.folded.array, each.text_gate)
            elif len(chosen):
                held = holding(islands.array.take(pa.array(chosen)), each.text_gate)
                row[batch.rows_of(islands.chars[chosen[held]])] = True
    return hits


def by_cells(cells: pa.Array, asked: Sequence[Recognizer]) -> Hits:
    """Return which cells have wholly a form of recognizers, looked for as a scan does where their lengths and kinds of
    characters allow it."""
    column = TextColumn(cells)
    hits = np.zeros((len(asked), len(cells)), dtype=np.bool_)
    for row, each in zip(hits, asked, strict=True):
        low, high = each.lengths
        like = column.like(each.value_form) if column.histogram[low : min(high, LONGEST_CELL) + 1].any() else None
        if like is not None:
            chosen = np.flatnonzero(like & (column.lengths >= low) & (column.lengths <= high))
            _among(row, chosen, cells, each.full_pattern)
    return hits


def _among(row: Hits, chosen: npt.NDArray[np.int64], texts: pa.Array, pattern: str) -> None:
    if len(chosen):
        some = texts if len(chosen) == len(texts) else texts.take(pa.array(chosen))
        row[chosen] = holding(some, pattern)


def _classes(texts: pa.Array, patterns: tuple[str, ...]) -> Hits:
    batch = TextBatch(texts)
    hits = np.zeros((len(patterns), len(texts)), dtype=np.bool_)
    for row, pattern in zip(hits, patterns, strict=True):
        _among(row, batch.fitting(form_of(pattern)), texts, pattern)
    return hits


def _pyarrow(texts: pa.Array, patterns: tuple[str, ...]) -> Hits:
    return np.stack([pc.match_substring_regex(texts, each).to_numpy(zero_copy_only=False) for each in patterns])


def _python(texts: pa.Array, patterns: tuple[str, ...]) -> Hits:
    words = texts.to_pylist()
    return np.array([[search(word) is not None for word in words] for search in map(_python_search, patterns)])


@cache
def _python_search(pattern: str) -> Callable[[str], object]:
    pattern = re.sub(r"\\x\{([0-9A-Fa-f]{1,6})\}", lambda code: f"\\U{int(code[1], 16):08x}", pattern)
    return re.compile(pattern.replace(r"[^\p{Han}]", f"[^{_HAN}]").replace(r"\p{Han}", f"[{_HAN}]"), re.ASCII).search


def _re2(texts: pa.Array, patterns: tuple[str, ...]) -> Hits:
    words = texts.cast(pa.binary()).to_pylist()
    return np.array([[search(word) is not None for word in words] for search in map(_re2_search, patterns)])


@cache
def _re2_search(pattern: str) -> Callable[[bytes], object]:
    return re2.compile(pattern, options=_options()).search


def _re2_set(texts: pa.Array, patterns: tuple[str, ...]) -> Hits:
    match = _set_of(patterns)
    hits = np.zeros((len(patterns), len(texts)), dtype=np.bool_)
    for column, text in enumerate(texts.cast(pa.binary()).to_pylist()):
        hits[match(text) or [], column] = True
    return hits


@cache
def _set_of(patterns: tuple[str, ...]) -> Callable[[bytes], list[int] | None]:
    made = re2.Set.SearchSet(_options())
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made.Match


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = _MEMORY
    return options


def _hyperscan(texts: pa.Array, patterns: tuple[str, ...]) -> Hits:
    database = _database(patterns)
    hits = np.zeros((len(patterns), len(texts)), dtype=np.bool_)
    found: list[int] = []

    def note(number: int, *_: object) -> None:
        found.append(number)

    for column, text in enumerate(texts.cast(pa.binary()).to_pylist()):
        database.scan(text, match_event_handler=note)
        if found:
            hits[found, column] = True
            found.clear()
    return hits


@cache
def _database(patterns: tuple[str, ...]):  # type: ignore[no-untyped-def]
    import hyperscan

    flags = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP | hyperscan.HS_FLAG_SINGLEMATCH
    made = hyperscan.Database()
    made.compile(
        expressions=[pattern.encode() for pattern in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[flags] * len(patterns),
    )
    return made


def _polars(texts: pa.Array, patterns: tuple[str, ...]) -> Hits:
    import polars

    series = polars.from_arrow(texts)
    return np.stack([series.str.contains(pattern).to_numpy() for pattern in patterns])
