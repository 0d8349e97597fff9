"""ORC files: types, stripes, and files that are not whole."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import orc

from pii_scanner.sources import orc_trial, typed
from tests.builders.copies import changed_copy, contents_of, to
from tests.builders.files import cut, damage, names_of, refusal, rows_of, table_of

NUMBERS = [f"1380013{i:04d}" for i in range(5000)]


def test_types_and_nested_values(tmp_path: Path) -> None:
    table = pa.table(
        {
            "姓名": ["张伟", None],
            "日": [dt.date(2026, 3, 1), None],
            "金额": pa.array([Decimal("1.50"), None]),
            "电话": [["13800138000"], []],
            "人": [{"名": "张伟", "n": 3}, None],
        }
    )
    orc.write_table(table, tmp_path / "a.orc")
    found = table_of(tmp_path / "a.orc")
    assert (found.kind, found.name, names_of(found)) == ("orc", "a", table.column_names)
    assert rows_of(found)[0] == ["张伟", dt.date(2026, 3, 1), Decimal("1.50"), ["13800138000"], {"名": "张伟", "n": 3}]


def test_batches_of_a_long_stripe_are_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed, "ROWS", 700)
    orc.write_table(pa.table({"手机号": NUMBERS}), tmp_path / "a.orc")
    sizes = [batch.num_rows for batch in table_of(tmp_path / "a.orc").batches()]
    assert (max(sizes), sum(sizes)) == (700, 5000)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.99])
def test_cut_off(tmp_path: Path, share: float) -> None:
    orc.write_table(pa.table({"手机号": NUMBERS}), tmp_path / "a.orc")
    assert "is not a whole ORC file: it is cut off or damaged" in refusal(cut(tmp_path / "a.orc", share))


def test_damaged_in_the_middle(tmp_path: Path) -> None:
    orc.write_table(pa.table({"手机号": NUMBERS}), tmp_path / "a.orc", compression="zlib")
    sentence = refusal(damage(tmp_path / "a.orc", 0.5, 200))
    assert "reading stopped midway" in sentence
    assert "1380013" not in sentence


def test_no_rows_no_columns_changed_and_columns_dropped(tmp_path: Path) -> None:
    schema = pa.schema([("姓名", pa.string()), ("n", pa.int64())])
    orc.write_table(schema.empty_table(), tmp_path / "a.orc")
    changed_copy(tmp_path / "a.orc", tmp_path / "b.orc", {"姓名": None})
    assert contents_of(tmp_path / "b.orc") == [("b", [("n", "int64")], [])]


def test_masked_columns_are_strings_and_statistics_are_theirs(tmp_path: Path) -> None:
    orc.write_table(pa.table({"号": [13800138000, 13900139000], "n": [1, 2]}), tmp_path / "a.orc")
    changed_copy(tmp_path / "a.orc", tmp_path / "b.orc", {"号": to("***")})
    assert contents_of(tmp_path / "b.orc") == [("b", [("号", "string"), ("n", "int64")], [["***", 1], ["***", 2]])]


@pytest.mark.slow
def test_five_thousand_columns_and_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    wide = pa.table({f"c{number}": ["x"] for number in range(5000)})
    orc.write_table(wide, tmp_path / "wide.orc")
    assert len(table_of(tmp_path / "wide.orc").columns) == 5000
    orc.write_table(pa.table({"t": ["证" * 3_500_000]}), tmp_path / "long.orc")
    assert len(str(rows_of(table_of(tmp_path / "long.orc"))[0][0])) == 3_500_000


def test_moments_the_reader_cannot_hold_are_said_to_be_so(tmp_path: Path) -> None:
    moments = pa.array([dt.datetime(9999, 12, 31)], pa.timestamp("ms"))
    orc.write_table(pa.table({"到期": moments}), tmp_path / "a.orc")
    assert "before 1678 or after 2261" in refusal(tmp_path / "a.orc")


def test_a_file_that_ends_the_process_which_reads_it_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        orc.write_table(pa.table({"手机号": NUMBERS}), tmp_path / f"{name}.orc")
    monkeypatch.setattr(orc_trial, "_trials", orc_trial._Trials())
    crashing = [sys.executable, "-c", "import os; input(); os.abort()"]
    with monkeypatch.context() as patched:
        patched.setattr(
            orc_trial, "_started",
            lambda: subprocess.Popen(crashing, stdin=-1, stdout=-1, stderr=-3, encoding="ascii"),
        )  # fmt: skip
        assert "is not a whole ORC file" in refusal(tmp_path / "a.orc")
    assert len(rows_of(table_of(tmp_path / "b.orc"))) == 5000
    orc_trial._trials.end()
