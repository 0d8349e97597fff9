"""Quality of the verdicts: columns of generated tables with their truth, this project beside others.

python -m benchmarks.quality [--tables 400] [--seed 7301] [--details]
    [--peers] [--peer-tables 100] [--hawk-scanner PYTHON] [--dataprofiler PYTHON]

Seeds 1 to 999 are for tuning the detection; the reported seed is none of them. --details names every miss and false
alarm by file, header, story and evidence, never by a value.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.debt_table import DATA
from benchmarks.figures import print_figures
from benchmarks.quality_ours import free_text, our_claims
from benchmarks.quality_score import (
    EQUIVALENT,
    Figures,
    Judged,
    by_type,
    false_alarms,
    judged,
    overall,
    recall_by_fill,
    reliability,
)
from benchmarks.quality_tables import Truth, written

REPORTED_SEED = 7301
_PEER_ROWS = 1000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tables", type=int, default=400)
    options.add_argument("--seed", type=int, default=REPORTED_SEED)
    options.add_argument("--notes", type=int, default=5000)
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--peers", action="store_true", help="plain Presidio too, on the same columns")
    options.add_argument("--peer-tables", type=int, default=100, help="tables that the others see")
    options.add_argument("--hawk-scanner", type=Path, help="the Python of an environment with hawk-scanner")
    options.add_argument("--dataprofiler", type=Path, help="the Python of an environment with DataProfiler[ml]")
    options.add_argument("--details", action="store_true", help="name every miss and false alarm")
    given = options.parse_args()
    DATA.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=DATA) as folder:
        truths = written(Path(folder), given.tables, given.seed)
        said, trouble = our_claims(Path(folder), truths, given.jobs)
        columns = list(judged(truths, said))
        _print_ours(truths, columns, trouble, f"{given.tables:,} tables, seed {given.seed}")
        print_types(f"Free text, {given.notes:,} notes", free_text(given.notes, given.seed))
        if given.details:
            _print_details(columns)
    if given.peers or given.hawk_scanner or given.dataprofiler:
        from benchmarks.quality_peers import print_peers

        pythons = {"hawk-scanner": given.hawk_scanner, "DataProfiler": given.dataprofiler}
        with TemporaryDirectory(dir=DATA) as folder:
            seen = written(Path(folder), min(given.peer_tables, given.tables), given.seed, keep=_PEER_ROWS)
            print_peers(seen, said, {name: python for name, python in pythons.items() if python})


def _print_ours(truths: Sequence[Truth], columns: Sequence[Judged], trouble: Sequence[str], title: str) -> None:
    print(f"Neither right nor wrong: {'; '.join(f'{b} for {a}' for a, bs in EQUIVALENT.items() for b in bs)}.\n")
    for line in trouble:
        print(f"To look at: {line}")
    print_types(f"Columns, {title}", by_type(columns))
    rows = [
        (f"{fill} of cells" if "%" in fill else fill, f"{there:,}", f"{found:,}", share(found, there))
        for fill, (there, found) in recall_by_fill(columns).items()
    ]
    print_figures("Identifiers with a check digit", ("columns", "there", "found", "recall"), rows)
    beside = [
        _alarms(name, [c for c in columns if c.table.persons is persons])
        for name, persons in (("beside persons", True), ("in tables without persons", False))
    ]
    print_figures(
        "False alarms", ("clean columns", "there", "with a finding", "per 1,000"), [*beside, _alarms("all", columns)]
    )
    print_figures(
        "Confidence",
        ("confidence", "findings", "right", "share right", "mean confidence"),
        [
            (name, f"{count:,}", f"{right:,}", share(right, count), f"{mean:.3f}")
            for name, count, right, mean in reliability(columns)
        ],
    )
    other = sum(each.other_kind for each in columns)
    print(
        f"{len(truths):,} tables, {len(columns):,} columns; right type but the other kind (cells or texts): {other}.\n"
    )


def _alarms(name: str, columns: Sequence[Judged]) -> tuple[str, ...]:
    clean, wrong = false_alarms(columns)
    return name, f"{clean:,}", f"{wrong:,}", f"{1000 * wrong / max(1, clean):.1f}"


def print_types(title: str, figures: dict[str, Figures]) -> None:
    rows = [_row(kind, each) for kind, each in figures.items()]
    rows.append(_row("all (micro)", overall(figures.values())))
    print_figures(title, ("entity type", "there", "found", "precision", "recall", "F1"), rows)


def _row(kind: str, each: Figures) -> tuple[str, ...]:
    return (
        kind,
        f"{each.there:,}",
        f"{each.found:,}",
        *(f"{x:.3f}" if x == x else "-" for x in (each.precision, each.recall, each.f1)),
    )


def _print_details(columns: Sequence[Judged]) -> None:
    for each in columns:
        where = f"{each.table.path.name} ({each.table.layout}) {each.column.header!r} [{each.column.story}]"
        for kind in each.missed:
            print(f"missed {kind}: {where}; found {[c.entity_type for c in (*each.right, *each.wrong)]}")
        for claim in each.wrong:
            print(f"wrong {claim.entity_type} ({claim.kind}, {claim.confidence:.2f}): {where}; {claim.evidence}")


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
