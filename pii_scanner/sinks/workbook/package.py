"""A workbook as a zip package: parts found by their relationships, and a fresh one written."""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sinks.workbook.markup import (
    CONTENT_TYPES,
    DECLARATION,
    LINKS,
    PACKAGE_LINKS,
    Element,
    damaged,
    escape_attribute,
    parse,
)

_OLE = b"\xd0\xcf\x11\xe0"
_LARGEST_TREE = 256 << 20
_FLUSH = 1 << 19
# A part of so many bytes is compressed by a thread of its own, for which so many pieces may wait.
_LARGE, _AHEAD = 1 << 21, 2
# Half the time of the usual 6, and the file grows by a fiftieth.
_LEVEL = 5
_ZIP64_FROM = 400 << 20

_XML_TYPE = "application/xml"
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


@dataclass(frozen=True)
class Link:
    """A relationship: `kind` is the last word of its type, `part` the zip name or None, `address` what lies outside."""

    kind: str
    part: str | None
    address: str = ""


class Package:
    """Read access to the parts of a workbook, and which of them were read."""

    def __init__(self, source: Path) -> None:
        """Raises SourceError when `source` is no readable Excel workbook."""
        try:
            self._zip = zipfile.ZipFile(source)
        except (OSError, RuntimeError, ValueError, struct.error, zipfile.BadZipFile) as error:
            raise SourceError(_refusal(source)) from error
        self._names = {name.lstrip("/").casefold(): name for name in self._zip.namelist()}
        self.read_parts: set[str] = set()

    def close(self) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        return [name for name in self._zip.namelist() if not name.endswith("/")]

    def size(self, part: str) -> int:
        return self._zip.getinfo(part).file_size

    def open(self, part: str) -> IO[bytes]:
        """Open a part for streaming."""
        self.read_parts.add(part)
        try:
            return self._zip.open(part)
        except (OSError, ValueError) as error:
            raise damaged() from error
        except RuntimeError as error:
            # How zipfile reports an encrypted entry or an unknown compression.
            raise SourceError(
                tr(
                    "The workbook's zip archive is encrypted or compressed in an unusual way: "
                    "open it in Excel, save it again and retry."
                )
            ) from error

    def tree(self, part: str) -> Element:
        """Return the root element of a part small enough to hold."""
        if self.size(part) > _LARGEST_TREE:
            raise damaged()
        with self.open(part) as handle:
            return parse(handle.read())

    def links(self, part: str) -> dict[str, Link]:
        """Return the relationships of a part ("" for the package) by id."""
        folder, name = posixpath.split(part)
        rels = self._names.get(posixpath.join(folder, "_rels", f"{name}.rels").casefold())
        if rels is None:
            return {}
        found = {}
        for element in self.tree(rels):
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            external = element.get("TargetMode") == "External"
            address = element.get("Target", "")
            target = None if external else self._resolve(folder, address)
            found[element.get("Id", "")] = Link(kind, target, address if external else "")
        return found

    def linked(self, part: str, kind: str) -> str | None:
        """Return the first existing part of a kind that `part` refers to."""
        parts = (link.part for link in self.links(part).values() if link.kind == kind)
        return next((found for found in parts if found is not None), None)

    def _resolve(self, folder: str, target: str) -> str | None:
        for name in (target, unquote(target)):
            name = name.replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/", folder, name)).lstrip("/")
            if path.casefold() in self._names:
                return self._names[path.casefold()]
        return None


def _refusal(source: Path) -> str:
    try:
        with source.open("rb") as handle:
            start = handle.read(4)
    except OSError:
        return tr("{name} cannot be opened: check that it exists and may be read.", name=source.name)
    if start == _OLE:
        return tr(
            "{name} is encrypted or in the old .xls format: save it as .xlsx without a password and retry.",
            name=source.name,
        )
    return tr("{name} is no Excel workbook (.xlsx or .xlsm), or it is damaged.", name=source.name)


@dataclass
class PackageWriter:
    """Writes a new package: every part, content type and relationship is named here."""

    target: zipfile.ZipFile
    _types: dict[str, str] = field(default_factory=dict)

    def write(self, part: str, content: str, content_type: str) -> None:
        with self.stream(part, content_type, 0) as out:
            out(content)

    @contextmanager
    def stream(self, part: str, content_type: str, expected: int) -> Iterator[Callable[[str], None]]:
        """Yield a function that appends text to a new part of about `expected` bytes."""
        if content_type:
            self._types[part] = content_type
        information = zipfile.ZipInfo(part, date_time=(1980, 1, 1, 0, 0, 0))
        information.compress_type = zipfile.ZIP_DEFLATED
        information._compresslevel = _LEVEL  # type: ignore[attr-defined]
        information.create_system = 3
        information.external_attr = 0o600 << 16
        with self.target.open(information, "w", force_zip64=expected > _ZIP64_FROM) as handle:
            pending: list[str] = []
            size = 0
            with _beside(handle.write) if expected > _LARGE else nullcontext(handle.write) as write:

                def out(text: str) -> None:
                    nonlocal size
                    pending.append(text)
                    size += len(text)
                    if size > _FLUSH:
                        write("".join(pending).encode())
                        pending.clear()
                        size = 0

                yield out
                write("".join(pending).encode())

    def links(self, part: str, links: list[tuple[str, str, str]]) -> None:
        """Write the relationships of a part: (id, kind or full type, target zip name or web address)."""
        if not links:
            return
        folder, name = posixpath.split(part)
        body = "".join(
            f'<Relationship Id="{key}" Type="{kind if "/" in kind else f"{LINKS}/{kind}"}" '
            f"{_reference(target, folder)}/>"
            for key, kind, target in links
        )
        content = f'{DECLARATION}<Relationships xmlns="{PACKAGE_LINKS}">{body}</Relationships>'
        self.write(posixpath.join(folder, "_rels", f"{name}.rels"), content, "")

    def finish(self) -> None:
        """Write the content types of all parts written so far."""
        boxes = next((each for part, each in self._types.items() if part.endswith(".vml")), None)
        boxes_type = f'<Default Extension="vml" ContentType="{boxes}"/>' if boxes else ""
        overrides = "".join(
            f'<Override PartName="/{part}" ContentType="{content_type}"/>'
            for part, content_type in self._types.items()
            if not part.endswith(".vml")
        )
        self.write(
            "[Content_Types].xml",
            f'{DECLARATION}<Types xmlns="{CONTENT_TYPES}">'
            f'<Default Extension="rels" ContentType="{_LINKS_TYPE}"/>'
            f'<Default Extension="xml" ContentType="{_XML_TYPE}"/>{boxes_type}{overrides}</Types>',
            "",
        )


@contextmanager
def _beside(write: Callable[[bytes], object]) -> Iterator[Callable[[bytes], object]]:
    """Yield what lets another thread write, in order: it compresses without Python's lock while the next text is made."""
    waiting: deque[Future[object]] = deque()
    with ThreadPoolExecutor(1) as thread:

        def later(data: bytes) -> None:
            waiting.append(thread.submit(write, data))
            while len(waiting) > _AHEAD:
                waiting.popleft().result()

        yield later
        while waiting:
            waiting.popleft().result()


def _reference(target: str, folder: str) -> str:
    if "://" in target:
        return f'Target="{escape_attribute(target)}" TargetMode="External"'
    return f'Target="{escape_attribute(posixpath.relpath(target, folder or "."))}"'
