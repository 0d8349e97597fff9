"""Printing: the machine and a Markdown table, ready for RESULTS.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date


def print_figures(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table under a title, with the machine and its load."""
    print(f"### {title}\n\n{machine()}\n")
    for row in (header, ["---"] * len(header), *rows):
        print(f"| {' | '.join(row)} |")
    print(flush=True)


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
