"""What comes out of a scan or a mask does not depend on the number of processes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import deque
from concurrent.futures import Future
from pathlib import Path

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.engines import local
from pii_scanner.engines.engine import LocalEngine
from pii_scanner.engines.workers import Workers
from pii_scanner.errors import ReleaseRefused
from pii_scanner.jobs.verify import verify_release
from pii_scanner.masking.keys import new_key
from pii_scanner.model.inventory import Inventory
from pii_scanner.model.table import Location

_PEOPLE = persons(2000, 11)
_ROWS = 60_000  # some 8 MB of CSV: several batches
_POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {
        "CN_RESIDENT_ID": "surrogate",
        "CN_MOBILE": "pseudonymize",
        "PERSON": "surrogate",
        "EMAIL_ADDRESS": "redact",
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    people = [_PEOPLE[number % len(_PEOPLE)] for number in range(_ROWS)]
    frame = pd.DataFrame(
        {
            "编号": [f"K{number:07d}" for number in range(_ROWS)],
            "姓名": [each.name for each in people],
            "身份证号": [each.resident_id for each in people],
            "手机": [each.mobile for each in people],
            "备注": [f"{n}：{each.name}承诺还款，电话{each.mobile}，转告家人" for n, each in enumerate(people)],
            "空": [""] * _ROWS,
        }
    )
    frame.to_csv(folder / "客户.csv", index=False)
    frame.to_parquet(folder / "客户.parquet")
    return folder


def _told(inventory: Inventory) -> list[str]:
    return [repr(column) for column in inventory.columns]


def test_an_inventory_is_the_same(folder: Path) -> None:
    assert _told(pii_scanner.scan(folder)) == _told(pii_scanner.scan(folder, jobs=3))


def test_an_inventory_of_small_sources_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_MANY", 2)
    assert _told(pii_scanner.scan(folder, jobs=1)) == _told(pii_scanner.scan(folder, jobs=2))


def test_a_release_is_the_same(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    one = pii_scanner.mask(folder, _POLICY, tmp_path / "one", jobs=1)
    three = pii_scanner.mask(folder, _POLICY, tmp_path / "three", jobs=3)
    for name in ("客户.csv", "客户.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "three" / name).read_bytes()
    for different in ("run_id", "created"):
        one.manifest.pop(different, None)
        three.manifest.pop(different, None)
    assert json.dumps(one.manifest) == json.dumps(three.manifest)
    masked = (tmp_path / "three" / "客户.csv").read_text(encoding="utf-8")
    assert not [each.mobile for each in _PEOPLE if each.mobile in masked]


def test_what_another_process_finds_in_texts_is_searched_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mobile that stands in a note only is known to the verification, whichever process masked the note."""
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    searched = []
    monkeypatch.setattr(
        "pii_scanner.jobs.mask.to_search",
        lambda known, bindings, texts: searched.append(texts.found) or known,
    )
    lines = (folder / "客户.csv").read_text(encoding="utf-8").splitlines()
    notes = "\n".join(["备注", *(line.split(",")[4] for line in lines[1:])]) + "\n"
    (tmp_path / "notes.csv").write_text(notes, encoding="utf-8")
    pii_scanner.mask(tmp_path / "notes.csv", _POLICY, tmp_path / "out", jobs=3)
    assert searched[0]["CN_MOBILE"] >= {each.mobile for each in _PEOPLE}


def test_settings_of_detection_hold_in_every_thread(folder: Path) -> None:
    config = {"deny_list": {"CN_PASSPORT": [f"K{number:07d}" for number in range(0, _ROWS, 9)]}}
    one, two = (pii_scanner.scan(folder / "客户.csv", config=config, jobs=jobs) for jobs in (1, 2))
    assert "CN_PASSPORT" in one.columns[0].types()
    assert _told(one) == _told(two)


def test_a_script_without_a_guard_may_use_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pii_scanner.engines.workers import Workers\n"
        "with Workers(2) as workers:\n"
        "    print('made', workers.submit(abs, -3).result())\n"
        "print(__file__, __spec__)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert (done.stderr, done.stdout) == ("", f"made 3\n{script} None\n")


def test_results_come_in_order_and_each_item_is_done_once() -> None:
    here: list[int] = []

    def done_here(number: int) -> int:
        here.append(number)
        return number * number

    with Workers(2) as workers:
        made = list(workers.in_order(range(40), done_here, lambda number: workers.submit(_slowly_squared, number)))
    assert made == [number * number for number in range(40)]
    assert len(here) == len(set(here)) < 40


@pytest.mark.parametrize("count", [6, 7, 12])
def test_the_last_batches_are_shared_evenly(count: int) -> None:
    given: deque[_Given] = deque()
    here: list[int] = []

    def done_there(number: int) -> Future[int]:
        given.append(_Given(number))
        return given[-1]

    def done_here(number: int) -> int:
        here.append(number)
        if given:  # the other process takes as long
            given.popleft().set_result(number)
        return number

    made = list(Workers(2).in_order(range(count), done_here, done_there, look_ahead=4))
    assert made == list(range(count))
    assert len(given) <= 1


class _Given(Future[int]):
    """What another process has begun with; when asked for, it is there."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.set_running_or_notify_cancel()

    def result(self, timeout: float | None = None) -> int:
        return self.number


def _slowly_squared(number: int) -> int:
    time.sleep(0.05)
    return number * number


def test_two_batches_are_shared_with_a_process_that_is_there() -> None:
    threads: list[int] = []

    def done_here(number: int) -> int:
        threads.append(number)
        return number * number

    with Workers(2) as workers:
        workers.submit(abs, 1).result()
        made = list(
            workers.in_order(
                range(2), done_here, lambda number: workers.submit(_slowly_squared, number), by_threads=lambda _: True
            )
        )
        alone = list(workers.in_order([3], done_here, lambda number: workers.submit(_slowly_squared, number)))
    assert (made, alone) == ([0, 1], [9])
    assert 0 not in threads
    assert 3 in threads


def test_a_process_starts_before_the_scan_of_what_is_worth_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    monkeypatch.setattr(Workers, "start", lambda workers: started.append(workers.jobs))
    for name, bytes_of_file, jobs in (("a.csv", 5 << 20, 2), ("a.xlsx", 5 << 20, 2), ("a.xlsx", 5 << 20, 1)):
        with LocalEngine(jobs) as engine:
            engine.expect([Location(name, folder / name, size=bytes_of_file)])
    assert started == [2]


def test_a_release_is_refused_for_the_same_reasons(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    pii_scanner.mask(folder, _POLICY, tmp_path / "out", jobs=1)
    lines = (tmp_path / "out" / "客户.csv").read_text(encoding="utf-8").splitlines()
    for person, row in zip(_PEOPLE, range(100, _ROWS, 40), strict=False):
        lines[row] = lines[row].replace("承诺还款", f"承诺还款{person.resident_id}")
    (tmp_path / "out" / "客户.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    reasons = []
    for jobs in (1, 2):
        with pytest.raises(ReleaseRefused) as refused:
            verify_release(tmp_path / "out", [folder], jobs=jobs)
        reasons.append(str(refused.value))
    assert reasons[0] == reasons[1]
    assert "CN_RESIDENT_ID" in reasons[0]
