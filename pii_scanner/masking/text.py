"""Masking inside text: what recognizers and known values find is replaced, the other words stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.name_parts import PART, is_said_of, spans_in_names
from pii_scanner.detection.spans import find_spans
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.doubted_names import without_doubted
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.left_digits import LEFT_DIGITS, left_digits, without_digits
from pii_scanner.masking.parted_names import parted_names, placed_in, unparted
from pii_scanner.masking.places import Joined, Places, put_together, united, united_places
from pii_scanner.masking.said_again import with_names_said_again
from pii_scanner.masking.surnames import is_surname, surname_places, without_surnames
from pii_scanner.masking.token_marks import MARKED, TokenMarks
from recognizers.disguises import disguised
from recognizers.escapes import without_escapes
from recognizers.ordered import distinct_of_sorted

_SHORT_NAME = 2
_MOST_FOUND = 1 << 17
_CERTAIN = ("CN_RESIDENT_ID", "CN_MOBILE", "EMAIL_ADDRESS")
# In fewer texts, or in a smaller share of a column's, known names may stand inside words by chance.
_FEW_TEXTS, _BY_CHANCE = 5, 0.2


class TextMasker:
    """Replaces the values inside texts, each by the operator of its entity type.

    `found` gathers what was replaced of the types whose form leaves no doubt; beyond some, hashes in `more_found`.
    `marks` gathers what looked like a token before.
    """

    def __init__(self, bindings: Bindings, known: KnownValues) -> None:
        self._bindings = bindings
        self._known = bindings.known = known
        self.found: dict[str, set[str]] = {}
        self.more_found = KnownValues()
        self.marks = TokenMarks(map(bindings.of_type, sorted(MARKED)))

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
        masked: list[str] = self.mask_array(pa.array(texts, pa.string()), named=named).to_pylist()
        return masked

    def mask_array(self, texts: pa.Array, *, named: bool = True) -> pa.Array:
        """Do the same to an array of strings, none null."""
        # A URL whose parameters name somebody goes as one, unless it is kept: then the numbers in it go.
        whole_urls = self._bindings.of_type("URL").name != "keep"
        found = find_spans(texts, named=named, wary=True, whole_urls=whole_urls)
        joined = Joined(texts)
        if self.marks:
            self.marks.note(joined.text)
        begins = joined.begins[found.rows]
        told = united_places(found.starts + begins, found.ends + begins, found.types, found.names)
        known = self._known_places(joined)
        places = put_together(with_names_said_again(without_doubted(told, known, joined, self._known), joined), known)
        if named and self._bindings.masks_surnames and self._bindings.of_type("PERSON").name != "keep":
            places = put_together(places, surname_places(joined.text))
        places = put_together(places, left_digits(joined, lambda kind: self._bindings.of_type(kind).name))
        return self._replaced(joined, places)

    def mask_given_names(self, texts: pa.Array) -> pa.Array:
        """Return an array of masked strings without the given names that known people are called by alone in them."""
        if self._bindings.of_type("PERSON").name == "keep":
            return texts
        joined = Joined(texts.fill_null(""))
        places = self._known.given_names.places(joined.text)
        return pc.if_else(texts.is_valid(), self._replaced(joined, places), None) if len(places) else texts

    def mask_known(self, texts: Sequence[str]) -> list[str]:
        """Return texts with known values replaced that are no running text; see `mask_known_array`."""
        masked: list[str] = self.mask_known_array(pa.array(texts, pa.string())).to_pylist()
        return masked

    def mask_known_array(self, texts: pa.Array) -> pa.Array:
        """Return an array of strings, none null, with known values replaced that are no running text.

        Known names inside words may stand there by chance; in many of the texts they do not, nor where many texts are
        such a name and nothing else.
        """
        joined = Joined(texts)
        places = self._known_places(joined, cells=False)
        if len(places) and not self._full_of_names(joined, places):
            alone = self._alone(joined, places)
            places = self._known_places(joined, running=False, cells=False)
            if len(alone) >= _BY_CHANCE * len(texts):
                places = put_together(places, alone)
        return self._replaced(joined, places)

    @staticmethod
    def _alone(joined: Joined, places: Places) -> Places:
        """Return the places of names that are a whole text."""
        if "PERSON" not in places.names:
            return places.only(np.zeros(len(places), dtype=np.bool_))
        begins = joined.begins
        rows = joined.rows_of(places.starts)
        whole = (places.starts == begins[rows]) & (places.ends == begins[rows + 1] - 1)
        return places.only(whole & (places.types == places.names.index("PERSON")))

    def _known_places(self, joined: Joined, *, running: bool = True, cells: bool = True) -> Places:
        """Return where known values stand, as they are written or as they are meant (%E5%BC%A0); without `cells` no
        short number that is a whole cell: among amounts it would be one."""
        text = joined.text
        places = put_together(
            self._known.places(text, running=running, longest=joined.longest),
            self._known.short.places(text, cells=cells),
        )
        if running:
            places = put_together(places, self._known.word_names.places(text))
        if (plain := disguised(joined.texts)) is not None:
            inside = Joined(plain.texts)
            meant = self._known.places(inside.text, running=running, longest=inside.longest)
            places = put_together(places, united(placed_in(joined, plain, inside, meant)))
        if self._known.has("PERSON") and (plain := unparted(joined.texts)) is not None:
            inside = Joined(plain.texts)
            whole = self._known.places(inside.text, running=running, longest=inside.longest)
            places = put_together(places, united(parted_names(joined, plain, inside, whole)))
        return places

    @staticmethod
    def _full_of_names(joined: Joined, places: Places) -> bool:
        """Return whether known names of three characters and more stand in many of the texts."""
        if "PERSON" not in places.names:
            return False
        named = (places.types == places.names.index("PERSON")) & (places.ends - places.starts > _SHORT_NAME)
        texts = len(distinct_of_sorted(joined.rows_of(places.starts[named])))
        return texts >= max(_FEW_TEXTS, _BY_CHANCE * len(joined.texts))

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
        if not names:
            return []
        joined = Joined(pa.array(names, pa.string()))
        told = spans_in_names(names)
        kinds = tuple(dict.fromkeys(span.entity_type for _, span in told))
        begins = joined.begins.tolist()
        starts = np.array([begins[row] + span.start for row, span in told], dtype=np.int64)
        ends = np.array([begins[row] + span.end for row, span in told], dtype=np.int64)
        types = np.array([kinds.index(span.entity_type) for _, span in told], dtype=np.int64)
        known = put_together(self._known.places(joined.text), self._known.short.places(joined.text))
        parts = [
            (begins[row] + m.start(), begins[row] + m.end())
            for row, name in enumerate(names)
            for m in PART.finditer(name)
        ]
        sized = known.ends - known.starts > _SHORT_NAME
        filling = [
            any(
                first <= start
                and end <= last
                and ((start, end) == (first, last) or is_said_of(joined.text[first:start], joined.text[end:last]))
                for first, last in parts
            )
            for start, end in zip(known.starts.tolist(), known.ends.tolist(), strict=True)
        ]
        known = known.only(sized | np.array(filling, dtype=np.bool_))
        replaced: list[str] = self._replaced(
            joined, put_together(united_places(starts, ends, types, kinds), known)
        ).to_pylist()
        return replaced

    def _replaced(self, joined: Joined, places: Places) -> pa.Array:
        """Return texts with the values at places replaced; each distinct value goes through its operator once."""
        return joined.replaced(places, self._made) if len(places) else joined.texts

    def _made(self, entity_type: str, values: pa.Array) -> pa.Array:
        if is_surname(entity_type):
            return without_surnames(entity_type, values)
        if entity_type == LEFT_DIGITS:
            return without_digits(values)
        operator = self._bindings.of_type(entity_type)
        if operator.name == "keep":
            return self.kept(values)
        plain = _meant(values)
        if entity_type in _CERTAIN:
            self._note(entity_type, [*values.to_pylist(), *(plain.to_pylist() if plain is not values else ())])
        made = operator.apply(plain)
        if operator.name != "generalize":
            return made
        # Of an address whose city nobody knows a label stays, so that the text can be read.
        return pc.if_else(pc.equal(made, ""), f"<{entity_type}>", made)

    def kept(self, values: pa.Array, *, running: bool = True) -> pa.Array:
        """Return values of a type that is kept without the known values in them: a customer's name in a firm's."""
        joined = Joined(values)
        places = self._known_places(joined, running=running)
        masked = [self._bindings.of_type(each).name != "keep" for each in places.names]
        places = places.only(np.array(masked, dtype=np.bool_)[places.types])
        return self._replaced(joined, places)


def _meant(values: pa.Array) -> pa.Array:
    """Return values as they are meant: what stands for a value is the same however it is written (\\u5f20\\u4f1f, %E5%BC%A0)."""
    plain = disguised(without_escapes(values))
    if plain is None:
        return values
    mask = np.zeros(len(values), dtype=np.bool_)
    mask[plain.rows] = True
    return pc.replace_with_mask(values, pa.array(mask), plain.texts)
