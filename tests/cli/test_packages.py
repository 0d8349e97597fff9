"""Whole commands on packages: scan, mask, verify; what cannot be masked is named, and nothing is left behind."""

from __future__ import annotations

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pii_scanner.demo.persons import Person
from tests.builders.documents import docx_file, paragraph, pdf_file
from tests.builders.packages import raw_named_zip, tar_file, zip_bytes, zipcrypto_zip
from tests.builders.tables import person_columns, write_csv
from tests.cli.commands import POLICY, Cli


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr("pii_scanner.sources.scratch._Folder.path", None)
    monkeypatch.delenv("PII_SCANNER_FILE_PASSWORD", raising=False)
    return folder


@pytest.fixture
def csv(people: list[Person], tmp_path: Path) -> bytes:
    write_csv(tmp_path / "made.csv", person_columns(people))
    return (tmp_path / "made.csv").read_bytes()


@pytest.fixture
def book(people: list[Person], tmp_path: Path) -> bytes:
    made = openpyxl.Workbook()
    made.active.append(list(columns := person_columns(people)))
    for row in zip(*columns.values(), strict=True):
        made.active.append(row)
    made.save(tmp_path / "made.xlsx")
    return (tmp_path / "made.xlsx").read_bytes()


@pytest.fixture
def package(people: list[Person], csv: bytes, book: bytes, tmp_path: Path) -> Path:
    """A folder with a zip from a Chinese Windows that holds nearly everything, a tar and a compressed file."""
    folder = tmp_path / "data"
    folder.mkdir()
    note = f"客户{people[0].name}来电，说明天还款。\n".encode()
    files = {
        "目录/客户.csv": csv,
        "目录/客户.xlsx": book,
        "旧.zip": zip_bytes({"里面.csv": csv}),
        "a.csv.gz": gzip.compress(csv),
        "说明.txt": note * 3,
        "坏.csv.gz": gzip.compress(csv)[:-20],
    }
    raw_named_zip(folder / "包.zip", {name.encode("gbk"): content for name, content in files.items()})
    tar_file(folder / "b.tar.gz", {"客户.csv": csv})
    (folder / "c.csv.gz").write_bytes(gzip.compress(csv))
    docx_file(folder / "协议.docx", paragraph(f"债务人：{people[0].name}"))
    pdf_file(folder / "合同.pdf", [[f"债务人：{people[0].name}", "电话 13800138000"]])
    return folder


def _leftovers(folder: Path) -> list[Path]:
    """Return the files in folders of a temporary folder; Python itself tries whether it can write a file there."""
    return [path for path in folder.glob("*/**/*") if path.is_file()]


def _policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def test_scan_names_every_member(cli: Cli, package: Path, tmp_path: Path, temporary: Path) -> None:
    outcome = cli("scan", package, "-o", tmp_path / "out", "--jobs", 1)
    assert outcome.code == 3
    inventory = json.loads((tmp_path / "out/inventory.json").read_text(encoding="utf-8"))
    assert {
        "包.zip/目录/客户.csv",
        "包.zip/旧.zip/里面.csv",
        "包.zip/a.csv.gz",
        "c.csv.gz",
        "合同.pdf",
        "协议.docx",
    } <= {column["source"] for column in inventory["columns"] if column["entity_types"]}
    (problem,) = inventory["problems"]
    assert problem["source"] == "包.zip/坏.csv.gz"
    assert _leftovers(temporary) == []


