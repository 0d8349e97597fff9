"""A text of 7 MB in 700,000 short lines: the whole command, start-up included; Presidio, line by line.

python -m benchmarks.lines [--lines 700000] [--peer-lines 3000]

Presidio's issue 1461 tells of 7 to 10 minutes for such a file; users ask for one. Presidio gets few lines, loaded before.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.debt_table import DATA
from benchmarks.figures import print_figures, times
from benchmarks.measure import alternated
from benchmarks.plain_presidio import plain_batch_engine
from pii_scanner.demo.persons import persons

_JOBS = os.cpu_count() or 1
_SEED = 1461
_WORDS = "已付 未接 拒接 停机 空号 结清 逾期 协商 外访 短信 来电 回访 微信 邮件 上门 律师函 请假 出差 欠费 转告".split()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=700_000)
    options.add_argument("--peer-lines", type=int, default=3_000, help="lines that Presidio analyses")
    given = options.parse_args()
    lines = list(_lines(given.lines))
    plain, types = plain_batch_engine()
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    few = lines[: given.peer_lines]
    DATA.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=DATA) as folder:
        path = Path(folder, "lines.txt")
        path.write_text("\n".join(lines), encoding="utf-8")
        ours = f"pii_scanner scan, {_JOBS} processes"
        counts = {"pii_scanner scan, 1 process": given.lines, ours: given.lines, "Presidio, 8 pattern types": len(few)}
        runs = (
            partial(_scan, path, 1),
            partial(_scan, path, _JOBS),
            lambda: list(plain.analyze_iterator(few, "zh", batch_size=500, entities=types)),
        )
        best = alternated(dict(zip(counts, runs, strict=True)))
        size = path.stat().st_size / 2**20
    rates = {name: counts[name] / best[name].wall for name in best}
    print_figures(
        f"A text of {given.lines:,} lines, {size:.1f} MB",
        ("run", "lines", "best of 3, s", "lines/s", "all lines, s", f"{ours} is"),
        [
            (
                name,
                f"{counts[name]:,}",
                f"{best[name].wall:.2f}",
                f"{rate:,.0f}",
                f"{given.lines / rate:.1f}",
                "" if name == ours else f"{times(rates[ours] / rate)} as fast",
            )
            for name, rate in rates.items()
        ],
    )


def _lines(count: int) -> Iterator[str]:
    """Yield lines of ten bytes on average: words with a number, names, mobile numbers."""
    people, rng = persons(20_000, _SEED), random.Random(_SEED)
    for _ in range(count):
        person, kind = rng.choice(people), rng.random()
        if kind < 0.1:
            yield person.name
        elif kind < 0.15:
            yield person.mobile
        else:
            yield f"{rng.choice(_WORDS)}{rng.randrange(10 ** rng.randrange(1, 6))}"


def _scan(path: Path, jobs: int) -> None:
    with TemporaryDirectory(dir=path.parent) as folder:
        command = [sys.executable, "-m", "pii_scanner", "scan", path, "-o", folder, "--full", "--quiet", "--jobs", jobs]
        done = subprocess.run([str(each) for each in command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)


if __name__ == "__main__":
    main()
