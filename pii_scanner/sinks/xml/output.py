"""XML as it is written: escaped, in the document's encoding, with its line ends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pii_scanner.sources.xml.parser import Form

_MARK = "\ufeff"
_TEXT = re.compile(r"[&<>\r]")
_ATTRIBUTE = re.compile(r"[&<>\"\r\n\t]")
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\r": "&#13;",
    "\n": "&#10;",
    "\t": "&#9;",
}
# What no document may hold, however it is written.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[^\w.\-:]+")


class Output:
    """Writes the pieces of a document; an element that gets no content is closed at once."""

    def __init__(self, target: Path, form: Form) -> None:
        self._file = target.open("wb")
        self._form = form
        self._parts: list[str] = []
        self._open = False
        if form.encoding.mark:
            self._file.write(_MARK.encode(form.written))
        if form.has_declaration or form.written not in ("utf-8", "utf-16-le", "utf-16-be"):
            encoding = _declared(form)
            named = f' encoding="{encoding}"' if encoding else ""
            standalone = f' standalone="{form.standalone}"' if form.standalone else ""
            self._parts.append(f'<?xml version="1.0"{named}{standalone}?>\n')

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *_: Any) -> None:
        try:
            self.raw("\n")
            self.flush()
        finally:
            self._file.close()

    def start(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        self._close()
        written = "".join(f' {name}="{_escaped(_ATTRIBUTE, value)}"' for name, value in attributes)
        self._parts.append(f"<{tag}{written}")
        self._open = True

    def text(self, text: str) -> None:
        if text:
            self._close()
            self._parts.append(_escaped(_TEXT, text))

    def end(self, tag: str) -> None:
        self._parts.append("/>" if self._open else f"</{tag}>")
        self._open = False

    def raw(self, text: str) -> None:
        self._close()
        self._parts.append(text)

    def _close(self) -> None:
        if self._open:
            self._parts.append(">")
            self._open = False

    def flush(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        if self._form.newline != "\n":
            text = text.replace("\n", self._form.newline)
        self._file.write(text.encode(self._form.written, "xmlcharrefreplace"))


def _declared(form: Form) -> str:
    """Return the encoding that a copy declares: that of the document where it told the truth."""
    declared = form.declared.lower().replace("_", "-")
    true = {form.written, form.written.replace("-le", "").replace("-be", "")}
    if form.written in ("gbk", "gb18030"):
        true |= {"gb2312", "gbk", "gb18030", "cp936"}
    if declared in true or (not declared and form.written.startswith("utf-")):
        return form.declared
    return "utf-16" if form.written.startswith("utf-16") else form.written


def _escaped(special: re.Pattern[str], text: str) -> str:
    if not text.isprintable():
        text = _IMPOSSIBLE.sub("\ufffd", text)
    return special.sub(lambda match: _ESCAPES[match[0]], text) if special.search(text) else text


def valid_name(name: str) -> str:
    """Return a scrubbed name as a name may be written."""
    cleaned = _NOT_IN_NAMES.sub("_", name)
    return cleaned if cleaned[:1].isalpha() or cleaned.startswith("_") else f"_{cleaned}"
