"""Values per second of every operator, in one process: distinct values of one batch, and notes of which 15% hold a value.

python -m benchmarks.operators [--values 200000] [--notes 20000]

Every line is made in the same run, in turn with the others; the best of three counts.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.figures import print_figures
from benchmarks.measure import alternated
from pii_scanner.config.policy import OperatorSpec
from pii_scanner.demo.notes import annotated_note
from pii_scanner.demo.persons import persons
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.documents import DocumentMasker
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.base import Companion, RowOperator, Target
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.text import TextMasker
from recognizers import checks

_KEY = bytes(range(101, 133))
_HITS = 0.15
_PLAIN = ("客户表示本周内筹款并继续跟进", "无人接听，稍后再拨", "已发送短信提醒，等待回复", "承诺月底前归还部分欠款")
_ENTITIES = {"CN_MOBILE": "pseudonymize", "CN_RESIDENT_ID": "surrogate", "PERSON": "surrogate"}
# Values a second and core that are asked for.
_WANTED = {
    "pseudonymize, mobile numbers": 400_000,
    "pseudonymize, resident IDs": 400_000,
    "surrogate, resident IDs": 200_000,
    "mask, mobile numbers": 5_000_000,
    "mask, bank cards": 5_000_000,
    "truncate, bank cards": 5_000_000,
    "notes, without names": 20_000,
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--values", type=int, default=200_000)
    options.add_argument("--notes", type=int, default=20_000)
    given = options.parse_args()
    runs, sizes = _operators(given.values)
    notes = _Notes(given.notes)
    runs["notes, without names"] = partial(notes.mask, named=False)
    runs["notes, names found too"] = partial(notes.mask, named=True)
    documents = _documents(given.notes)
    runs["json, documents of six values"] = partial(_document_masker().mask, documents)
    sizes["json, documents of six values"] = len(documents)
    sizes |= dict.fromkeys(("notes, without names", "notes, names found too"), given.notes)
    best = alternated(runs)
    rows = []
    for name, timing in best.items():
        rate, wanted = sizes[name] / timing.wall, _WANTED.get(name)
        rows.append((name, f"{sizes[name]:,}", f"{timing.wall:.3f}", f"{rate:,.0f}", f"{wanted:,}" if wanted else "-"))
    print_figures("Operators, one process", ("run", "values", "best of 3, s", "values/s", "wanted"), rows)


def _operators(size: int) -> tuple[dict[str, Callable[[], object]], dict[str, int]]:
    values = _values(size)
    cases: list[tuple[str, str, str, dict[str, Any]]] = [
        ("pseudonymize", "mobile numbers", "CN_MOBILE", {}),
        ("pseudonymize", "resident IDs", "CN_RESIDENT_ID", {}),
        ("surrogate", "resident IDs", "CN_RESIDENT_ID", {}),
        ("surrogate", "mobile numbers", "CN_MOBILE", {}),
        ("surrogate", "bank cards", "CN_BANK_CARD", {}),
        ("mask", "mobile numbers", "CN_MOBILE", {}),
        ("mask", "bank cards", "CN_BANK_CARD", {}),
        ("truncate", "bank cards", "CN_BANK_CARD", {}),
        ("redact", "mobile numbers", "CN_MOBILE", {}),
        ("generalize", "amounts", "", {"step": 1000}),
        ("generalize", "dates", "", {"to": "month"}),
        ("noise", "amounts", "", {"keep_sum": True}),
        ("shift", "dates", "", {"by": "person"}),
        ("shuffle", "amounts", "", {}),
    ]
    made: dict[str, Callable[[], object]] = {}
    for operator, what, entity_type, parameters in cases:
        made[f"{operator}, {what}"] = _run(operator, parameters, values[what], values["mobile numbers"], entity_type)
    return made, {f"{operator}, {what}": len(values[what]) for operator, what, _, _ in cases}


def _run(
    name: str, parameters: dict[str, Any], values: pa.Array, people: pa.Array, entity_type: str
) -> Callable[[], object]:
    operator, target = build_operator(name, parameters), Target(entity_type, _KEY)
    if not (isinstance(operator, RowOperator) and operator.by_row):
        return partial(operator.apply, values, target)

    def both_passes() -> pa.Array:
        survey = operator.survey(target)
        if survey is not None:
            survey.add(values)
        beside = {"person": Companion(people, lambda: people)}
        return operator.begin(target, "table.column", survey)(values, beside)

    return both_passes


def _values(size: int) -> dict[str, pa.Array]:
    """Return distinct texts of every kind, in random order."""
    rng = np.random.default_rng(7)
    accounts = rng.choice(10**8, size, replace=False)
    births = rng.integers(0, 20_000, size).astype("datetime64[D]").astype(str)
    bodies = [
        f"{11 + number % 5}0105{day.replace('-', '')}{number % 1000:03d}"
        for number, day in zip(accounts.tolist(), births.tolist(), strict=True)
    ]
    ends = checks.mod11_2_character(checks.matrix_of(bodies)).tolist()
    return {
        "mobile numbers": pa.array([f"138{number:08d}" for number in accounts.tolist()]),
        "resident IDs": pa.array(dict.fromkeys(body + chr(end) for body, end in zip(bodies, ends, strict=True))),
        "bank cards": pa.array([f"62220202{number:011d}" for number in accounts.tolist()]),
        "amounts": pa.array([f"{number / 100:.2f}" for number in accounts.tolist()]),
        "dates": pa.array(births.tolist()),
    }


def _document_masker() -> DocumentMasker:
    paths = build_operator("json", {"paths": {"$.name": "surrogate", "$.phones[*]": "mask"}}).parameters.paths
    bindings = Bindings({}, Keys(_KEY, "partner-a"))
    return DocumentMasker(paths, bindings, TextMasker(bindings, KnownValues().seal()), lambda values: values)


def _documents(size: int) -> pa.Array:
    return pa.array(
        json.dumps(
            {
                "name": person.name,
                "phones": [person.mobile, person.mobile],
                "profile": {"city": person.city, "level": number % 5, "number": number},
            },
            ensure_ascii=False,
        )
        for number, person in enumerate(persons(size, 6))
    )


class _Notes:
    """Notes that are masked, others in every run: clauses that were seen before are remembered."""

    def __init__(self, size: int) -> None:
        self._size, self._seeds = size, count(1)
        self._people = persons(size, 5)
        self._made: list[Sequence[str]] = [self._drawn() for _ in range(6)]
        bindings = Bindings(
            {kind: OperatorSpec(operator=name) for kind, name in _ENTITIES.items()}, Keys(_KEY, "partner-a")
        )
        known = KnownValues()
        known.add([person.mobile for person in self._people], "CN_MOBILE")
        known.add([person.name for person in self._people], "PERSON")
        self._texts = TextMasker(bindings, known.seal())

    def mask(self, *, named: bool) -> None:
        self._texts.mask(self._made.pop(), named=named)

    def _drawn(self) -> list[str]:
        seed = next(self._seeds)
        rng = random.Random(seed)
        return [
            annotated_note(person, rng)[0] if rng.random() < _HITS else f"{rng.choice(_PLAIN)}（{seed}-{number}）"
            for number, person in enumerate(self._people)
        ]


if __name__ == "__main__":
    main()
