"""A verified masked copy of the debt table against presidio-structured, and against reading and writing alone.

python -m benchmarks.mask [--rows 200000] [--peer-rows 5000] [--whole]

presidio-structured is told the type of every column; it looks for nothing and verifies nothing.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow.csv as pa_csv
from presidio_anonymizer.entities import OperatorConfig
from presidio_structured import PandasDataProcessor, StructuredEngine
from presidio_structured.config import StructuredAnalysis

import pii_scanner
from benchmarks.debt_table import DATA, debt_table
from benchmarks.figures import print_rates
from benchmarks.measure import alternated
from benchmarks.policy import POLICY, key_for_the_run

_JOBS = os.cpu_count() or 1
_ONE, _READ_WRITE = "pii_scanner.mask, 1 process", "pyarrow read + write"
_OURS = f"pii_scanner.mask, {_JOBS} processes"
_OURS_SAME = f"pii_scanner.mask, {_JOBS} processes, operators of the peer"
# It writes cell by cell: constant for columns of Python objects, O(rows) a cell for the Arrow strings of pandas 3.
_PEER, _PEER_STR = "presidio-structured, object columns", "presidio-structured, str columns"
_PEER_WHOLE = "presidio-structured, str columns, the whole table once"
_ANALYSIS = StructuredAnalysis(
    entity_mapping={
        "客户姓名": "PERSON",
        "身份证号": "CN_RESIDENT_ID",
        "手机号码": "CN_MOBILE",
        "银行卡号": "CN_BANK_CARD",
        "家庭住址": "CN_ADDRESS",
        "电子邮箱": "EMAIL_ADDRESS",
        "催收备注": "TEXT",
    }
)
_HASH = OperatorConfig("hash", {"hash_type": "sha256", "salt": "a salt of the benchmark"})
# The same by a policy: a keyed hash for a hash, whole notes replaced.
_SAME = {
    "version": 1,
    "recipient": {"name": "peer", "purpose": "benchmark"},
    "key": {"env": "PII_SCANNER_KEY"},
    "default": "redact",
    "entities": {
        "PERSON": {"operator": "replace"},
        "CN_RESIDENT_ID": {"operator": "pseudonymize"},
        "CN_MOBILE": {"operator": "pseudonymize"},
        "CN_BANK_CARD": {"operator": "mask", "keep_first": 0, "keep_last": 4},
        "CN_ADDRESS": {"operator": "replace"},
        "EMAIL_ADDRESS": {"operator": "pseudonymize"},
        "EMPLOYER": {"operator": "keep"},
    },
    "columns": {"*.催收备注": {"operator": "replace"}},
}
_OPERATORS = {
    "PERSON": OperatorConfig("replace", {"new_value": "<PERSON>"}),
    "CN_RESIDENT_ID": _HASH,
    "CN_MOBILE": _HASH,
    "CN_BANK_CARD": OperatorConfig("mask", {"masking_char": "*", "chars_to_mask": 12, "from_end": False}),
    "CN_ADDRESS": OperatorConfig("replace", {"new_value": "<ADDRESS>"}),
    "EMAIL_ADDRESS": _HASH,
    "TEXT": OperatorConfig("replace", {"new_value": "<TEXT>"}),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--peer-rows", type=int, default=5_000, help="rows that presidio-structured masks")
    options.add_argument("--whole", action="store_true", help="let it mask the whole table too: minutes")
    given = options.parse_args()
    path = debt_table(given.rows)
    key_for_the_run()
    width = len(pa_csv.open_csv(path).schema)
    with TemporaryDirectory(dir=DATA) as folder:
        runs: dict[str, Callable[[], object]] = {
            _READ_WRITE: partial(_read_write, path, Path(folder, "arrow.csv")),
            _ONE: partial(_masked, path, Path(folder), 1),
            _OURS: partial(_masked, path, Path(folder), _JOBS),
            _OURS_SAME: partial(_masked, path, Path(folder), _JOBS, _SAME),
            _PEER: partial(_peer, path, Path(folder, "peer.csv"), given.peer_rows, object),
            _PEER_STR: partial(_peer, path, Path(folder, "peer.csv"), given.peer_rows, str),
        }
        best = alternated(runs)
        if given.whole:
            whole = partial(_peer, path, Path(folder, "peer.csv"), given.rows, str)
            best |= alternated({_PEER_WHOLE: whole}, rounds=1)
    cells = {name: width * (given.peer_rows if name in (_PEER, _PEER_STR) else given.rows) for name in best}
    title = f"Mask, CSV {given.rows:,} x {width}"
    print_rates(title, {name: t for name, t in best.items() if name != _OURS_SAME}, cells, ours=_OURS, bare=_READ_WRITE)
    print_rates(
        f"{title}, the operators of presidio-structured",
        {name: t for name, t in best.items() if name not in (_ONE, _OURS)},
        cells,
        ours=_OURS_SAME,
        bare=_READ_WRITE,
    )


def _masked(path: Path, folder: Path, jobs: int, policy: Path | dict[str, Any] = POLICY) -> None:
    """Publish a release and remove it: every run needs a new folder."""
    with TemporaryDirectory(dir=folder) as inner:
        pii_scanner.mask(path, policy, Path(inner, "release"), jobs=jobs)


def _read_write(path: Path, target: Path) -> None:
    pa_csv.write_csv(pa_csv.read_csv(path), target)


def _peer(path: Path, target: Path, rows: int, dtype: type) -> None:
    frame = pd.read_csv(path, nrows=rows, dtype=dtype)
    engine = StructuredEngine(data_processor=PandasDataProcessor())
    engine.anonymize(frame, _ANALYSIS, operators=dict(_OPERATORS)).to_csv(target, index=False)


if __name__ == "__main__":
    main()
