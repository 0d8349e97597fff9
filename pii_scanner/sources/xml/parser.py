"""XML piece by piece, with nothing that XML can do beyond elements: no entities of its own, no files, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from xml.parsers import expat

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.encoding import Encoding, decoded_head, detect_encoding, open_utf8

_PIECE = 1 << 18
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# Read by the encoding that covers them all; written as declared.
_GB = {"gb2312": "gbk", "gbk": "gbk", "gb18030": "gb18030", "cp936": "gbk"}


class Handler(Protocol):
    """What hears of a document in order. `attributes` are names and values in turn."""

    def start(self, tag: str, attributes: list[str]) -> None: ...
    def text(self, text: str) -> None: ...
    def end(self, tag: str) -> None: ...
    def comment(self, text: str) -> None: ...
    def instruction(self, target: str, text: str) -> None: ...
    def doctype(self) -> None: ...


@dataclass(frozen=True)
class Form:
    """How a document is written: `declared` is the encoding in its declaration, "" for none, `written` that of a copy."""

    encoding: Encoding
    declared: str
    written: str
    has_declaration: bool
    standalone: str
    newline: str


def form_of(path: Path) -> Form:
    with path.open("rb") as file:
        head = decoded_head(file.read(4096)).lstrip("\ufeff")
    match = _DECLARED.match(head)
    declared = match[1] if match else ""
    encoding = detect_encoding(path)
    codec = _GB.get(declared.lower(), declared.lower())
    written = encoding.name
    if codec in ("gbk", "gb18030") and (encoding.name in ("gb18030", "big5") or _is_ascii(path)):
        encoding = Encoding("gb18030", encoding.mark, encoding.damaged)
        written = codec
    elif (
        codec and not encoding.mark and encoding.name not in ("utf-8", "utf-16-le", "utf-16-be") and _reads(path, codec)
    ):
        encoding, written = Encoding(codec), codec
    declaration = re.match(r"\s*<\?xml\b([^>]*)\?>", head)
    standalone = re.search(r"""standalone\s*=\s*["'](yes|no)["']""", declaration[1]) if declaration else None
    newline = "\r\n" if "\r\n" in head else "\n"
    return Form(encoding, declared, written, declaration is not None, standalone[1] if standalone else "", newline)


def _is_ascii(path: Path) -> bool:
    with path.open("rb") as file:
        return all(chunk.isascii() for chunk in iter(lambda: file.read(_PIECE), b""))


def _reads(path: Path, codec: str) -> bool:
    try:
        with path.open(encoding=codec) as file:
            while file.read(_PIECE):
                pass
    except (UnicodeError, LookupError):
        return False
    return True


def parse(path: Path, encoding: Encoding, handler: Handler, name: str) -> Iterator[None]:
    """Tell `handler` of a document, yielding after each piece; raises SourceError when it is no whole XML."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.ordered_attributes = True
    parser.specified_attributes = True

    def refuse(*_: Any) -> Any:
        raise SourceError(
            tr("{name} defines or uses entities of its own, which are not followed; write it without them.", name=name)
        )

    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.CommentHandler = handler.comment
    parser.ProcessingInstructionHandler = handler.instruction
    parser.StartDoctypeDeclHandler = lambda *_: handler.doctype()
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SkippedEntityHandler = refuse
    try:
        with open_utf8(path, encoding) as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise SourceError(
            tr(
                "{name} is no whole XML: it is cut off or damaged at line {line}. Export it again.",
                name=name,
                line=error.lineno,
            )
        ) from error
