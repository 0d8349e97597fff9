"""Texts that the first batch of a table told are looked up by whoever masks the others, and nothing shows it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import pii_scanner
from pii_scanner.demo.notes import collection_note
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from pii_scanner.masking.text_memory import Recorder, TextMemory
from pii_scanner.sources import csv


def _texts(first: int, last: int) -> pa.Array:
    return pa.array([f"text {number}" for number in range(first, last)])


class _Made:
    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, texts: pa.Array) -> pa.Array:
        self.asked.append(len(texts))
        return pc.binary_join_element_wise(texts, "!", "")


def _memory(texts: pa.Array) -> TextMemory:
    recorder = Recorder()
    recorder.made(texts, _Made())
    memory = recorder.memory()
    assert memory is not None
    return memory


def test_new_texts_are_made_in_the_company_of_others() -> None:
    memory, make = _memory(_texts(0, 200)), _Made()
    assert memory.made(_texts(100, 210), make).equals(_Made()(_texts(100, 210)))
    assert make.asked == [110]
    assert memory.made(_texts(5, 9), make).equals(_Made()(_texts(5, 9)))
    assert make.asked == [110]


def test_a_memory_is_worth_it_where_texts_come_again() -> None:
    memory = _memory(_texts(0, 200))
    assert memory.is_worth(_texts(100, 300))
    assert not memory.is_worth(_texts(199, 300))


@pytest.mark.slow
def test_a_copy_does_not_depend_on_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    monkeypatch.setattr(csv, "_BLOCK", 1 << 16)
    rng = random.Random(4)
    lines = [f"{each.name},{each.mobile},{collection_note(each, rng)}" for each in persons(3000, 8)]
    text = "\n".join(["姓名,手机,备注", *lines, *(line.replace("，", "；") for line in lines), *lines, ""])
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    policy = {
        "version": 1,
        "extends": "partner-valuation",
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
    }
    for jobs in (1, 2, 3):
        pii_scanner.mask(tmp_path / "a.csv", policy, tmp_path / str(jobs), jobs=jobs)
    made = [(tmp_path / str(jobs) / "a.csv").read_bytes() for jobs in (1, 2, 3)]
    assert made[1] == made[0]
    assert made[2] == made[0]
