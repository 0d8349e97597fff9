"""How often characters stand in names, counted over the names of the dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizers import names
from training.dictionary import Entry, is_han_name, kind

_SMOOTH = 0.4
_NEVER_MET = 3.0
_HARDLY = -12.0


def han_names(every: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return (surname, given name) of the dictionary's Chinese names."""
    result = []
    for each in every:
        if kind(each) == "nr":
            size = 2 if each.word[:2] in names.compound_surnames() else 1
            result.append((each.word[:size], each.word[size:]))
    return result


def spelt_names(every: Iterable[Entry]) -> list[str]:
    """Return the dictionary's foreign names of three characters and more."""
    spelling = set(names.transliteration_characters())
    wanted = ("nr", "nrt", "nrfg")
    return [
        each.word
        for each in every
        if each.tag in wanted and len(each.word) >= 3 and set(each.word) <= spelling and not is_han_name(each.word)
    ]


def write_statistics(every: list[Entry], path: Path) -> None:
    han = han_names(every)
    surnames = Counter(surname for surname, _ in han if len(surname) == 1)
    lonely = names.text_surnames()
    surname_codes = sorted(ord(char) for char in lonely)
    surname_logs = _logs([surnames[chr(code)] for code in surname_codes])
    only = Counter(given for _, given in han if len(given) == 1)
    first = Counter(given[0] for _, given in han if len(given) == 2)
    second = Counter(given[1] for _, given in han if len(given) == 2)
    given_codes = list(range(0x3400, 0x4DC0)) + list(range(0x4E00, 0xA000))
    never = np.array([chr(code) in names.NEVER_GIVEN for code in given_codes])
    common = np.array([chr(code) in names.given_characters() for code in given_codes], dtype=np.float64)
    given = np.stack([
        _logs([counts[chr(code)] for code in given_codes], _SMOOTH * 0.1 + 2.0 * common)
        for counts in (only, first, second)
    ])  # fmt: skip
    given += np.log([[0.15], [0.85], [1.0]])
    given[0, never], given[1:, never] = -np.inf, _HARDLY
    np.savez_compressed(
        path,
        surname_codes=np.array(surname_codes),
        surname_logs=surname_logs.astype(np.float16),
        given_codes=np.array(given_codes, dtype=np.uint16),
        given_logs=given.astype(np.float16),
        **_spelling(spelt_names(every)),
    )


def _logs(counts: list[int], smooth: float | npt.NDArray[np.float64] = _SMOOTH) -> npt.NDArray[np.float64]:
    smoothed = np.array(counts, dtype=np.float64) + smooth
    return np.log(smoothed / smoothed.sum())


def _spelling(spelt: list[str]) -> dict[str, npt.NDArray[np.generic]]:
    codes = sorted(ord(char) for char in names.transliteration_characters())
    number = {chr(code): index for index, code in enumerate(codes, start=1)}
    size = len(codes) + 1
    pairs, opens, closes = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    for word in spelt:
        opens[number[word[0]]] += 1
        closes[number[word[-1]]] += 1
        for one, two in pairwise(word):
            pairs[number[one], number[two]] += 1
    # Two characters that never met may meet in a new name; number 0 stands for all that do not spell.
    after = pairs.sum(axis=0) + 0.5
    total = pairs.sum(axis=1, keepdims=True) + closes[:, None]
    going = np.log((pairs + _NEVER_MET * after / after.sum()) / (total + _NEVER_MET))
    closing = np.log((closes + 1) / (total[:, 0] + 2))
    opening = np.log((opens + 0.5) / (opens + 0.5).sum())
    going[0], going[:, 0], opening[0], closing[0] = -9.0, -9.0, -20.0, -3.0
    return {
        "spelt_codes": np.array(codes),
        "bigrams": going.astype(np.float16),
        "opens": opening.astype(np.float16),
        "closes": closing.astype(np.float16),
    }