def test_mask_and_verify(cli: Cli, package: Path, people: list[Person], tmp_path: Path, temporary: Path) -> None:
    release = tmp_path / "release"
    outcome = cli("mask", package, "--policy", _policy(tmp_path), "-o", release, "--jobs", 1)
    assert outcome.code == 3
    for name in ("包.zip/说明.txt", "协议.docx", "合同.pdf"):
        assert f"{name}: no masked copy can be written of this kind of source" in outcome.err
    assert "The copy of b.tar.gz is a ZIP." in outcome.err
    assert "Archives inside it became folders of the copy." in outcome.err
    there = sorted(p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file())
    assert there == ["b.zip", "c.csv.gz", "manifest.json", "report.html", "包.zip"]
    with zipfile.ZipFile(release / "包.zip") as archive:
        assert archive.namelist() == ["目录/客户.csv", "目录/客户.xlsx", "旧.zip/里面.csv", "a.csv.gz"]
        assert archive.comment == b""
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        masked = archive.read("目录/客户.csv").decode()
        assert gzip.decompress(archive.read("a.csv.gz")).decode() == masked
    assert not any(person.resident_id in masked for person in people)
    assert _leftovers(temporary) == []
    verified = cli("verify", release)
    assert verified.code == 0
    (package / "包.zip").unlink()  # it holds a damaged member
    assert cli("verify", release, "--against", package).code == 0


def test_verify_notices_a_member_put_into_an_archive(cli: Cli, package: Path, csv: bytes, tmp_path: Path) -> None:
    release = tmp_path / "release"
    cli("mask", package / "b.tar.gz", "--policy", _policy(tmp_path), "-o", release)
    with zipfile.ZipFile(release / "b.zip", "a") as archive:
        archive.writestr("more.csv", csv)
    outcome = cli("verify", release)
    assert outcome.code == 4
    assert "b.zip: holds other members than those that were verified" in outcome.err


def test_documents_alone_are_no_release(cli: Cli, package: Path, tmp_path: Path) -> None:
    outcome = cli("mask", package / "协议.docx", "--policy", _policy(tmp_path), "-o", tmp_path / "release")
    assert outcome.code == 3
    assert "no masked copy can be written of this kind of source" in outcome.err
    assert not (tmp_path / "release").exists()


def test_the_copy_of_a_protected_archive_is_said_to_be_open(
    cli: Cli, csv: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = zipcrypto_zip(tmp_path / "a.zip", {"客户.csv": csv}, b"pass-word-1")
    refused = cli("mask", source, "--policy", _policy(tmp_path), "-o", tmp_path / "release")
    assert refused.code == 3
    assert "Give its password in the environment variable PII_SCANNER_FILE_PASSWORD" in refused.err
    monkeypatch.setenv("PII_SCANNER_FILE_PASSWORD", "pass-word-1")
    outcome = cli("mask", source, "--policy", _policy(tmp_path), "-o", tmp_path / "release")
    assert outcome.code == 0
    assert "the copy is not encrypted" in outcome.err
    assert not any("pass-word-1" in path.read_text("utf-8", "ignore") for path in (tmp_path / "release").iterdir())


def test_the_settings_file_limits_archives(cli: Cli, package: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("archives: {most_members: 2}\n", encoding="utf-8")
    outcome = cli("scan", package / "包.zip", "-o", tmp_path / "out", "--config", tmp_path / "settings.yaml")
    assert outcome.code == 3
    assert "包.zip has more than 2 members" in outcome.err


def _heeds_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_behind_when_it_is_stopped(number: int, tmp_path: Path, temporary: Path, csv: bytes) -> None:
    source = tmp_path / "large.csv.gz"
    head, _, rows = csv.partition(b"\n")
    source.write_bytes(gzip.compress(head + b"\n" + rows * 40_000, 1))
    command = [sys.executable, "-m", "pii_scanner", "scan", str(source), "-o", str(tmp_path / "out"), "--jobs", "1"]
    quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    # What runs in the background ignores SIGINT, and so would its children.
    with subprocess.Popen(command, preexec_fn=_heeds_interrupts, **quiet) as process:
        while not (held := _leftovers(temporary)) and process.poll() is None:
            time.sleep(0.02)
        assert stat.S_IMODE(held[0].parent.stat().st_mode) == 0o700
        process.send_signal(number)
        process.wait()
    assert process.returncode != 0
    if number == signal.SIGKILL:
        assert _leftovers(temporary)
        (tmp_path / "small.csv.gz").write_bytes(gzip.compress(csv))
        command[4] = str(tmp_path / "small.csv.gz")
        subprocess.run(command, check=True, capture_output=True)
    assert list(temporary.glob("pii-scanner-*")) == []
