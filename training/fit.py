"""Logistic regression over candidates, by AdaGrad in batches."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizers.name_candidates import candidates
from recognizers.name_features import BITS, REST, features
from recognizers.text import clauses as split
from recognizers.text import fold
from recognizers.words import clauses_of
from training.pseudo import Sentence

_BATCH = 8192
_RATE = 0.5
_LEFT_OUT = 0.3
_DECAY = 1e-6


def examples(sentences: Iterable[Sentence]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_], list[int]]:
    """Return (features of every candidate, shape (features, candidates); is it a name; groups of the features)."""
    texts: list[str] = []
    wanted: set[tuple[int, int, int]] = set()
    for sentence in sentences:
        text = "".join(piece for piece, _ in sentence)
        places, at = [], 0
        for piece, named in sentence:
            if named:
                places.append((at, at + len(piece)))
            at += len(piece)
        for start, clause in split(fold(text)):
            wanted.update((len(texts), a - start, b - start) for a, b in places if start <= a < start + len(clause))
            texts.append(clause)
    view = clauses_of(texts)
    found = candidates(view)
    numbers, groups = features(view, found)
    starts = view.starts[found.clause]
    places_found = zip(
        found.clause.tolist(), (found.begin - starts).tolist(), (found.end - starts).tolist(), strict=True
    )
    right = np.fromiter((place in wanted for place in places_found), np.bool_, len(starts))
    print(f"{len(right):,} candidates, {int(right.sum()):,} of {len(wanted):,} names among them")
    return numbers, right, groups


def fitted(numbers: npt.NDArray[np.int32], right: npt.NDArray[np.bool_], groups: list[int], seed: int, passes: int = 6) -> npt.NDArray[np.float32]:  # fmt: skip
    """Return the weight of every feature number."""
    draw = np.random.default_rng(seed)
    weights = np.zeros(1 << BITS, dtype=np.float64)
    squares = np.full(1 << BITS, 1e-6)
    group = np.array(groups)
    rows = np.ascontiguousarray(numbers.T)
    for each in range(passes):
        order = draw.permutation(len(right))
        loss = 0.0
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            batch, wanted = rows[chosen], right[chosen]
            kept = np.ones(batch.shape, dtype=np.bool_)
            for number in range(REST):
                kept[np.ix_(draw.random(len(chosen)) < _LEFT_OUT, group == number)] = False
            margin = np.clip((weights[batch] * kept).sum(axis=1), -30, 30)
            likely = 1 / (1 + np.exp(-margin))
            error = likely - wanted
            loss -= float(np.log(np.where(wanted, likely, 1 - likely)).sum())
            slope = np.bincount(batch.ravel(), (kept * error[:, None]).ravel(), minlength=1 << BITS) / len(chosen)
            touched = np.flatnonzero(slope)
            step = slope[touched] + _DECAY * weights[touched]
            squares[touched] += step * step
            weights[touched] -= _RATE * step / np.sqrt(squares[touched])
        print(f"pass {each + 1}: mean loss {loss / len(right):.4f}")
    return weights.astype(np.float32)


def write_weights(weights: npt.NDArray[np.float32], path: Path) -> None:
    np.savez_compressed(path, weights=weights.astype(np.float16))
