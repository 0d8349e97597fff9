"""Values beside their labels, as in a filled-in form: 申请人姓名 | 张三 | 收款账号 | 6222020212345678909.

Each column of a form holds a few cells of every kind; what a cell is, the label to its left tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow as pa

from pii_scanner.detection.header_hints import named_types
from pii_scanner.detection.header_names import header_names
from pii_scanner.detection.normalize import as_text
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from recognizers.columns import TextColumn
from recognizers.registry import identifies, recognizer

# A form is no longer; more rows are a table, whose columns say what they hold.
MOST_ROWS = 200
_LONGEST_LABEL = 16
_ENDING = 2
# Merged cells leave empty ones between a label and its value.
_FURTHEST = 5
_FEWEST_TYPES = 2
# Of records that stand in columns, with the column of their fields.
_FEWEST_RECORDS, _NEARLY_ALL = 3, 0.8
_CONFIDENCE = 0.9
# Column and entity type -> how many cells a label told.
Labelled = dict[tuple[int, str], int]


def labelled_values(batch: pa.RecordBatch) -> Labelled:
    """Return where values stand beside a label that names their type; nothing unless two types do: it is no form."""
    if not 0 < batch.num_rows <= MOST_ROWS or batch.num_columns < _FEWEST_TYPES:
        return {}
    labels = {text: named for text in _likely_labels(batch) if (named := _identifying(text))}
    if not labels:
        return {}
    columns = [_texts(array) for array in batch.columns]
    told: dict[str, list[tuple[int, str]]] = {}
    for column, texts in enumerate(columns[:-1]):
        for row, label in enumerate(texts):
            for entity_type in labels.get(label or "", ()):
                for other in range(column + 1, min(len(columns), column + 1 + _FURTHEST)):
                    value = columns[other][row]
                    if value and value.strip():
                        told.setdefault(entity_type, []).append((other, value))
                        break
    found: Labelled = {}
    known = [(finder, places) for kind, places in told.items() if (finder := recognizer(kind)) is not None]
    taken: set[tuple[int, str]] = set()
    for finder, places in sorted(known, key=lambda each: each[0].leftover):
        match = finder.cells(TextColumn(pa.array([value for _, value in places], pa.string())))
        fits = match.valid if finder.entity_type == "PERSON" else match.shaped
        for place in np.flatnonzero(fits).tolist():
            if finder.leftover and places[place] in taken:
                continue
            taken.add(places[place])
            told_here = (places[place][0], finder.entity_type)
            found[told_here] = found.get(told_here, 0) + 1
    for place, cells in _records_in_columns(columns, labels).items():
        found[place] = max(cells, found.get(place, 0))
    return found if len({entity_type for _, entity_type in found}) >= _FEWEST_TYPES else {}


def _records_in_columns(columns: Sequence[Sequence[str | None]], labels: Mapping[str, Sequence[str]]) -> Labelled:
    """Return where the values of a table stand whose first column holds the names of its fields, and every other one a
    record: nothing unless all labels stand there, and what stands beside one is nearly all of its type."""
    if len(columns) < _FEWEST_RECORDS or any(text in labels for texts in columns[1:] for text in texts):
        return {}
    found: Labelled = {}
    for row, label in enumerate(columns[0]):
        places = [(column, value) for column in range(1, len(columns)) if (value := columns[column][row])]
        cells = TextColumn(pa.array([value for _, value in places], pa.string()))
        for entity_type in labels.get(label or "", ()) if len(places) >= _FEWEST_TYPES else ():
            finder = recognizer(entity_type)
            if finder is None or finder.leftover:
                continue
            match = finder.cells(cells)
            fits = match.valid if entity_type == "PERSON" else match.shaped
            if fits.sum() >= _NEARLY_ALL * len(places):
                for place in np.flatnonzero(fits).tolist():
                    column = places[place][0]
                    found[column, entity_type] = found.get((column, entity_type), 0) + 1
    return found


def with_labelled(found: list[list[Finding]], labelled: Labelled, filled: Sequence[int]) -> list[list[Finding]]:
    """Return the findings of a table's columns with those that labels told."""
    more = [list(each) for each in found]
    for (column, entity_type), matches in sorted(labelled.items()):
        ratio = round(min(1.0, matches / max(1, filled[column])), 4)
        evidence = tr("{count} cells stand beside a label that names this type", count=f"{matches:,}")
        known = next((each for each in more[column] if each.entity_type == entity_type), None)
        if known is None:
            more[column].append(Finding(entity_type, "text", matches, ratio, _CONFIDENCE, (evidence,)))
        else:
            sure = max(known.confidence, _CONFIDENCE)
            more[column][more[column].index(known)] = replace(
                known, confidence=sure, evidence=(*known.evidence, evidence)
            )
    return [sorted(each, key=lambda finding: -finding.confidence) for each in more]


def _texts(array: pa.Array) -> list[str | None]:
    try:
        text = as_text(array)
    except pa.ArrowInvalid:
        text = None
    texts: list[str | None] = [None] * len(array) if text is None else text.to_pylist()
    return texts


def _holds_texts(kind: pa.DataType) -> bool:
    return any(check(kind) for check in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def _likely_labels(batch: pa.RecordBatch) -> set[str]:
    """Return the cells that end as the name of a column does."""
    endings = _endings()
    cells = {text for array in batch.columns if _holds_texts(array.type) for text in array.to_pylist() if text}
    return {text for text in cells if len(text) <= _LONGEST_LABEL and _plain(text)[-_ENDING:] in endings}


def _plain(text: str) -> str:
    return text.strip(" \t\u3000:：*").replace(" ", "").replace("\u3000", "").lower()


@cache
def _endings() -> frozenset[str]:
    """Return how the names of columns end that name an identifier."""
    known = (name for entity_type, names in header_names().items() if identifies(entity_type) for name in names)
    return frozenset(_plain(name)[-_ENDING:] for name in known)


@cache
def _identifying(label: str) -> tuple[str, ...]:
    return tuple(sorted(filter(identifies, named_types(label))))
