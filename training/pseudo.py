"""Sentences without sense but with the grammar of Chinese: parts of speech by the dictionary's own transition table.

`prob_trans.py` of jieba.posseg holds how often a part of speech follows another; the words are drawn by frequency.
"""

from __future__ import annotations

import importlib.util
import math
import random
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from training.dictionary import Entry, kind

Sentence = list[tuple[str, bool]]  # text, is it a name
_DROPPED = {"nr", "nrt", "nrfg", "x", "eng", "nw", "zg", "g"}
_MARKS = ("，", "，", "，", "、", "：", "“", "”", "（", "）", "《", "》", "—")


class Pseudo:
    """Draws sentences; `person` makes the names in them."""

    def __init__(self, every: list[Entry], trans: Path, rng: random.Random, person: Callable[[], str]) -> None:
        self.rng, self.person = rng, person
        by_tag: dict[str, list[Entry]] = {}
        for each in every:
            # A name inside a vocabulary of ordinary words would be taught as none.
            if each.count >= 3 and kind(each) not in ("nr", "nrt", None):
                by_tag.setdefault(each.tag, []).append(each)
        self.words = {
            tag: ([e.word for e in words], list(accumulate(e.count**0.85 for e in words)))
            for tag, words in by_tag.items()
            if tag not in _DROPPED
        }
        self.after = _tag_transitions(trans, {*self.words, "nr"})

    def sentence(self) -> Sentence:
        rng = self.rng
        result: Sentence = []
        tag = rng.choice(("n", "v", "r", "d", "p", "ns", "nr", "nr", "t", "m"))
        for _ in range(rng.randint(4, 16)):
            if tag == "nr":
                result.append((self.person(), True))
                if rng.random() < 0.15:
                    result += [(rng.choice("、、、和与"), False), (self.person(), True)]
            else:
                result.append((self.word(tag), False))
            if rng.random() < 0.09:
                result.append((rng.choice(_MARKS), False))
            following, weights = self.after[tag]
            tag = rng.choices(following, cum_weights=weights)[0]
        return result

    def word(self, tag: str) -> str:
        words, weights = self.words[tag]
        return self.rng.choices(words, cum_weights=weights)[0]


def _tag_transitions(trans: Path, known: set[str]) -> dict[str, tuple[list[str], list[float]]]:
    spec = importlib.util.spec_from_file_location("prob_trans", trans)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    after: dict[str, dict[str, float]] = {}
    for (place, tag), following in module.P.items():
        if place not in "ES":
            continue
        for (_, following_tag), log in following.items():
            if not {tag, following_tag} <= known or tag == following_tag == "nr":
                continue
            sums = after.setdefault(tag, {})
            boost = 2.5 if following_tag == "nr" else 1.0  # names are what is to be learnt
            sums[following_tag] = sums.get(following_tag, 0.0) + boost * math.exp(log)
    return {tag: (list(sums), list(accumulate(sums.values()))) for tag, sums in after.items()}
