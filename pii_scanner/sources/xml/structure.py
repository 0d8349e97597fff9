"""What repeats in a document: its records, their columns, and what stands outside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pii_scanner.sources.headers import column_names

# Attributes by which elements of one name stand for columns of many: <field name="sjh">.
_KEYS = ("name", "Name", "NAME", "key", "Key", "field", "字段", "字段名", "列名")
MOST_KEYS = 5000
MOST_PLACES = 20_000
# Names that say nothing without the one above them.
_VAGUE = {"value", "text", "val", "v", "data", "值", "内容"}


@dataclass(eq=False)
class Place:
    """Elements at one path. `most` is how many stand in one parent; those that share a parent are records.

    After `settle`: `owner` is the record a place's values belong to; `text_column` and `columns` (by attribute)
    are their places in its rows; `keyed` are the places told apart by the value of `key`.
    """

    tag: str
    parent: Place | None = None
    children: dict[str, Place] = field(default_factory=dict)
    count: int = 0
    most: int = 0
    attributes: dict[str, None] = field(default_factory=dict)
    has_text: bool = False
    is_leaf: bool = True
    key: str | None = ""
    keys: dict[str, int] = field(default_factory=dict)
    keyed: dict[str, Place] = field(default_factory=dict)
    owner: Place | None = None
    text_column: int | None = None
    columns: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def child(self, tag: str, attributes: list[str]) -> Place:
        """Return the place of a child; raises KeyError for one that the document did not have before."""
        place = self.children[tag]
        if place.keyed:
            return place.keyed[value_of(attributes, place.key or "")]
        return place

    @property
    def element(self) -> str:
        """The name of its elements; those that an attribute tells apart share one."""
        return self.parent.tag if self.parent is not None and self.parent.keyed else self.tag

    @property
    def is_record(self) -> bool:
        return bool(self.names)

    def walk(self) -> Iterator[Place]:
        yield self
        for child in (*self.children.values(), *self.keyed.values()):
            yield from child.walk()

    def note_key(self, attributes: list[str], seen: set[str]) -> None:
        """Account for the attribute by which elements of this name may be told apart."""
        if self.key == "":
            self.key = next((name for name in attributes[::2] if name in _KEYS), None)
        if self.key is None:
            return
        if self.key not in attributes[::2]:
            self.key = None
            return
        value = value_of(attributes, self.key)
        if value in seen or (value not in self.keys and len(self.keys) >= MOST_KEYS):
            self.key, self.keys = None, {}
            return
        seen.add(value)
        self.keys[value] = self.keys.get(value, 0) + 1

    @property
    def is_keyed(self) -> bool:
        """Return whether the elements of this name are the columns of rows, told apart by an attribute."""
        return (
            bool(self.key)
            and self.is_leaf
            and self.most > 1
            and self.parent is not None
            and self.parent.count > 1
            and self.count >= 2 * len(self.keys)
        )


def value_of(attributes: list[str], name: str) -> str:
    """Return the value of an attribute; raises ValueError where there is none."""
    return attributes[2 * attributes[::2].index(name) + 1]


def structural(attribute: str) -> bool:
    """Return whether an attribute belongs to XML itself rather than to the data."""
    return attribute.startswith(("xmlns:", "xml:", "xsi:")) or attribute == "xmlns"


def settle(root: Place) -> list[Place]:
    """Decide which places are records and name their columns; return the records in the order of the document."""
    for place in list(root.walk()):
        if place.is_keyed:
            for value in place.keys:
                place.keyed[value] = Place(value, place, has_text=True, attributes=_others(place))
        else:
            place.key, place.keys = None, {}
    paths: dict[Place, list[tuple[str, ...]]] = {}
    _own(root, root, (), paths)
    for record, columns in paths.items():
        record.names = column_names(_names(columns), len(columns))
    return list(paths)


def _others(place: Place) -> dict[str, None]:
    return {name: None for name in place.attributes if name != place.key}


def _own(place: Place, owner: Place, path: tuple[str, ...], paths: dict[Place, list[tuple[str, ...]]]) -> None:
    """Give a place and those below it to their record; attributes of the root belong to none."""
    if place.keyed:
        for value, child in place.keyed.items():
            _columns(child, owner, (*path, value), paths)
        return
    if place.most > 1:
        owner, path = place, ()
    _columns(place, owner, path, paths)
    for child in place.children.values():
        _own(child, owner, (*path, local(child.tag)), paths)


def _columns(place: Place, owner: Place, path: tuple[str, ...], paths: dict[Place, list[tuple[str, ...]]]) -> None:
    place.owner = owner
    data = [name for name in place.attributes if not structural(name)]
    if place.parent is None:
        data = []
    if place.has_text or (place.is_leaf and not data):
        place.text_column = _add(paths, owner, path or (local(place.tag),))
    for name in data:
        place.columns[name] = _add(paths, owner, (*path, "@" + local(name)))


def _add(paths: dict[Place, list[tuple[str, ...]]], owner: Place, path: tuple[str, ...]) -> int:
    columns = paths.setdefault(owner, [])
    columns.append(path)
    return len(columns) - 1


def local(name: str) -> str:
    return name.rpartition(":")[2]


def _names(paths: list[tuple[str, ...]]) -> list[str]:
    """Return the shortest end of each path that tells it from the others."""
    lengths = [2 if len(path) > 1 and path[-1].lstrip("@") in _VAGUE else 1 for path in paths]
    while True:
        names = ["/".join(path[-length:]).replace("@", "") for path, length in zip(paths, lengths, strict=True)]
        counts: dict[str, int] = {}
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        longer = [
            counts[name] > 1 and length < len(path) for name, length, path in zip(names, lengths, paths, strict=True)
        ]
        if not any(longer):
            return ["/".join(path[-length:]) if counts[name] > 1 else name
                    for name, length, path in zip(names, lengths, paths, strict=True)]  # fmt: skip
        lengths = [length + more for length, more in zip(lengths, longer, strict=True)]
