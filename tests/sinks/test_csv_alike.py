"""A copy rebuilt from what was read is the copy that is made field by field."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pyarrow as pa
import pytest

from pii_scanner.sinks.csv_alike import Alike
from pii_scanner.sources import csv as csv_source
from pii_scanner.sources import fields
from tests.builders.copies import Change, changed_copy
from tests.round_trip.awkward import REGULAR

_NAMES = ["编号", "姓名", "电话", "备注"]
_CELLS = [
    "",
    "张伟",
    "13800138000",
    '他说"好"',
    "a,b",
    "两行\n一格",
    "\r",
    "=1+1",
    '="00123"',
    "=",
    "x\ty",
    " 空 ",
    "é",
]


def _file(seed: int) -> bytes:
    """Return a file of some hundred rows: quotes, line ends, blank and short lines and repeated headers by chance."""
    rng = random.Random(seed)
    quoting = rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])
    end, cells = rng.choice(["\n", "\r\n"]), rng.sample(_CELLS, rng.choice([3, 5, len(_CELLS)]))
    text = io.StringIO()
    writer = csv.writer(text, quoting=quoting, lineterminator=end, delimiter=rng.choice(",;\t"))
    writer.writerow(_NAMES)
    odd = rng.choice([0, 0, 0.003, 0.03])
    for _ in range(rng.randrange(1, 400)):
        some = _CELLS if rng.random() < odd else cells
        writer.writerow([f"K{rng.randrange(10**6)}", *rng.choices(some, k=3)])
        if rng.random() < odd:
            text.write(
                rng.choice([end, '"x"' + end, ",".join(_NAMES) + end, "a,b,c,d,e" + end, "\n", ' "q",1,2,3' + end])
            )
        if rng.random() < odd:
            writer.writerow(_NAMES)
    written = text.getvalue()
    return (written[: -len(end)] if rng.random() < 0.3 else written).encode(
        rng.choice(["utf-8", "utf-8-sig", "gb18030"])
    )


def _replaced(seed: int) -> Change:
    def replaced(array: pa.Array) -> pa.Array:
        rng = random.Random(seed)
        return pa.array([rng.choice([None, value, *_CELLS]) for value in array.to_pylist()], pa.string())

    return replaced


def _both(path: Path, changes: dict[str, Change | None], monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    made = []
    for alike in (True, False):
        if not alike:
            monkeypatch.setattr(Alike, "known", property(lambda self: False))
        changed_copy(path, path.with_suffix(f".{alike}"), changes)
        made.append(path.with_suffix(f".{alike}").read_bytes())
    return made[0], made[1]


@pytest.mark.parametrize("seed", range(100))
def test_both_ways_of_writing_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(csv_source, "_BLOCK", 2048)
    monkeypatch.setattr(fields, "_BLOCK", 1500)
    (tmp_path / "a.csv").write_bytes(_file(seed))
    changes: dict[str, Change | None] = {"姓名": _replaced(seed), "备注": _replaced(seed + 1)}
    if seed % 3 == 0:
        changes["电话"] = None
    one, other = _both(tmp_path / "a.csv", changes, monkeypatch)
    assert one == other
    monkeypatch.undo()
    one, other = _both(tmp_path / "a.csv", {}, monkeypatch)
    assert one == other


@pytest.mark.parametrize("how", REGULAR)
def test_both_agree_on_manners_that_programs_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    (tmp_path / "a.csv").write_bytes(REGULAR[how])
    one, other = _both(tmp_path / "a.csv", {"姓名": _replaced(1), "备注": _replaced(2)}, monkeypatch)
    assert one == other


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_files_of_one_manner_are_not_cut_into_fields(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quoting: int
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=quoting, lineterminator="\r\n")
    writer.writerows([_NAMES, *([f"K{n}", "张伟", "13800138000", '甲说"好",\n乙说不'] for n in range(3000))])
    (tmp_path / "a.csv").write_bytes(text.getvalue().encode())
    passed: list[int] = []
    passes = Alike.passes
    monkeypatch.setattr(
        Alike, "passes", lambda self, batch: passes(self, batch) and (passed.append(batch.num_rows) or True)
    )
    changed_copy(tmp_path / "a.csv", tmp_path / "b.csv", {})
    assert sum(passed) == 3000
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
