"""Time and peak memory: alternated runs in this process, single runs in a fresh one."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_STATUS = Path("/proc/self/status")
# Of `ru_maxrss` in a MB.
_UNIT = 2**20 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Timing:
    """Seconds of a run by the wall clock, and of all its threads on the processors: the load of others shows as a gap."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds without imports, peak resident memory of its process in MB (of 2**20 bytes), the
    seconds of its threads on the processors; and of processes that it started the peak of the largest, and their seconds."""

    seconds: float
    peak_mb: float
    cpu_seconds: float = 0.0
    beside_mb: float = 0.0
    beside_cpu_seconds: float = 0.0


def alternated(runs: Mapping[str, Callable[[], object]], rounds: int = 3) -> dict[str, Timing]:
    """Return the best times of each run; every round makes all runs in turn."""
    seen: dict[str, list[Timing]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            seen[name].append(_timing(run))
    return {name: Timing(min(t.wall for t in each), min(t.cpu for t in each)) for name, each in seen.items()}


def report_cost(run: Callable[[], object]) -> None:
    """Make a run in this process and print its cost, for `in_fresh_process`."""
    timing = _timing(run)
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = Cost(timing.wall, _peak_mb(), timing.cpu, beside.ru_maxrss / _UNIT, beside.ru_utime + beside.ru_stime)
    print(json.dumps(asdict(cost)))


def in_fresh_process(module: str, *arguments: str) -> Cost:
    """Return the cost that `python -m module arguments` prints on its last line.

    Raises RuntimeError when it fails.
    """
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=_ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _timing(run: Callable[[], object]) -> Timing:
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return Timing(time.perf_counter() - wall, time.process_time() - cpu)


def _peak_mb() -> float:
    """Return the peak of this program; Linux counts that of the process which started it in `ru_maxrss` too."""
    if _STATUS.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text())):
        return int(found.group(1)) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT
