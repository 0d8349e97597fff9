from __future__ import annotations

import errno
from pathlib import Path

import pytest
from filelock import FileLock

from pii_scanner.demo.persons import Person
from tests.builders.tables import person_columns, write_csv
from tests.cli.commands import POLICY, Cli


def test_0_when_all_is_done(cli: Cli, data: Path, policy: Path, tmp_path: Path) -> None:
    release = tmp_path / "release"
    assert cli("scan", data, "-o", tmp_path / "out").code == 0
    assert cli("plan", data, "--policy", policy).code == 0
    assert cli("mask", data, "--policy", policy, "-o", release).code == 0
    assert cli("verify", release).code == 0
    assert cli("verify", release, "--against", data).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["scann"], ["scan"], ["scan", "x", "--sample", "0"], ["scan", "x", "--jobs", "many"], ["mask", "x"], ["--lang", "fr"],
        ["plan", "x", "--policy", "no-such.yaml"], ["verify", "no-such-release"], ["inventory", "list", "no-such-folder"],
        ["scan", "postgresql://me:${NOT_SET_ANYWHERE}@host/db", "-o", "no-such-folder/out"],
        ["scan", "x", "--config", "no-such.yaml"],
    ],
)  # fmt: skip
def test_2_for_a_command_that_cannot_be_understood(
    arguments: list[str], cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("Error: ")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POLICY + "alow: [金额]\n", "policy.yaml, line 6, key alow: this key is not known"),
        (POLICY.replace("surrogate,", "scramble,"), "no operator scramble"),
        (POLICY + "columns: {'a': [}\n", "not valid YAML"),
        (POLICY.replace("default: redact", "default: refuse").replace(", PERSON: surrogate", ""), "客户.姓名"),
        (POLICY.replace("purpose: valuation", "purpose: valuation, expires: 2020-01-01"), "ended on 2020-01-01"),
    ],
)
def test_2_for_a_policy_that_cannot_be_used(
    text: str, said: str, cli: Cli, data: Path, policy: Path, tmp_path: Path
) -> None:
    policy.write_text(text, encoding="utf-8")
    done = cli("mask", data, "--policy", policy, "-o", tmp_path / "release", "--quiet")
    assert done.code == 2
    assert said in done.err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "policy.yaml"]


