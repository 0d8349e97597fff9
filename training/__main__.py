"""python -m training --dictionary DIR: makes recognizers/data/{words.txt.xz,name_statistics.npz,name_weights.npz}.

DIR is `jieba` of the jieba 0.42.1 source package (MIT licence). The same seed makes the same weights on one machine.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import recognizers
from training.dictionary import entries, shipped
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
    given = options.parse_args()
    every = entries(given.dictionary / "dict.txt")
    (DATA / "words.txt.xz").write_bytes(shipped(every))
    write_statistics(every, DATA / "name_statistics.npz")
    rng = random.Random(given.seed)
    people = People(every, rng)
    pseudo = Pseudo(every, given.dictionary / "posseg" / "prob_trans.py", rng, people.news)
    numbers, right, groups = examples(Writer(rng, people, pseudo, every).sentences(given.sentences))
    write_weights(fitted(numbers, right, groups, given.seed), DATA / "name_weights.npz")


if __name__ == "__main__":
    main()
