"""Folders of table formats: the copy is Parquet files, without the log that quotes their least and greatest values."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import SourceError

PEOPLE = persons(30, 14)
_MASKING = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": {"CN_MOBILE": "redact"},
    "default": "redact",
}


def _parquet(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"phone": [person.mobile for person in PEOPLE]}), path)


def _delta(folder: Path) -> None:
    _parquet(folder / "day=1" / "part-0.parquet")
    stats = {"numRecords": len(PEOPLE), "minValues": {"phone": min(person.mobile for person in PEOPLE)}}
    line = {"add": {"path": "day=1/part-0.parquet", "size": 1, "stats": json.dumps(stats)}}
    (folder / "_delta_log").mkdir()
    (folder / "_delta_log" / "00000000000000000000.json").write_text(json.dumps(line), encoding="utf-8")


def _iceberg(folder: Path) -> None:
    _parquet(folder / "data" / "0.parquet")
    (folder / "metadata").mkdir()
    described = json.dumps({"format-version": 2, "last-updated-ms": 1})
    (folder / "metadata" / "00000-a.metadata.json").write_text(described, encoding="utf-8")


def test_logs_of_tables_are_scanned_and_not_copied(tmp_path: Path) -> None:
    _delta(tmp_path / "data" / "delta")
    _iceberg(tmp_path / "data" / "ice")

    scanned = {column.source for column in pii_scanner.scan(tmp_path / "data").columns if column.types()}
    release = pii_scanner.mask(tmp_path / "data", _MASKING, tmp_path / "out")

    assert "delta/_delta_log/00000000000000000000.json" in scanned
    copies = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert copies == {"manifest.json", "report.html", "delta/day=1/part-0.parquet", "ice/data/0.parquet"}
    told = [warning for warning in release.manifest["warnings"] if "Delta Lake" in warning]
    assert [warning.partition(":")[0] for warning in told] == ["delta/_delta_log", "ice/metadata"]


def test_a_folder_called_metadata_alone_is_none(tmp_path: Path) -> None:
    _parquet(tmp_path / "metadata" / "a.parquet")
    (tmp_path / "metadata" / "b.metadata.json").write_text(json.dumps([{"phone": PEOPLE[0].mobile}]), encoding="utf-8")

    release = pii_scanner.mask(tmp_path, _MASKING, tmp_path / "out")

    assert {file["name"] for file in release.manifest["files"]} == {"metadata/a.parquet", "metadata/b.metadata.json"}


def test_a_log_alone_is_refused_with_the_reason(tmp_path: Path) -> None:
    _delta(tmp_path / "delta")

    with pytest.raises(SourceError, match="Delta Lake"):
        pii_scanner.mask(tmp_path / "delta" / "_delta_log", _MASKING, tmp_path / "out")
