"""What a text must hold before its plain form is looked for."""

from __future__ import annotations

import random

import pyarrow as pa

from recognizers.disguises import GATE, disguised
from recognizers.matching import holding

_PIECES = [
    "1",
    "38",
    "0013800",
    "13812345678",
    "O",
    "l",
    "I",
    "o",
    "X",
    "x",
    "%E5",
    "\\u5f20",
    "\n",
    " ",
    "\t",
    "-",
    "a",
    "é",
    "０",
    "张",
]


def test_a_plain_form_is_looked_for_wherever_the_gate_is_passed() -> None:
    rng = random.Random(3)
    texts = ["".join(rng.choices(_PIECES, k=rng.randrange(1, 9))) for _ in range(4000)]
    passed = holding(pa.array(texts), GATE)
    assert 200 < passed.sum() < 3800
    for text, gate in zip(texts, passed.tolist(), strict=True):
        assert (disguised(pa.array([text])) is not None) == gate, text
