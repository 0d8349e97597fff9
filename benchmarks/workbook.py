"""A formatted workbook: changed and masked against openpyxl's load, change and save; scanned against calamine's reading.

`rewrite` writes the copy with values that are ready, which is what the openpyxl run does. `mask` is the whole
command: scan, known values, masking, writing, and the verification of what was written, in one process and in two, whose
memory is counted together. A first scan loads libraries and dictionaries; `scan, libraries loaded before` is what the same
process takes for the next file. As of a command, Arrow loads no pandas.

python -m benchmarks.workbook [--rows 100000] [--rounds 2]

Jobs import what they need, so that the peak of one holds no other's libraries.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import print_figures, times
from benchmarks.measure import Cost, in_fresh_process, report_cost
from pii_scanner.arrow_alone import own_process

_FEW = 100
_CHANGED = (1, 2, 3, 4, 5, 9)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--job", choices=[*_JOBS], help="one job in this process")
    options.add_argument("--file", type=Path, help="the workbook of that job")
    given = options.parse_args()
    if given.job:
        own_process()
        report_cost(partial(_JOBS[given.job](), given.file))
        return
    from benchmarks.portfolio_workbook import portfolio_workbook

    path = portfolio_workbook(given.rows)
    costs: dict[str, list[Cost]] = {job: [] for job in _JOBS}
    for _ in range(given.rounds):
        for job, seen in costs.items():
            seen.append(in_fresh_process("benchmarks.workbook", "--job", job, "--file", str(path)))
    best = {job: _best(seen) for job, seen in costs.items()}
    pairs = (
        *(("openpyxl", ours) for ours in ("rewrite", "mask", "mask2")),
        *(("calamine", ours) for ours in ("scan", "loaded", "loaded2")),
    )
    print_figures(
        f"Workbook, xlsx {given.rows:,} x 10, formats kept",
        ("run", f"best of {given.rounds}, s", "CPU s", "rows/s", "peak MB", "pii_scanner is", "by CPU s", "memory"),
        [
            (
                _NAMES[job],
                f"{best[job].seconds:.2f}",
                f"{best[job].cpu_seconds:.2f}",
                f"{given.rows / best[job].seconds:,.0f}",
                f"{best[job].peak_mb:,.0f}",
                "" if job == ours else _speed(job, best[job].seconds, best[ours].seconds),
                "" if job == ours else _speed(job, best[job].cpu_seconds, best[ours].cpu_seconds),
                "" if job == ours else times(best[ours].peak_mb / best[job].peak_mb),
            )
            for pair in pairs
            for job, ours in ((pair[0], pair[1]), (pair[1], pair[1]))
        ],
    )


def _best(costs: Sequence[Cost]) -> Cost:
    """Return the least time, and the highest peak, of a process and the one beside it."""
    return Cost(
        min(each.seconds for each in costs),
        max(each.peak_mb + each.beside_mb for each in costs),
        min(each.cpu_seconds + each.beside_cpu_seconds for each in costs),
    )


def _speed(job: str, other: float, ours: float) -> str:
    return f"{times(ours / other)} the time" if job == "calamine" else f"{times(other / ours)} as fast"


def _mask(jobs: int) -> Callable[[Path], object]:
    import pii_scanner
    from benchmarks.policy import POLICY, key_for_the_run

    def run(path: Path) -> None:
        key_for_the_run()
        with TemporaryDirectory(dir=path.parent) as folder:
            pii_scanner.mask(path, POLICY, Path(folder, "release"), jobs=jobs)

    return run


def _scan() -> Callable[[Path], object]:
    import pii_scanner

    return pii_scanner.scan


def _loaded(jobs: int) -> Callable[[Path], object]:
    import pii_scanner
    from benchmarks.portfolio_workbook import portfolio_workbook

    pii_scanner.scan(portfolio_workbook(_FEW))
    return partial(pii_scanner.scan, jobs=jobs)


def _rewrite() -> Callable[[Path], object]:
    from pii_scanner.sinks.workbook import SheetRewrite, rewrite_workbook

    def run(path: Path) -> None:
        with TemporaryDirectory(dir=path.parent) as folder:
            rows = _rows(path)
            columns = {column: _new_values(column, rows) for column in _CHANGED}
            kept = frozenset(range(10)) - set(_CHANGED)
            plan = SheetRewrite(0, 1, columns, kept, frozenset(), {}, rows)
            rewrite_workbook(path, Path(folder, "copy.xlsx"), {"客户清单": plan}, str)

    return run


def _openpyxl() -> Callable[[Path], object]:
    import openpyxl

    def run(path: Path) -> None:
        with TemporaryDirectory(dir=path.parent) as folder:
            book = openpyxl.load_workbook(path)
            sheet = book["客户清单"]
            rows = _rows(path)
            for column in _CHANGED:
                for row, value in enumerate(_new_values(column, rows), 2):
                    sheet.cell(row, column + 1).value = value
            book.save(Path(folder, "copy.xlsx"))

    return run


def _rows(path: Path) -> int:
    return int(path.stem.rsplit("_", 1)[1])


def _new_values(column: int, rows: int) -> list[str]:
    return [f"{column}-{row:012d}" for row in range(rows)]


def _calamine() -> Callable[[Path], object]:
    from python_calamine import CalamineWorkbook

    def run(path: Path) -> None:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python()

    return run


_JOBS: dict[str, Callable[[], Callable[[Path], object]]] = {
    "openpyxl": _openpyxl,
    "rewrite": _rewrite,
    "mask": partial(_mask, 1),
    "mask2": partial(_mask, 2),
    "calamine": _calamine,
    "scan": _scan,
    "loaded": partial(_loaded, 1),
    "loaded2": partial(_loaded, 2),
}
_NAMES = {
    "openpyxl": "openpyxl load + change + save",
    "rewrite": "the copy, new values ready",
    "mask": "pii_scanner.mask, 1 process",
    "mask2": "pii_scanner.mask, 2 processes",
    "calamine": "calamine read",
    "scan": "pii_scanner.scan, libraries loaded in it",
    "loaded": "pii_scanner.scan, libraries loaded before",
    "loaded2": "pii_scanner.scan, libraries loaded before, 2 threads",
}

if __name__ == "__main__":
    main()
