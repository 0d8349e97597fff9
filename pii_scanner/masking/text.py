"""Masking inside text: what recognizers and known values find is replaced, the other words stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from pii_scanner.detection.spans import joined_spans, located
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.united import united
from recognizers.base import Span
from recognizers.registry import recognizer

_SHORT_NAME = 2
_MOST_FOUND = 1 << 17
_CERTAIN = ("CN_RESIDENT_ID", "CN_MOBILE", "EMAIL_ADDRESS")
# In fewer texts, or in a smaller share of a column's, known names may stand inside words by chance.
_FEW_TEXTS, _BY_CHANCE = 5, 0.2
# The parts of a file's or column's name: what stands between separators.
_PART = re.compile(r"[^\s_\-./\\()（）\[\]【】+&,，、]+")


class TextMasker:
    """Replaces the values inside texts, each by the operator of its entity type.

    `found` gathers what was replaced of the types whose form leaves no doubt; beyond some, hashes in `more_found`.
    """

    def __init__(self, bindings: Bindings, known: KnownValues) -> None:
        self._bindings = bindings
        self._known = bindings.known = known
        self.found: dict[str, set[str]] = {}
        self.more_found = KnownValues()

    def take_found(self) -> dict[str, set[str]]:
        """Return what `found` holds and begin anew: another process counts on."""
        found, self.found = self.found, {}
        return found

    def add_found(self, found: Mapping[str, set[str]]) -> None:
        """Add what another process found."""
        for entity_type, values in found.items():
            self._note(entity_type, values)

    def _note(self, entity_type: str, values: Iterable[str]) -> None:
        noted = self.found.setdefault(entity_type, set())
        noted.update(values)
        if len(noted) > _MOST_FOUND:
            self.more_found.add(sorted(noted), entity_type)
            noted.clear()

    def mask(self, texts: Sequence[str], *, named: bool = True) -> list[str]:
        """Return texts with every value that recognizers find and every known value replaced.

        `named` also looks for names and addresses that nobody knows.
        """
        rows, spans = joined_spans(texts, named=named, wary=True)
        found: dict[int, list[Span]] = {}
        for row, span in zip(rows.tolist(), spans, strict=True):
            found.setdefault(row, []).append(span)
        for row, span in self._known_spans(texts, running=True):
            found.setdefault(row, []).append(span)
        return self._replaced(texts, {row: united(each) for row, each in found.items()})

    def mask_known(self, texts: Sequence[str]) -> list[str]:
        """Return texts with known values replaced that are no running text.

        Known names inside words may stand there by chance; in many of the texts they do not.
        """
        spans = self._known_spans(texts, running=True)
        named = {row for row, span in spans if span.entity_type == "PERSON" and span.end - span.start > _SHORT_NAME}
        if len(named) < max(_FEW_TEXTS, _BY_CHANCE * len(texts)):
            spans = self._known_spans(texts, running=False) if spans else []
        found: dict[int, list[Span]] = {}
        for row, span in spans:
            found.setdefault(row, []).append(span)
        return self._replaced(texts, found) if found else list(texts)

    def scrub(self, text: str) -> str:
        """Return one text (a title, a file name, a comment) with all values replaced."""
        return self.mask([text])[0] if text.strip() else text

    def scrub_sentence(self, sentence: str) -> str:
        """Return a sentence of our own, which may name tables and columns, without known values."""
        return self.mask_known([sentence])[0]

    def scrub_name(self, name: str) -> str:
        """Return a column's, table's or file's name with values replaced, and its other words as they are."""
        return self.scrub_names([name])[0]

    def scrub_names(self, names: Sequence[str]) -> list[str]:
        """Return names with values replaced, and their other words as they are; many at once take little longer.

        A name of a person is replaced where it is known or fills a whole part of the name.
        """
        found: dict[int, list[Span]] = {}
        rows, spans = joined_spans(names, named=False)
        for row, span in zip(rows.tolist(), spans, strict=True):
            found.setdefault(row, []).append(span)
        parts = [[match.span() for match in _PART.finditer(name)] for name in names]
        for row, span in self._people_in(names, parts):
            found.setdefault(row, []).append(span)
        for row, span in self._known_spans(names, running=True):
            if span.end - span.start > _SHORT_NAME or (span.start, span.end) in parts[row]:
                found.setdefault(row, []).append(span)
        return self._replaced(names, {row: united(each) for row, each in found.items()})

    @staticmethod
    def _people_in(names: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, Span]]:
        """Return the parts of names that are wholly the name of a person."""
        people = recognizer("PERSON")
        places = [(row, start, end) for row, listed in enumerate(parts) for start, end in listed]
        if people is None or not places:
            return []
        texts = [names[row][start:end] for row, start, end in places]
        return [
            (places[index][0], Span(*places[index][1:], span.entity_type, span.score))
            for index, span in located(texts, people.spans("\n".join(texts)))
            if (span.start, span.end) == (0, len(texts[index]))
        ]

    def _known_spans(self, texts: Sequence[str], *, running: bool) -> list[tuple[int, Span]]:
        joined = "\n".join(texts)
        spans = self._known.find(joined, running=running)
        if not spans:
            return []
        located: list[tuple[int, Span]] = []
        row, begin = 0, 0
        for span in spans:
            while span.start > begin + len(texts[row]):
                begin += len(texts[row]) + 1
                row += 1
            located.append((row, Span(span.start - begin, span.end - begin, span.entity_type, span.score)))
        return located

    def _replaced(self, texts: Sequence[str], found: dict[int, list[Span]]) -> list[str]:
        """Return texts with their spans replaced; each distinct value goes through its operator once."""
        by_type: dict[str, dict[str, str]] = {}
        for row, spans in found.items():
            for span in spans:
                by_type.setdefault(span.entity_type, {})[texts[row][span.start : span.end]] = ""
        for entity_type, values in by_type.items():
            operator = self._bindings.of_type(entity_type)
            if entity_type in _CERTAIN and operator.name != "keep":
                self._note(entity_type, values)
            made = operator.apply(pa.array(list(values), pa.string()))
            by_type[entity_type] = dict(zip(values, made.to_pylist(), strict=True))
        result = list(texts)
        for row, spans in found.items():
            text, pieces, end = texts[row], [], 0
            for span in spans:
                pieces += [text[end : span.start], by_type[span.entity_type][text[span.start : span.end]]]
                end = span.end
            result[row] = "".join([*pieces, text[end:]])
        return result
