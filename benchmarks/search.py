"""How values are searched for, beside the other ways: engines of patterns, distinct values, gates.

python -m benchmarks.search [--rows 200000] [--peer-rows 10000] [--ungated-rows 20000]

With `pip install hyperscan polars` beside it, two engines more; without, they are left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

import pii_scanner
from benchmarks.debt_table import debt_table
from benchmarks.figures import print_figures, times
from benchmarks.measure import Timing, alternated
from benchmarks.search_engines import Hits, by_cells, by_islands, engines, missing
from pii_scanner.detection import columns as whole_cells
from pii_scanner.detection import texts as inside_texts
from pii_scanner.detection.columns import profile_array
from pii_scanner.detection.header_hints import hinted_types
from pii_scanner.detection.profile import ColumnProfile
from recognizers.base import Recognizer
from recognizers.registry import recognizer, shipped
from recognizers.texts import Islands, TextBatch

_NOTES = "催收备注"
_ISLANDS = "as a scan does: byte classes, islands of ASCII, then RE2"
_GATES = "as a scan does: lengths and byte classes, then RE2"
_BY_ONE = "text by text"
_ROWS = 1 << 16
# What stands in a column of the debt table, as the lines of the second table name it.
_KINDS = {
    "五级分类": "5 classes",
    "逾期天数": "days, 1,500 values",
    "放款日期": "dates, 2,500 values",
    "客户姓名": "names",
    "工作单位": "employers",
    "手机号码": "mobile numbers",
    _NOTES: "notes",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--peer-rows", type=int, default=10_000, help="rows that are searched text by text")
    options.add_argument("--ungated-rows", type=int, default=20_000, help="rows that are scanned without gates")
    given = options.parse_args()
    table = read(debt_table(given.rows))
    compare_engines(table, given.peer_rows)
    compare_distinct(table)
    compare_gates(debt_table(given.ungated_rows))
    for said in missing():
        print(said)


def read(path: Path) -> pa.Table:
    """Return a CSV file with all its columns as strings, in one piece."""
    strings = pa_csv.ConvertOptions(column_types=dict.fromkeys(pa_csv.open_csv(path).schema.names, "string"))
    return pa_csv.read_csv(path, convert_options=strings).combine_chunks()


# --- engines ---------------------------------------------------------------------------------


def compare_engines(table: pa.Table, peer_rows: int) -> None:
    """Print how long each engine takes for all gates over the notes, and for one pattern over whole columns."""
    asked = shipped().in_text
    gates = tuple(each.text_gate for each in asked)
    notes = [table.column(_NOTES).chunk(0)]
    ours = {_ISLANDS: partial(by_islands, asked=asked)}
    _print_engines(f"All {len(gates)} gates of types in texts, the notes", notes, gates, ours, peer_rows)
    mobile = recognizer("CN_MOBILE")
    assert mobile is not None
    ours = {_ISLANDS: partial(by_islands, asked=[mobile])}
    _print_engines("One pattern, mobile numbers, the notes", notes, (mobile.text_gate,), ours, peer_rows)
    every = [column.chunk(0) for column in table.columns]
    # Names, addresses and a few more are told by other means than one pattern.
    whole = [each for each in shipped().in_text if each.shapes and type(each).cells is Recognizer.cells]
    shapes = tuple(each.full_pattern for each in whole)
    ours = {_GATES: partial(by_cells, asked=whole)}
    title = f"All {len(shapes)} patterns of types in cells, {len(every)} columns"
    _print_engines(title, every, shapes, ours, peer_rows)


def _print_engines(
    title: str,
    arrays: Sequence[pa.Array],
    patterns: tuple[str, ...],
    ours: dict[str, Callable[[pa.Array], Hits]],
    peer_rows: int,
) -> None:
    found: dict[str, list[Hits]] = {}
    first: dict[str, float] = {}
    runs: dict[str, Callable[[], object]] = {}
    rows: dict[str, int] = {}
    asked = {name: partial(engine, patterns=patterns) for name, engine in engines().items()} | ours
    for name, ask in asked.items():
        # Python takes the texts one by one: fewer of them, since its rate does not depend on their number.
        rows[name] = (
            min(peer_rows, len(arrays[0])) if name.startswith("Python") or name.endswith(_BY_ONE) else len(arrays[0])
        )
        some = [array.slice(0, rows[name]) for array in arrays]
        runs[name] = partial(_asked, ask, some)
        begin = time.process_time()
        found[name] = _asked(ask, some)
        first[name] = time.process_time() - begin
    best = alternated(runs)
    plain = found["RE2 through pyarrow.compute"]
    rates = {name: rows[name] * len(arrays) / timing.cpu for name, timing in best.items()}
    own = next(iter(ours))
    print_figures(
        title,
        ("run", "cells", "first, CPU s", "best of 3, CPU s", "cells/s", "answers", "ours is"),
        [
            (
                name,
                f"{rows[name] * len(arrays):,}",
                f"{first[name]:.2f}",
                f"{timing.cpu:.2f}",
                f"{rates[name]:,.0f}",
                agreement(found[name], plain),
                "" if name == own else f"{times(rates[own] / rates[name])} as fast",
            )
            for name, timing in best.items()
        ],
    )


def _asked(ask: Callable[[pa.Array], Hits], arrays: Sequence[pa.Array]) -> list[Hits]:
    """Return the answers for each array, asked for in batches as a scan does."""
    return [np.concatenate([ask(batch) for batch in _batches(array)], axis=1) for array in arrays]


def _batches(cells: pa.Array) -> Iterator[pa.Array]:
    return (cells.slice(start, _ROWS) for start in range(0, len(cells), _ROWS))


def agreement(found: Sequence[Hits], plain: Sequence[Hits]) -> str:
    """Return in words how the answers differ from those of plain RE2 for the same cells."""
    more = fewer = 0
    for mine, theirs in zip(found, plain, strict=True):
        same = theirs[:, : mine.shape[1]]
        more += int(np.count_nonzero(mine & ~same))
        fewer += int(np.count_nonzero(~mine & same))
    said = [f"{count:,} {word}" for count, word in ((more, "more"), (fewer, "fewer")) if count]
    return ", ".join(said) or "the same"


# --- distinct values -------------------------------------------------------------------------


def compare_distinct(table: pa.Table) -> None:
    """Print how long a column takes where every cell is searched, its distinct values, or what its head decides."""
    ways = {"every cell": every_cell, "distinct values": distinct_values, "decided by the column": None}
    lines = []
    totals = dict.fromkeys(ways, 0.0)
    for name in [*_KINDS, *(name for name in table.column_names if name not in _KINDS)]:
        cells = table.column(name).chunk(0)
        best = alternated({way: partial(profiled, name, cells, split) for way, split in ways.items()})
        for way, timing in best.items():
            totals[way] += timing.cpu
        if name in _KINDS:
            share = len(pc.unique(cells)) / len(cells)
            lines.append((f"{_KINDS[name]} ({name})", f"{share:.2%}", *_compared(best)))
    lines.append(
        (f"all {table.num_columns} columns", "", *(f"{seconds:.2f}" for seconds in totals.values()), _last(totals))
    )
    title = f"Distinct values, {table.num_rows:,} rows, every column profiled"
    print_figures(title, ("column", "distinct", *(f"{way}, CPU s" for way in ways), "decided is"), lines)


def _compared(best: dict[str, Timing]) -> tuple[str, ...]:
    return (*(f"{timing.cpu:.3f}" for timing in best.values()), _last({way: t.cpu for way, t in best.items()}))


def _last(seconds: dict[str, float]) -> str:
    every, _, decided = seconds.values()
    return f"{times(every / decided)} as fast as every cell"


def profiled(name: str, cells: pa.Array, split: Callable[..., object] | None = None) -> ColumnProfile:
    """Return the profile of a column, its batches split into distinct values by `split` (None: as a scan does)."""
    profile = ColumnProfile(name, "string", hinted=hinted_types(name, ""))
    with mock.patch.object(whole_cells, "_distinct", split or whole_cells._distinct):
        for batch in _batches(cells):
            later = profile.blank()
            profile_array(later, batch)
            profile.merge(later)
    return profile


def every_cell(profile: ColumnProfile, text: pa.Array) -> tuple[pa.Array, None]:
    """Split a column into all its cells."""
    profile.see_distinct(text, len(text))
    return text, None


def distinct_values(profile: ColumnProfile, text: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Split a column into its distinct values and how often each stands."""
    counted = pc.value_counts(text)
    profile.see_distinct(counted.field("values"), len(text))
    return counted.field("values"), np.asarray(counted.field("counts"))


