"""A table of a database that cannot be read is named; the others are copied."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pii_scanner.cli import main
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

POLICY = """
version: 1
recipient: {name: partner, purpose: test}
key: {env: PII_SCANNER_KEY}
entities: {CN_RESIDENT_ID: surrogate}
"""


def test_the_other_tables_of_a_database_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    source, policy, out = tmp_path / "debts.sqlite", tmp_path / "policy.yaml", tmp_path / "out"
    policy.write_text(POLICY, encoding="utf-8")
    with closing(sqlite3.connect(source)) as database:
        database.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, id_no TEXT)")
        rows = [(person.resident_id,) for person in persons(40, 91)]
        database.executemany("INSERT INTO customer (id_no) VALUES (?)", rows)
        database.execute("CREATE TABLE gone (n INTEGER, customer INTEGER REFERENCES customer (id))")
        database.execute("INSERT INTO gone VALUES (1, 1)")
        database.commit()
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'gone'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    with source.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(SystemExit) as left:
        main(["mask", str(source), "--policy", str(policy), "-o", str(out)])
    assert left.value.code == 3
    assert "gone" in capsys.readouterr().err
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [table["table"] for table in manifest["files"][0]["tables"]] == ["customer"]
    assert [each["table"] for each in manifest["left_out"]] == ["gone"]
    with closing(sqlite3.connect(out / "debts.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM customer").fetchone() == (40,)
        assert copy.execute("SELECT name FROM sqlite_master WHERE name = 'gone'").fetchall() == []
    with pytest.raises(SystemExit) as left:
        main(["verify", str(out), "--against", str(source)])
    assert left.value.code == 3
    said = capsys.readouterr().err
    assert "gone" in said
    assert "All checks passed" in said
