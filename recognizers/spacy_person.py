"""Names of people by a spaCy model for Chinese that a user has (zh_core_web_sm, by name or path), beside our own.

What either of them finds is a name; the whole cells of a column are judged as without the model.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from recognizers.base import Span, without_overlaps
from recognizers.person import Person

_SCORE = 0.85
_LABELS = {"PERSON", "PER"}


class SpacyPerson(Person):
    """Persons as our model and the spaCy model `model` find them; `spacy_person` makes one."""

    entity_type = "PERSON"
    model: ClassVar[str]
    # It takes the place of the recognizer that works without a model.
    priority = Person.priority + 1
    gate = r"[\x{3400}-\x{9FFF}A-Za-z]{2}"

    def spans(self, text: str) -> list[Span]:
        begin, found = 0, super().spans(text)
        lines = text.split("\n")
        for line, read in zip(lines, _loaded(self.model).pipe(lines), strict=True):
            found += [
                Span(begin + each.start_char, begin + each.end_char, self.entity_type, _SCORE)
                for each in read.ents
                if each.label_ in _LABELS
            ]
            begin += len(line) + 1
        return without_overlaps(found)


@cache
def _loaded(model: str) -> Any:
    import spacy

    return spacy.load(model)


def is_installed(model: str) -> bool:
    """Return whether a spaCy model of this name or path is there."""
    from pathlib import Path

    import spacy.util

    return spacy.util.is_package(model) or (Path(model) / "meta.json").is_file()


def spacy_person(model: str) -> SpacyPerson:
    """Return the recognizer of names that also asks a spaCy model; it is loaded when the first text is read."""
    return type("SpacyPerson", (SpacyPerson,), {"model": model})()
