"""tokenize and encrypt, in distinct values a second, against a library of FF1 that takes one value at a time.

python -m benchmarks.tokens [--values 100000] [--peer-values 5000]
"""

from __future__ import annotations

import argparse
from functools import partial

import ffx
import pyarrow as pa

from benchmarks.figures import print_figures, times
from benchmarks.measure import alternated
from pii_scanner.demo.persons import persons
from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator

_KEY = bytes(range(101, 133))
_PEER = "libffx, mobile numbers"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--values", type=int, default=100_000)
    options.add_argument("--peer-values", type=int, default=5_000, help="values that libffx encrypts")
    given = options.parse_args()
    people = persons(given.values, 7)
    columns = {
        "CN_RESIDENT_ID": [each.resident_id for each in people],
        "CN_BANK_CARD": [each.bank_card for each in people],
        "CN_MOBILE": [each.mobile for each in people],
        "CN_PASSPORT": [f"E{number:08d}" for number in range(given.values)],
    }
    runs = {
        f"{operator}, {kind}": partial(_applied, operator, kind, pa.array(values))
        for operator in ("tokenize", "encrypt")
        for kind, values in columns.items()
    }
    runs[_PEER] = partial(_peer, columns["CN_MOBILE"][: given.peer_values])
    best = alternated(runs)
    counts = {name: given.peer_values if name == _PEER else given.values for name in best}
    rates = {name: counts[name] / timing.cpu for name, timing in best.items()}
    rows = [
        (name, f"{counts[name]:,}", f"{t.cpu:.3f}", f"{rates[name]:,.0f}", times(rates[name] / rates[_PEER]))
        for name, t in best.items()
    ]
    print_figures("Tokens and ciphertexts", ("run", "distinct values", "CPU s", "values/s/core", "to libffx"), rows)


def _applied(operator: str, kind: str, values: pa.Array) -> None:
    build_operator(operator, {}).apply(values, Target(kind, _KEY))


def _peer(values: list[str]) -> None:
    cipher = ffx.FF1(_KEY, radix=10)
    for value in values:
        cipher.encrypt(value[1:])


if __name__ == "__main__":
    main()
