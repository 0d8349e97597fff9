"""How likely characters are in names: surnames, given names, and the spelling of foreign names."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizers import names
from recognizers.resources import DATA

Floats = npt.NDArray[np.float32]
CODES = 1 << 16
# The logarithm of a surname's share that nobody of the dictionary has.
_UNCOUNTED = -9.5


class Statistics(NamedTuple):
    """Natural logarithms of probabilities, by code point; `-inf` where a character cannot stand.

    `given` has shape (3, 65,536): the only given character, the first of two, the second of two.
    `spelt` numbers the characters that spell foreign names from 1 (0: does not spell), and `bigrams`, `opens` and
    `closes` are by those numbers.
    """

    surname: Floats
    given: Floats
    spelt: npt.NDArray[np.int64]
    bigrams: Floats
    opens: Floats
    closes: Floats


@cache
def statistics() -> Statistics:
    """Return what is shipped in name_statistics.npz."""
    with (DATA / "name_statistics.npz").open("rb") as file, np.load(file) as stored:
        return unpacked({key: stored[key] for key in stored.files})


def unpacked(stored: dict[str, npt.NDArray[np.generic]]) -> Statistics:
    """Return tables by code point from the stored pairs of characters and logarithms."""
    surname = np.full(CODES, -np.inf, dtype=np.float32)
    surname[[ord(each) for each in names.text_surnames()]] = _UNCOUNTED
    surname[stored["surname_codes"]] = stored["surname_logs"]
    given = np.full((3, CODES), -np.inf, dtype=np.float32)
    given[:, stored["given_codes"]] = stored["given_logs"]
    spelt = np.zeros(CODES, dtype=np.int64)
    codes = stored["spelt_codes"]
    spelt[codes] = np.arange(1, len(codes) + 1)
    bigrams = stored["bigrams"].astype(np.float32)
    return Statistics(
        surname, given, spelt, bigrams, stored["opens"].astype(np.float32), stored["closes"].astype(np.float32)
    )


@cache
def japanese_surnames() -> frozenset[str]:
    return frozenset((DATA / "japanese_surnames.txt").read_text(encoding="utf-8").split())


def japanese_firsts() -> set[str]:
    """Return the characters that Japanese surnames begin with."""
    return {surname[0] for surname in japanese_surnames()}


@cache
def pairs() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return (first characters by code point, compound surnames of two characters, Japanese ones), sorted.

    A surname of two characters is its first code point shifted by 16 bits, and the second.
    """
    packed = [
        np.array(sorted((ord(each[0]) << 16) | ord(each[1]) for each in every if len(each) == 2), dtype=np.uint64)
        for every in (names.compound_surnames(), japanese_surnames() - names.compound_surnames())
    ]
    first = np.zeros(CODES, dtype=np.bool_)
    first[(np.concatenate(packed) >> np.uint64(16)).astype(np.int64)] = True
    return first, packed[0], packed[1]
