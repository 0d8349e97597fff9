"""Known values: adding many distinct ones, the memory they take, and the search for them in text.

python -m benchmarks.known_values [--values 10000000]

Beside it, a Python set of the same values, in a process of its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from benchmarks.figures import print_figures
from benchmarks.measure import in_fresh_process, report_cost

_BATCH = 100_000
_KINDS = ((b"1", 11, "CN_MOBILE"), (b"11", 18, "CN_RESIDENT_ID"), (b"62", 19, "CN_BANK_CARD"))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--values", type=int, default=10_000_000)
    options.add_argument("--job", choices=[*_JOBS])
    given = options.parse_args()
    if given.job:
        report_cost(partial(_JOBS[given.job], given.values))
        return
    costs = {
        job: in_fresh_process("benchmarks.known_values", "--job", job, "--values", str(given.values)) for job in _JOBS
    }
    print_figures(
        f"{given.values:,} known values",
        ("run", "s", "values/s", "peak MB"),
        [
            (job, f"{cost.seconds:.1f}", f"{given.values / cost.seconds:,.0f}", f"{cost.peak_mb:,.0f}")
            for job, cost in costs.items()
        ],
    )
    _search(min(given.values, 1_000_000))


def _batches(count: int) -> Iterator[tuple[pa.Array, str]]:
    """Yield strings of digits of three types in turn; among so many hardly two are equal."""
    rng = np.random.default_rng(7)
    for number in range(0, count, _BATCH):
        lead, length, entity_type = _KINDS[number // _BATCH % len(_KINDS)]
        digits = rng.integers(ord("0"), ord("9") + 1, (min(_BATCH, count - number), length), dtype=np.uint8)
        digits[:, : len(lead)] = np.frombuffer(lead, dtype=np.uint8)
        offsets = np.arange(len(digits) + 1, dtype=np.int32) * length
        yield (
            pa.StringArray.from_buffers(len(digits), pa.py_buffer(offsets), pa.py_buffer(digits.tobytes())),
            entity_type,
        )


def _known(count: int) -> object:
    from pii_scanner.masking.known_values import KnownValues

    known = KnownValues()
    for values, entity_type in _batches(count):
        known.add(values, entity_type)
    return known.seal()


def _plain_set(count: int) -> object:
    held: set[str] = set()
    for values, _ in _batches(count):
        held.update(values.to_pylist())
    return held


def _search(count: int) -> None:
    from pii_scanner.masking.known_values import KnownValues

    known = _known(count)
    assert isinstance(known, KnownValues)
    notes = [
        f"客户{values[row].as_py() if row % 7 == 0 else row}表示下周还款，已致电{row % 9973:011d}，金额{row / 7:.2f}元。"
        for values, _ in _batches(min(count, 200_000))
        for row in range(len(values))
    ]
    text = "\n".join(notes)
    begin = time.perf_counter()
    found = len(known.find(text))
    seconds = time.perf_counter() - begin
    print_figures(
        f"Search for {known.count:,} known values, one core",
        ("notes", "characters", "found", "s", "notes/s"),
        [(f"{len(notes):,}", f"{len(text):,}", f"{found:,}", f"{seconds:.2f}", f"{len(notes) / seconds:,.0f}")],
    )


_JOBS: dict[str, Callable[[int], object]] = {"known values": _known, "a Python set": _plain_set}


if __name__ == "__main__":
    main()