def test_2_for_a_missing_or_weak_key(
    cli: Cli, data: Path, policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", "geheim")
    weak = cli("mask", data, "--policy", policy, "-o", tmp_path / "release")
    assert (weak.code, "geheim" in weak.err, "too weak" in weak.err) == (2, False, True)
    monkeypatch.delenv("PII_SCANNER_KEY")
    missing = cli("mask", data, "--policy", policy, "-o", tmp_path / "release")
    assert missing.code == 2
    assert "PII_SCANNER_KEY" in missing.err
    assert "pii-scanner key new" in missing.err
    assert "Scanning" not in missing.err  # said before anything was read
    assert not (tmp_path / "release").exists()


def test_2_for_an_output_that_exists(cli: Cli, data: Path, policy: Path, tmp_path: Path) -> None:
    write_csv(tmp_path / "release" / "mine.csv", {"a": ["1"]})
    done = cli("mask", data, "--policy", policy, "-o", tmp_path / "release")
    assert done.code == 2
    assert "exists already" in done.err
    assert [each.name for each in (tmp_path / "release").iterdir()] == ["mine.csv"]


def test_2_for_a_demo_into_a_folder_that_holds_something(cli: Cli, data: Path) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    done = cli("demo", data)
    assert done.code == 2
    assert "exists already" in done.err
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


def test_3_when_a_source_cannot_be_read_and_the_others_are_done(
    cli: Cli, data: Path, policy: Path, tmp_path: Path
) -> None:
    (data / "坏.xlsx").write_bytes(b"PK\x03\x04 damaged")
    scanned = cli("scan", data, "-o", tmp_path / "out")
    assert scanned.code == 3
    assert "坏.xlsx" in scanned.err
    assert (tmp_path / "out" / "inventory.json").exists()
    assert cli("plan", data, "--policy", policy).code == 3
    masked = cli("mask", data, "--policy", policy, "-o", tmp_path / "release")
    assert masked.code == 3
    assert "坏.xlsx" in masked.err
    assert (tmp_path / "release" / "客户.csv").exists()


def test_3_for_a_source_that_does_not_exist(cli: Cli, policy: Path, tmp_path: Path) -> None:
    for arguments in (["scan", "-o", tmp_path / "out"], ["mask", "--policy", policy, "-o", tmp_path / "release"]):
        done = cli(*arguments, tmp_path / "missing.csv")
        assert done.code == 3
        assert "missing.csv does not exist: check the path" in done.err
    assert not (tmp_path / "release").exists()


def test_4_when_the_release_is_refused(cli: Cli, data: Path, policy: Path, tmp_path: Path) -> None:
    policy.write_text(POLICY + "risk: {quasi_identifiers: [城市], k: 20}\n", encoding="utf-8")
    done = cli("mask", data, "--policy", policy, "-o", tmp_path / "release")
    assert done.code == 4
    assert "refused, nothing was published" in done.err
    assert not (tmp_path / "release").exists()


def test_4_when_a_release_was_changed(cli: Cli, data: Path, policy: Path, tmp_path: Path, people: list[Person]) -> None:
    release = tmp_path / "release"
    assert cli("mask", data, "--policy", policy, "-o", release, "-q").code == 0
    with (release / "客户.csv").open("a", encoding="utf-8") as file:
        file.write(f"x,{people[0].resident_id},,,,,\n")
    done = cli("verify", release)
    assert done.code == 4
    assert "客户.csv: changed since the release was made" in done.err
    assert people[0].resident_id not in done.err + done.out


def test_5_when_something_new_appeared(cli: Cli, data: Path, tmp_path: Path, people: list[Person]) -> None:
    out = tmp_path / "out"
    assert cli("scan", data, "-o", out, "--fail-on-new").code == 0
    assert cli("scan", data, "-o", out, "--fail-on-new").code == 0
    write_csv(data / "新.csv", person_columns(people[:5]))
    assert "New: 新.手机号" in cli("scan", data, "-o", out).err
    write_csv(data / "更新.csv", person_columns(people[:5]))
    done = cli("scan", data, "-o", out, "--fail-on-new")
    assert done.code == 5
    assert "更新.csv" in done.err


def test_75_when_another_run_holds_the_lock(cli: Cli, data: Path, tmp_path: Path) -> None:
    assert cli("scan", data, "-o", tmp_path / "out", "-q").code == 0
    with FileLock(tmp_path / "out" / ".lock"):
        done = cli("scan", data, "-o", tmp_path / "out")
    assert done.code == 75
    assert "Another run writes to" in done.err
    assert cli("scan", data, "-o", tmp_path / "out", "-q").code == 0


def test_2_for_a_date_that_does_not_exist(cli: Cli, data: Path, policy: Path) -> None:
    policy.write_text(POLICY.replace("purpose: valuation", "purpose: v, expires: 2027-02-30"), encoding="utf-8")
    assert cli("plan", data, "--policy", policy).code == 2


def test_0_for_a_demo_that_says_where_to_look(cli: Cli, tmp_path: Path) -> None:
    done = cli("demo", tmp_path / "demo")
    assert done.code == 0
    assert (tmp_path / "demo" / "release" / "manifest.json").exists()
    for name in ("data", "policy.yaml", "release", "report.html"):
        assert name in done.out
    assert cli("verify", tmp_path / "demo" / "release", "--against", tmp_path / "demo" / "data").code == 0


def test_2_for_a_report_into_a_folder_that_does_not_exist(cli: Cli, data: Path, tmp_path: Path) -> None:
    cli("scan", data, "-o", tmp_path / "out")
    done = cli("inventory", "export", tmp_path / "out", tmp_path / "nowhere" / "findings.csv")
    assert done.code == 2
    assert "findings.csv cannot be written" in done.err
    assert ".tmp" not in done.err


def test_a_full_disk_is_said_in_words(cli: Cli, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pii_scanner.reports.atomic.os.fsync", full)
    done = cli("scan", data, "-o", tmp_path / "out")
    assert done.code == 1
    assert "Error: The disk of the output is full: free some space" in done.err
