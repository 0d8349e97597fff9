"""`pii-scanner run`: a job that nobody watches scans, publishes, tells, and ends with a code that is true."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pii_scanner.config.job import load_job
from pii_scanner.demo.persons import Person
from pii_scanner.jobs import nightly
from pii_scanner.sources import fingerprint
from tests.builders.tables import write_csv
from tests.cli.commands import POLICY, Cli

JOB = """version: 1
name: nightly
sources: [data]
inventory: out
log: logs/nightly.jsonl
scan: {fail_on_new: true}
mask:
  - {policy: policy.yaml, release: 'releases/{run}', when: changed, keep: 2}
alert:
  command: [PYTHON, -c, "import sys; open('told.txt', 'ab').write(sys.stdin.buffer.read())"]
"""


@pytest.fixture
def job(data: Path, policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fingerprint, "_SETTLED", -1.0)  # files of a test were made just now
    path = tmp_path / "nightly.yaml"
    path.write_text(JOB.replace("PYTHON", json.dumps(sys.executable)), encoding="utf-8")
    return path


def _change(job: Path, before: str, after: str) -> None:
    text = job.read_text(encoding="utf-8")
    assert before in text
    job.write_text(text.replace(before, after), encoding="utf-8")


def _status(job: Path) -> dict[str, Any]:
    return dict(json.loads((job.parent / "out" / "job.json").read_text(encoding="utf-8")))


def _told(job: Path) -> str:
    path = job.parent / "told.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _releases(job: Path) -> list[str]:
    folder = job.parent / "releases"
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def test_a_release_is_made_when_something_changed_and_people_are_told_of_what_is_new(
    cli: Cli, job: Path, people: list[Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path.parent)  # paths are seen from the job's file
    first = cli("run", job)
    assert (first.code, _told(job)) == (0, ""), first.err
    made = _releases(job)
    assert len(made) == 1

    assert cli("run", job).code == 0
    assert _releases(job) == made
    assert _status(job)["releases"][0]["state"] == "unchanged"

    write_csv(job.parent / "data" / "新增.csv", {"手机号": [each.mobile for each in people]})
    assert cli("run", job).code == 5
    assert _status(job)["new"] == [["新增.csv", "新增", "手机号", "CN_MOBILE"]]
    assert "新增.手机号" in _told(job)
    assert people[0].mobile not in _told(job)
    assert len(_releases(job)) == 2

    _change(job.parent / "policy.yaml", "valuation", "audit")
    stranger = job.parent / "releases" / "notes"
    stranger.mkdir()
    assert cli("run", job).code == 0
    assert made[0] not in _releases(job)  # two are kept
    assert len(_releases(job)) == 3
    assert stranger.exists()


@pytest.mark.skipif(os.name != "posix", reason="whether a process lives is not asked elsewhere")
def test_what_a_killed_run_left_is_removed_by_the_next(cli: Cli, job: Path) -> None:
    left = [
        f".20250101T000000000000-aaaaaaaa.partial-{2**31 - 1}",
        f".20250101T000000000000-aaaaaaaa.partial-{os.getppid()}",
    ]
    for name in (*left, f".notes.partial-{2**31 - 1}"):
        (job.parent / "releases" / name).mkdir(parents=True)
    assert cli("run", job).code == 0
    assert left[0] not in _releases(job)
    assert {left[1], f".notes.partial-{2**31 - 1}"} < set(_releases(job))  # of a run that lives, and of somebody else


def test_a_lasting_problem_is_told_once_and_makes_no_release_each_night(cli: Cli, job: Path) -> None:
    (job.parent / "data" / "damaged.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert cli("run", job).code == 3
    assert "damaged.xlsx" in _told(job)
    once, made = _told(job), _releases(job)
    assert cli("run", job).code == 3
    assert (_told(job), _releases(job)) == (once, made)


def test_a_scan_of_another_hand_does_not_hide_a_change_from_the_release(
    cli: Cli, job: Path, people: list[Person]
) -> None:
    assert cli("run", job).code == 0
    write_csv(job.parent / "data" / "客户.csv", {"手机号": [each.mobile for each in people]})
    assert cli("scan", job.parent / "data", "-o", job.parent / "out").code == 0
    assert cli("run", job).code == 0
    assert len(_releases(job)) == 2


def test_a_step_that_fails_does_not_keep_the_next_from_its_work(cli: Cli, job: Path) -> None:
    refused = job.parent / "refused.yaml"
    refused.write_text(
        POLICY + "risk: {quasi_identifiers: ['姓名'], k: 5}\ncolumns: {'*.姓名': keep}\n", encoding="utf-8"
    )
    _change(job, "mask:\n", "mask:\n  - {policy: refused.yaml, release: 'other/{date}'}\n")
    done = cli("run", job, "--quiet")
    assert done.code == 4
    assert "refused" in done.err
    assert len(_releases(job)) == 1
    assert [each["state"] for each in _status(job)["releases"]] == ["failed", "published"]
    assert not (job.parent / "other").exists() or not list((job.parent / "other").iterdir())
    assert "Failed (1)" in _told(job)
    assert "exit code 4" in _told(job)


def test_the_log_is_one_json_object_a_line_and_ends_with_the_exit_code(cli: Cli, job: Path) -> None:
    cli("run", job, "--quiet")
    cli("run", job)
    lines = (job.parent / "logs" / "nightly.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert [each["event"] for each in events].count("job") == 2
    assert (events[-1]["event"], events[-1]["exit_code"]) == ("done", 0)


def test_what_nobody_could_be_told_is_told_by_the_next_run(cli: Cli, job: Path, people: list[Person]) -> None:
    assert cli("run", job).code == 0
    write_csv(job.parent / "data" / "新增.csv", {"手机号": [each.mobile for each in people]})
    working = job.read_text(encoding="utf-8")
    _change(job, "import sys;", "import sys; sys.exit(9);")
    done = cli("run", job)
    assert done.code == 1
    assert "could not be sent" in done.err
    assert _told(job) == ""
    job.write_text(working, encoding="utf-8")
    assert cli("run", job).code == 0
    assert "新增.手机号" in _told(job)


class _Hook(BaseHTTPRequestHandler):
    got: list[dict[str, Any]]

    def do_POST(self) -> None:
        self.got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    got: list[dict[str, Any]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Hook", (_Hook,), {"got": got}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/${{HOOK_TOKEN}}", got
    server.shutdown()


def test_a_service_gets_the_message_and_its_secret_is_shown_nowhere(
    cli: Cli, job: Path, hook: tuple[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, got = hook
    _change(job, "alert:\n", f"alert:\n  when: [always]\n  to: ['{address}']\n")
    assert cli("run", job, "--check").code == 2  # the variable is not set
    monkeypatch.setenv("HOOK_TOKEN", "a b/geheim")
    assert cli("run", job, "--test-alert").code == 0
    done = cli("run", job)
    assert done.code == 0
    assert len(got) == 2
    assert "nightly" in got[1]["title"]
    said = done.out + done.err + "".join(p.read_text(encoding="utf-8") for p in job.parent.glob("*/*.json*"))
    assert "geheim" not in said


def test_75_while_the_job_is_running(cli: Cli, job: Path) -> None:
    (job.parent / "out").mkdir()
    with FileLock(job.parent / "out" / ".job.lock"):
        assert cli("run", job).code == 75
    assert _told(job) == ""  # the run that holds the lock will tell
    with FileLock(job.parent / "out" / ".lock"):  # a scan of another hand
        assert cli("run", job).code == 75
    assert "Another run writes" in _told(job)


def test_a_run_that_is_stopped_says_so(cli: Cli, job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise SystemExit(143)

    monkeypatch.setattr(nightly, "mask_sources", stopped)
    assert cli("run", job).code == 143
    assert (_status(job)["state"], _status(job)["exit_code"]) == ("stopped", 143)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("version: 1", "version: 2", "line 1, key version"),
        ("sources: [data]", "sources: []", "line 3, key sources"),
        ("releases/{run}", "releases/today", "{date}"),
        ("releases/{run}", "releases/{day}", "{day} is not known"),
        ("when: changed", "when: changed, sources: [other]", "needs sources that the job scans"),
        ("alert:\n", "alert:\n  to: ['nonsense://secret-token']\n", "is not understood"),
        ("alert:\n", "settings: no-such-settings.yaml\nalert:\n", "no-such-settings.yaml"),
    ],
)
def test_2_before_anything_is_read_for_a_job_that_cannot_run(
    before: str, after: str, said: str, cli: Cli, job: Path
) -> None:
    _change(job, before, after)
    for arguments in (["--check"], []):
        done = cli("run", job, *arguments)
        assert done.code == 2
        assert said in done.err
        assert "secret-token" not in done.err
        assert len(done.err.splitlines()) == 1
        assert not (job.parent / "out").exists()
    # Who can be told is told.
    assert ("no-such-settings.yaml" in _told(job)) == ("no-such-settings" in after)


@pytest.mark.parametrize("before", ["inventory: out", "log: logs/nightly.jsonl"])
def test_an_output_that_cannot_be_written_is_told(before: str, cli: Cli, job: Path) -> None:
    (job.parent / "file").write_text("no folder", encoding="utf-8")
    _change(job, before, f"{before.partition(':')[0]}: file/below")
    assert cli("run", job).code == 2
    assert "cannot be written" in _told(job)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("nightly.yaml", "releases/{run}", "data/{run}", "would lie in the source data"),
        ("nightly.yaml", "policy: policy.yaml", "policy: no-such.yaml", "no-such.yaml"),
        ("policy.yaml", "valuation", "valuation, expires: 2020-01-01", "ended on 2020-01-01"),
        ("policy.yaml", "env: PII_SCANNER_KEY", "env: NO_SUCH_KEY", "NO_SUCH_KEY"),
    ],
)
def test_a_release_that_cannot_be_made_is_told_and_the_scan_is_done_all_the_same(
    file: str, before: str, after: str, said: str, cli: Cli, job: Path
) -> None:
    _change(job.parent / file, before, after)
    checked = cli("run", job, "--check")
    assert (checked.code, said in checked.err, _told(job)) == (2, True, "")
    done = cli("run", job)
    assert done.code == 2
    assert said in done.err
    assert said in _told(job)
    assert (job.parent / "out" / "inventory.json").is_file()


def test_the_example_that_is_printed_can_be_checked(cli: Cli, data: Path, tmp_path: Path) -> None:
    example = cli("config", "example", "job").out
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    assert cli("run", path, "--check").code == 0
    # What stands there as comments fits too.
    path.write_text(re.sub(r"^# (?=exclude|mask|alert|  )", "", example, flags=re.MULTILINE), encoding="utf-8")
    job = load_job(path)
    assert job.alert is not None
    assert (len(job.mask), len(job.alert.to), job.exclude) == (1, 2, ["audit.*", "*.bak"])
