"""Files that go or change between the scan and the copy are left out and named; the others are released."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.engines.engine import LocalEngine
from pii_scanner.masking.keys import new_key

POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"CN_MOBILE": "pseudonymize", "PERSON": "surrogate"},
}


def _gone(path: Path) -> None:
    path.unlink()


def _wider(path: Path) -> None:
    path.write_text("".join(f"{line},x\n" for line in path.read_text("utf-8").splitlines()), "utf-8")


@pytest.mark.parametrize("change", [_gone, _wider])
@pytest.mark.parametrize("step", ["collect", "copy"])
def test_the_rest_is_released(
    change: Callable[[Path], None], step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    folder = tmp_path / "data"
    folder.mkdir()
    for name in "abc":
        rows = "".join(f"{each.name},{each.mobile}\n" for each in persons(30, 8))
        (folder / f"{name}.csv").write_text(f"姓名,手机\n{rows}", "utf-8")
    at_that_step, left = getattr(LocalEngine, step), [folder / "b.csv"]

    def changing(self: LocalEngine, *arguments: object) -> object:
        if left:
            change(left.pop())
        return at_that_step(self, *arguments)

    monkeypatch.setattr(LocalEngine, step, changing)
    release = pii_scanner.mask(folder, POLICY, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").glob("*.csv")) == ["a.csv", "c.csv"]
    [problem] = release.manifest["left_out"]
    assert problem["source"] == "b.csv"
