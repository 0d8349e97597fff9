"""The first reading of a document: which places it has."""

from __future__ import annotations

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.xml.structure import MOST_PLACES, Place

_DEEPEST = 500


class _Frame:
    """An element that is open: whether it has text of its own or children, how many of each name, by which keys."""

    __slots__ = ("children", "counts", "place", "seen", "text")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.text = self.children = False
        self.counts: dict[str, int] = {}
        self.seen: dict[str, set[str]] | None = None


class Survey:
    """Hears a document and keeps one `Place` per path. `outside` tells whether any text stands outside elements' own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._frames: list[_Frame] = []
        self._places = 0
        self.root: Place | None = None
        self.outside = False

    def start(self, tag: str, attributes: list[str]) -> None:
        if self._frames:
            place = self._child(self._frames[-1], tag, attributes)
        else:
            place = self.root = self._new(tag, None)
            place.most = 1
            self.outside = self.outside or bool(attributes)
        place.count += 1
        if attributes:
            place.attributes.update(dict.fromkeys(attributes[::2]))
        self._frames.append(_Frame(place))

    def _child(self, frame: _Frame, tag: str, attributes: list[str]) -> Place:
        above = frame.place
        if not frame.children:
            frame.children, above.is_leaf = True, False
            if frame.text:
                above.has_text, frame.text = True, False
        place = above.children.get(tag) or self._new(tag, above)
        number = frame.counts[tag] = frame.counts.get(tag, 0) + 1
        if number > place.most:
            place.most = number
        if place.key is not None:
            frame.seen = frame.seen or {}
            place.note_key(attributes, frame.seen.setdefault(tag, set()))
        return place

    def _new(self, tag: str, parent: Place | None) -> Place:
        if len(self._frames) > _DEEPEST:
            raise SourceError(
                tr("{name} nests its elements deeper than any export; it was not scanned.", name=self._name)
            )
        self._places += 1
        if self._places > MOST_PLACES:
            raise SourceError(
                tr(
                    "{name} has more than {count} different paths of elements, which no export has; it was not scanned.",
                    name=self._name,
                    count=MOST_PLACES,
                )
            )
        place = Place(tag, parent)
        if parent is not None:
            parent.children[tag] = place
        return place

    def text(self, text: str) -> None:
        frame = self._frames[-1]
        if text.isspace():
            return
        if frame.children:
            self.outside = True
        else:
            frame.text = True

    def end(self, tag: str) -> None:
        frame = self._frames.pop()
        if frame.text:
            frame.place.has_text = True

    def comment(self, text: str) -> None:
        self.outside = True

    def instruction(self, target: str, text: str) -> None:
        self.outside = True

    def doctype(self) -> None:
        pass
