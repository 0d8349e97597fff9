"""Precision and recall of every entity type inside free text: notes of nine styles whose sentences neither rules nor
model were made with, the demo's collection notes, and a file of one's own.

python -m benchmarks.free_text [--notes 5000] [--seed 20261] [--frames reported] [--file texts.jsonl]

A line of the file is {"text": "...", "spans": [[start, end, "PERSON"], ...]}; of it PERSON is counted. A span counts
when it has the very place and type. The seed is none that anything was made with.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks import notes
from benchmarks.figures import print_figures
from pii_scanner.demo.notes import annotated_note
from pii_scanner.demo.persons import persons
from pii_scanner.detection.spans import joined_spans

Spans = set[tuple[int, int, str]]
Marked = tuple[str, Spans]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notes", type=int, default=5000)
    options.add_argument("--seed", type=int, default=20261)
    options.add_argument("--file", type=Path)
    options.add_argument("--frames", choices=("reported", "tuning"), default="reported")
    given = options.parse_args()
    frames = notes.REPORTED if given.frames == "reported" else notes.TUNING
    title = f"Notes of {len(frames)} {given.frames} sentence frames, {given.notes:,}, seed {given.seed}"
    _print(title, notes.drawn(frames, given.notes, given.seed))
    _print(f"Collection notes of the demo, {given.notes:,}, seed {given.seed}", _notes(given.notes, given.seed))
    if given.file is not None:
        _print(f"Texts of {given.file.name}", _texts(given.file), {"PERSON"})


def _notes(count: int, seed: int) -> list[Marked]:
    rng = random.Random(seed)
    people = persons(count, seed)
    drawn = (annotated_note(person, rng) for person in people)
    return [(text, {(start, end, kind) for start, end, kind in spans}) for text, spans in drawn]


def _texts(path: Path) -> list[Marked]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(line["text"], {(start, end, kind) for start, end, kind in line["spans"]}) for line in lines]


def _found(texts: Sequence[str]) -> list[Spans]:
    found: list[Spans] = [set() for _ in texts]
    rows, spans = joined_spans(texts)
    for row, span in zip(rows.tolist(), spans, strict=True):
        found[row].add((span.start, span.end, span.entity_type))
    return found


def _print(title: str, marked: Sequence[Marked], only: Iterable[str] = ()) -> None:
    found = _found([text for text, _ in marked])
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for (_, wanted), got in zip(marked, found, strict=True):
        right.update(kind for *_, kind in wanted & got)
        said.update(kind for *_, kind in got)
        there.update(kind for *_, kind in wanted)
    rows = [
        (kind, f"{there[kind]:,}", f"{said[kind]:,}", _share(right[kind], said[kind]), _share(right[kind], there[kind]))
        for kind in sorted(only or {*there, *said})
    ]
    print_figures(title, ("entity type", "there", "found", "precision", "recall"), rows)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
