"""python -m training --dictionary DIR: makes recognizers/data/{words.txt.xz,name_statistics.npz,name_weights.npz}.

DIR is `jieba` of the jieba 0.42.1 source package (MIT licence). The same seed makes the same weights on one machine.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt

import recognizers
from training.dictionary import Entry, entries, shipped
from training.fit import examples, fitted, write_weights
from training.people import People
from training.pseudo import Pseudo
from training.sentences import Writer
from training.statistics import write_statistics

DATA = Path(recognizers.__file__).parent / "data"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dictionary", type=Path, required=True)
    options.add_argument("--sentences", type=int, default=600_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--fits", type=int, default=2)
    given = options.parse_args()
    every = entries(given.dictionary / "dict.txt")
    (DATA / "words.txt.xz").write_bytes(shipped(every))
    write_statistics(every, DATA / "name_statistics.npz")
    fits = [_fitted(every, given.dictionary, given.sentences, given.seed + each) for each in range(given.fits)]
    write_weights(np.mean(fits, axis=0, dtype=np.float32), DATA / "name_weights.npz")


def _fitted(every: list[Entry], dictionary: Path, sentences: int, seed: int) -> npt.NDArray[np.float32]:
    """Return the weights by sentences of their own; the mean of several depends less on which were drawn."""
    rng = random.Random(seed)
    people = People(every, rng)
    pseudo = Pseudo(every, dictionary / "posseg" / "prob_trans.py", rng, people.news)
    numbers, right, groups = examples(Writer(rng, people, pseudo, every).sentences(sentences))
    return fitted(numbers, right, groups, seed)


if __name__ == "__main__":
    main()
