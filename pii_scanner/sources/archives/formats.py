"""Which files are archives, by content, and how each is opened."""

from __future__ import annotations

import tarfile
import zipfile
from contextlib import ExitStack
from pathlib import Path

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.archives import seven, streams, tarred, zipped
from pii_scanner.sources.archives.model import Archive, copy_out
from pii_scanner.sources.reading import reading
from pii_scanner.sources.scratch import scratch

_HEAD = 512
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_RAR = b"Rar!\x1a\x07"
# Documents that are zips themselves: told by name first, as a folder may hold thousands of them.
_DOCUMENTS = frozenset(
    ".xlsx .xlsm .xltx .xltm .xlsb .ods .docx .docm .dotx .dotm .odt .pptx .pptm .odp .epub .jar .apk .whl .npz".split()
)
_NESTED = frozenset(".zip .tar .7z .rar .tgz .tbz .tbz2 .txz .tzst .gz .bz2 .xz .zst".split())
_SMALL = 200 << 20


def may_be_archive(name: str) -> bool:
    """Return whether a member's name is that of an archive or a compressed file."""
    return Path(name).suffix.lower() in _NESTED


def archive_format(path: Path) -> str | None:
    """Return zip, tar, 7z, rar, gz, bz2, xz, zst, or None for a file that is no archive."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        return "zip" if path.suffix.lower() not in _DOCUMENTS and not _is_document(path) else None
    if head.startswith(seven.MAGIC):
        return "7z"
    if head.startswith(_RAR):
        return "rar"
    if head[257:262] == b"ustar" or (path.suffix.lower() == ".tar" and _is_tar(path)):
        return "tar"
    return streams.compression_of(head)


def open_archive(path: Path, name: str, kind: str, closing: ExitStack) -> Archive:
    """Return an open archive that users call `name`; `closing` closes it and removes what it unpacked.

    Raises SourceError in one sentence when it is damaged, protected, or of a kind that is not read.
    """
    if kind == "rar":
        raise SourceError(
            tr("{name} is a RAR archive, which is not read: unpack it, or make a ZIP or 7z of it.", name=name)
        )
    archive: Archive
    if kind == "zip":
        archive = zipped.ZipArchive(path, name)
    elif kind == "7z":
        archive = seven.SevenArchive(path, name, closing.enter_context(scratch(name)))
    elif kind == "tar":
        archive = tarred.TarArchive(path)
    elif _holds_tar(path, kind, name):
        plain = closing.enter_context(scratch(name)) / "plain.tar"
        most = most_of_stream(path.stat().st_size)
        with streams.open_stream(path, kind, name) as file:
            copy_out(file, plain, most, name)
        archive = tarred.TarArchive(plain)
    else:
        archive = streams.StreamArchive(path, kind, name)
    closing.callback(archive.close)
    return archive


def most_of_stream(packed: int) -> int:
    """Return how many bytes a compressed file of `packed` bytes may unpack to."""
    limits = reading().archives
    return min(limits.most_bytes, max(_SMALL, packed * limits.most_ratio))


def is_bomb(size: int, packed: int | None) -> bool:
    """Return whether a member unpacks to more than its packed size could hold in earnest."""
    return packed is not None and size > _SMALL and size > packed * reading().archives.most_ratio


def _is_document(path: Path) -> bool:
    """Return whether a zip is a document: of Office, OpenDocument, or the like."""
    try:
        with zipfile.ZipFile(path) as file:
            names = set(file.namelist())
    except zipped.DAMAGED:
        return False
    return bool({"[Content_Types].xml", "mimetype"} & names)


def _holds_tar(path: Path, kind: str, name: str) -> bool:
    with streams.open_stream(path, kind, name) as file:
        return file.read(_HEAD)[257:262] == b"ustar"


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except OSError:
        return False


def failure(error: BaseException, name: str, member: str = "") -> SourceError:
    """Return the one sentence for whatever a library raises about an archive, or about a `member` of it."""
    if isinstance(error, SourceError):
        return error
    if isinstance(error, NotImplementedError):
        return SourceError(
            tr("{name} is packed by a method that is not read: pack it again as an ordinary ZIP.", name=name)
        )
    if isinstance(error, OSError) and error.errno is not None:
        return SourceError(
            tr("{name} cannot be unpacked: {reason}.", name=name, reason=error.strerror or type(error).__name__)
        )
    if member:
        return SourceError(tr("{name} is damaged or cut off inside its archive; it was not read.", name=name))
    return SourceError(zipped.damaged(name))
