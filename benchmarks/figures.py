"""Printing: the machine and a Markdown table, ready for RESULTS.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date

from benchmarks.measure import Timing


def print_figures(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table under a title, with the machine and its load."""
    print(f"### {title}\n\n{machine()}\n")
    for row in (header, ["---"] * len(header), *rows):
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def print_rates(title: str, best: Mapping[str, Timing], cells: Mapping[str, int], ours: str, bare: str) -> None:
    """Print the cells per second of all runs, and how the run `ours` compares: with `bare` (reading) by its time."""
    rates = {name: cells[name] / timing.wall for name, timing in best.items()}
    compared = {name: f"{times(rates[ours] / rate)} as fast" for name, rate in rates.items()}
    compared |= {ours: "", bare: f"{times(best[ours].wall / best[bare].wall)} the time"}
    print_figures(
        title,
        ("run", "cells", "best of 3, s", "CPU s", "cells/s", f"{ours} is"),
        [
            (name, f"{cells[name]:,}", f"{t.wall:.2f}", f"{t.cpu:.2f}", f"{rates[name]:,.0f}", compared[name])
            for name, t in best.items()
        ],
    )


def machine() -> str:
    """Return date, cores, memory, Python version and the load average of the last minute."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{date.today()}, {os.cpu_count()} cores, {gigabytes:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def times(ratio: float) -> str:
    """Return a ratio as it is read: 243x, 7.4x, 0.33x."""
    return f"{ratio:.0f}x" if ratio >= 20 else f"{ratio:.1f}x" if ratio >= 1 else f"{ratio:.2f}x"
