"""The shared strings of a workbook: read as far as needed, written only where still used."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Generator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import re2

from pii_scanner.sinks.workbook.cut import STRINGS, Cut
from pii_scanner.sinks.workbook.markup import (
    DECLARATION,
    MAIN,
    Element,
    decode,
    escape_text,
    forget,
    name_of,
    parse,
    secure_parser,
    stream,
    tags_of,
)
from pii_scanner.sinks.workbook.package import Package
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.render import Policy, render
from pii_scanner.sinks.workbook.schema import RUN_ELEMENTS

_EMPTY = "<si><t/></si>"
_ITEM = re.compile(
    r"(\s*(?:<si><t(?: xml:space=\"preserve\")?>([^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*)</t></si>|(<si>.*?</si>|<si\s*/>)))",
    re.DOTALL,
)
# Items that are all a text without markup, as most are: RE2 tells it of a block in a tenth of the time of `_ITEM`.
_ALL_PLAIN = re2.compile(rb'(?:[\t\n\r ]*<si><t(?: xml:space="preserve")?>[^<>&\x00-\x08\x0b-\x1f]*</t></si>)*')
_NO_CHARACTERS = "\ufffe", "\uffff"
_PLAIN_END = "</t></si>"
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
        self._blocks = self._items()
        self._parser = secure_parser()
        self._used = bytearray()

    def text(self, index: int) -> str:
        """Return the text as Excel shows it; "" for an index out of range."""
        while len(self._ends) <= index:
            block = next(self._blocks, None)
            if block is None:
                return ""
            for item in block:
                self._buffer += (_own_text(item) if isinstance(item, str) else plain_text(item)).encode(
                    "utf-8", "surrogatepass"
                )
                self._ends.append(len(self._buffer))
        start = self._ends[index - 1] if index else 0
        return decode(self._buffer[start : self._ends[index]].decode("utf-8", "surrogatepass"))

    def use(self, index: int) -> None:
        """Mark a string as referred to by a cell of the copy."""
        if index >= len(self._used):
            self._used.extend(bytes(index + 1024 - len(self._used)))
        self._used[index] = 1

    def use_all(self, indices: pa.Array) -> None:
        """Mark strings as referred to, given as texts of digits; null for none."""
        marked = pc.unique(indices.drop_null().cast(pa.int64())).to_numpy()
        if len(marked):
            self.use(int(marked.max()))
            np.frombuffer(self._used, np.uint8)[marked] = 1

    def close(self) -> None:
        self._blocks.close()

    def write(self, out: Callable[[str], None], scrubber: Scrubber) -> None:
        """Write the part: same indices, unused strings empty, phonetic runs gone."""
        out(f'{DECLARATION}<sst xmlns="{MAIN}">')
        start = 0
        for block in self._items():
            used = self._used[start : start + len(block)]
            used.extend(bytes(len(block) - len(used)))
            written = [_EMPTY] * len(block)
            for place in (place for place, flag in enumerate(used) if flag):
                item = block[place]
                # A text of a plain item is as it was written: nothing in it needs an escape.
                written[place] = (
                    f'<si><t xml:space="preserve">{_own_text(item)}</t></si>'
                    if isinstance(item, str)
                    else f"<si>{string_content(item, scrubber)}</si>"
                )
            out("".join(written))
            start += len(block)
        out("</sst>")

    def _items(self) -> Generator[list[str | Element], None, None]:
        """Yield the strings in blocks: one that holds no markup as its text, the tags before it or not (`_own_text`); any
        other as an element."""
        if self.part is None:
            return
        with self._package.open(self.part) as handle:
            cut = Cut(handle, STRINGS)
            for block in cut.blocks() if cut.plain else ():
                if _ALL_PLAIN.fullmatch(block.encode()) and not any(each in block for each in _NO_CHARACTERS):
                    yield list[str | Element](block.split(_PLAIN_END)[:-1])
                    continue
                found = _ITEM.findall(block)
                if sum([len(item[0]) for item in found]) != len(block):
                    cut.give_back(block)
                    break
                opening = cut.opening()
                yield [
                    parse(opening + whole.encode() + b"</sst>", self._parser)[0] if odd else text
                    for whole, text, odd in found
                ]
            if cut.whole() is not None:
                return
            for _, item in stream(cut.rest(), ("si",), ("end",)):
                yield [item]
                forget(item)


def _own_text(item: str) -> str:
    return item.rpartition(">")[2]


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
