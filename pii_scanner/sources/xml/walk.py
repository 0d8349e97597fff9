"""Later readings of a document: each element with its place, each text with what it is."""

from __future__ import annotations

from pii_scanner.sources.xml.structure import Place, value_of


class Walk:
    """Hears a document whose places are known. Subclasses say what to do with each element and text."""

    def __init__(self, root: Place) -> None:
        self._root = root
        self._places: list[Place] = []
        self._pieces: list[str] = []
        # Whether an element had a child already.
        self._with_children: list[bool] = []
        self._nil = False

    def begin(self, place: Place, attributes: list[str]) -> None:
        """An element begins."""

    def value(self, place: Place, text: str) -> None:
        """An element's own text, that of its column."""

    def loose(self, text: str) -> None:
        """Text between elements that belongs to no column."""

    def blank(self, text: str) -> None:
        """White space between elements."""

    def finish(self, place: Place) -> None:
        """An element ends."""

    def start(self, tag: str, attributes: list[str]) -> None:
        if self._places:
            if self._pieces:
                self._flush(closing=False)
            self._with_children[-1] = True
            place = self._places[-1].child(tag, attributes)
        else:
            place = self._root
        self._places.append(place)
        self._with_children.append(False)
        self._nil = (
            bool(attributes) and "xsi:nil" in attributes[::2] and value_of(attributes, "xsi:nil") in ("true", "1")
        )
        self.begin(place, attributes)

    def text(self, text: str) -> None:
        self._pieces.append(text)

    def end(self, tag: str) -> None:
        self._flush(closing=True)
        self._with_children.pop()
        self.finish(self._places.pop())

    def _flush(self, *, closing: bool) -> None:
        place, after_child = self._places[-1], self._with_children[-1]
        pieces = self._pieces
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if after_child or place.text_column is None:
            if text:
                (self.blank if text.isspace() else self.loose)(text)
        elif closing or (text and not text.isspace()):
            if text or not self._nil:
                self.value(place, text)
        elif text:
            self.blank(text)

    def comment(self, text: str) -> None:
        """Comments are heard of by those who ask."""

    def instruction(self, target: str, text: str) -> None:
        """So are processing instructions."""

    def doctype(self) -> None:
        """So is a document type."""