# --- gates -----------------------------------------------------------------------------------


def compare_gates(path: Path) -> None:
    """Print how long a scan takes with its gates, without those of byte classes, without any."""
    runs: dict[str, Callable[[], object]] = {
        "pii_scanner.scan": partial(pii_scanner.scan, path),
        "without lengths and byte classes": partial(_within, without_classes, path),
        "without gates of RE2 either": partial(_within, without_gates, path),
    }
    found = {name: findings_of(run()) for name, run in runs.items()}
    best = alternated(runs)
    scan, *_ = best
    table = read(path)
    cells = table.num_rows * table.num_columns
    lines = [
        (
            name,
            f"{timing.cpu:.2f}",
            f"{cells / timing.cpu:,.0f}",
            "the same" if found[name] == found[scan] else "others",
            "" if name == scan else times(timing.cpu / best[scan].cpu),
        )
        for name, timing in best.items()
    ]
    title = f"Gates, CSV {table.num_rows:,} x {table.num_columns}, 1 process"
    print_figures(title, ("run", "best of 3, CPU s", "cells/s", "findings", "time of a scan"), lines)


def findings_of(inventory: pii_scanner.Inventory) -> list[tuple[str, str, str, int]]:
    """Return what a scan found: column, entity type, kind, matches."""
    return sorted(
        (column.column, finding.entity_type, finding.kind, finding.matches)
        for column in inventory.columns
        for finding in column.entity_types
    )


def _within(gates: Callable[[], object], path: Path) -> pii_scanner.Inventory:
    with gates():
        return pii_scanner.scan(path)


@contextmanager
def without_classes() -> Iterator[None]:
    """Search without looking at the lengths of cells and texts and at the classes of their characters first."""
    with ExitStack() as patches:
        every = {
            (Recognizer, "_eligible"): lambda _, view: np.arange(len(view)),
            (TextBatch, "fitting"): lambda batch, _: np.arange(len(batch)),
            (Islands, "fitting"): lambda islands, _: np.arange(len(islands.lengths)),
            (inside_texts, "gated_by_own"): lambda: True,
        }
        for (owner, name), made in every.items():
            patches.enter_context(mock.patch.object(owner, name, made))
        yield


@contextmanager
def without_gates() -> Iterator[None]:
    """Let Python's `re` search every text for every type, with no gate before it."""
    with ExitStack() as patches:
        patches.enter_context(without_classes())
        patches.enter_context(mock.patch.object(inside_texts, "text_gate", return_value=""))
        for each in shipped().in_text:
            patches.enter_context(mock.patch.dict(vars(each), text_gate=""))
        yield


if __name__ == "__main__":
    main()
