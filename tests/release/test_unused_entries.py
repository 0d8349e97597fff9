"""Values that stand in no row of a copy, only in the dictionary of a column, do not leave with it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import MASTER

_PEOPLE = persons(40, 31)
_GONE = "不再出现的王小明"
_POLICY = """version: 1
recipient: {name: partner-a, purpose: valuation}
key: {env: PII_SCANNER_KEY}
entities: {CN_MOBILE: pseudonymize}
rows: [{tables: "*", where: "余额 >= 10"}]
"""


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _words() -> pa.Array:
    indices = pa.array([0 if row < 10 else 1 + row % 2 for row in range(40)], pa.int8())
    return pa.DictionaryArray.from_arrays(indices, pa.array(["只在离开的行", "正常", "逾期", _GONE]))


def test_a_parquet_file_keeps_the_entries_in_use_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    columns = {"手机": [each.mobile for each in _PEOPLE], "状态": _words(), "余额": list(range(40))}
    pq.write_table(pa.table(columns), tmp_path / "in" / "贷款.parquet", compression="none")
    (tmp_path / "policy.yaml").write_text(_POLICY)
    pii_scanner.mask(tmp_path / "in", tmp_path / "policy.yaml", tmp_path / "out")
    copy = tmp_path / "out" / "贷款.parquet"
    assert _GONE.encode() not in copy.read_bytes()
    assert "只在离开的行".encode() not in copy.read_bytes()
    made = pq.read_table(copy)
    assert set(made["状态"].to_pylist()) == {"正常", "逾期"}
    assert pa.types.is_dictionary(made.schema.field("状态").type)


def test_a_frame_keeps_the_categories_in_use_only() -> None:
    frame = pd.DataFrame(
        {"手机": [each.mobile for each in _PEOPLE], "状态": pd.Series(_words().to_pandas()), "余额": range(40)}
    )
    given = {"version": 1, "recipient": {"name": "a", "purpose": "b"}, "key": {"env": "PII_SCANNER_KEY"}}
    made = pii_scanner.mask(frame, policy_of({**given, "entities": {"CN_MOBILE": "pseudonymize"}}))
    assert list(made["状态"].cat.categories) == ["只在离开的行", "正常", "逾期"]
