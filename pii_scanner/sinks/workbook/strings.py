"""The shared strings of a workbook: read as far as needed, written only where still used."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Iterator

from pii_scanner.sinks.workbook.markup import (
    DECLARATION,
    MAIN,
    Element,
    decode,
    escape_text,
    forget,
    name_of,
    stream,
    tags_of,
)
from pii_scanner.sinks.workbook.package import Package
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.render import Policy, render
from pii_scanner.sinks.workbook.schema import RUN_ELEMENTS

_EMPTY = "<si><t/></si>"
TEXT_TAGS = tags_of("t")


class SharedStrings:
    """Texts by index, and which indices the masked copy still refers to.

    Texts sit in one buffer: a million Python strings would weigh more than the workbook.
    """

    def __init__(self, package: Package, part: str | None) -> None:
        self._package = package
        self.part = part
        self._buffer = bytearray()
        self._ends = array("Q")
        self._items = self._texts()
        self._used = bytearray()

    def text(self, index: int) -> str:
        """Return the text as Excel shows it; "" for an index out of range."""
        while len(self._ends) <= index:
            text = next(self._items, None)
            if text is None:
                return ""
            self._buffer += text.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._buffer))
        start = self._ends[index - 1] if index else 0
        return decode(self._buffer[start : self._ends[index]].decode("utf-8", "surrogatepass"))

    def use(self, index: int) -> None:
        """Mark a string as referred to by a cell of the copy."""
        if index >= len(self._used):
            self._used.extend(bytes(index + 1024 - len(self._used)))
        self._used[index] = 1

    def close(self) -> None:
        self._items.close()

    def write(self, out: Callable[[str], None], scrubber: Scrubber) -> None:
        """Write the part: same indices, unused strings empty, phonetic runs gone."""
        out(f'{DECLARATION}<sst xmlns="{MAIN}">')
        for index, item in enumerate(self._elements()):
            used = index < len(self._used) and self._used[index]
            out(f"<si>{string_content(item, scrubber)}</si>" if used else _EMPTY)
        out("</sst>")

    def _texts(self) -> Generator[str, None, None]:
        for item in self._elements():
            yield plain_text(item)

    def _elements(self) -> Iterator[Element]:
        if self.part is None:
            return
        with self._package.open(self.part) as handle:
            for _, item in stream(handle, ("si",), ("end",)):
                yield item
                forget(item)


def plain_text(item: Element) -> str:
    """Return the text of an `<si>` or `<is>`: its runs joined, phonetic hints left out."""
    if len(item) == 1 and item[0].tag in TEXT_TAGS:
        return item[0].text or ""
    texts = []
    for part in item:
        _, local = name_of(part)
        if local == "t":
            texts.append(part.text or "")
        elif local == "r":
            texts += [t.text or "" for t in part if name_of(t)[1] == "t"]
    return "".join(texts)


def string_content(item: Element, scrubber: Scrubber) -> str:
    """Return the inner XML of an `<si>` or `<is>`: text and formatted runs only."""
    if len(item) == 1 and item[0].tag in TEXT_TAGS:
        return text_element(item[0].text or "")
    written = []
    for part in item:
        _, local = name_of(part)
        if local == "t":
            written.append(text_element(part.text or ""))
        elif local == "r":
            inner = "".join(_run_part(element, scrubber) for element in part)
            written.append(f"<r>{inner}</r>")
    return "".join(written) or "<t/>"


def text_element(text: str) -> str:
    """Return `<t>` with the stored form of a text, its outer spaces protected."""
    if not text:
        return "<t/>"
    space = ' xml:space="preserve"' if text.strip() != text or "\n" in text else ""
    return f"<t{space}>{escape_text(text)}</t>"


def _run_part(element: Element, scrubber: Scrubber) -> str:
    namespace, local = name_of(element)
    if namespace == MAIN and local == "t":
        return text_element(element.text or "")
    if namespace == MAIN and local == "rPr":
        return render(element, Policy(scrubber, {MAIN: ""}, RUN_ELEMENTS))
    return ""
