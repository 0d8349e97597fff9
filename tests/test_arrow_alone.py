"""A scan loads no pandas, and DataFrames are understood all the same once there are any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_OURS = "from pii_scanner.arrow_alone import own_process\nown_process()\n"
_SCAN = """
import sys
import pii_scanner

assert len(pii_scanner.scan(sys.argv[1]).columns) == 2
assert "pandas" not in sys.modules
"""
_LATER = """
import numpy as np
import pandas as pd
import pyarrow as pa

numbers = pd.Series([1.0, np.nan])
assert pa.array(numbers).null_count == 1
assert pa.Table.from_pandas(pd.DataFrame({"a": numbers}))["a"].null_count == 1
assert pa.table({"a": [1]}).to_pandas()["a"].tolist() == [1]
found = pii_scanner.scan(pd.DataFrame({"手机号": ["13800138000", None, np.nan]})).columns[0]
assert (found.nulls, found.entity_types[0].entity_type) == (2, "CN_MOBILE")
"""
_BEFORE = "import pandas\n" + _OURS + _SCAN.replace("not in", "in") + _LATER


def _run(code: str, path: Path) -> None:
    path.write_text("姓名,手机号\n张伟,13800138000\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_scan_of_a_command_loads_no_pandas(tmp_path: Path) -> None:
    _run(_OURS + _SCAN, tmp_path / "a.csv")


def test_imports_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    finders = '[each for each in sys.meta_path if "arrow_alone" in type(each).__module__] == []'
    _run(_SCAN.replace('"pandas" not in sys.modules', finders), tmp_path / "a.csv")


def test_data_frames_are_understood_after_a_scan_without_pandas(tmp_path: Path) -> None:
    _run(_OURS + _SCAN + _LATER, tmp_path / "a.csv")


def test_pandas_that_is_there_already_stays_in_use(tmp_path: Path) -> None:
    _run(_BEFORE, tmp_path / "a.csv")
