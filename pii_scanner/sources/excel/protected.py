"""Workbooks that are protected by a password, or that are none: decrypted, or made of what they are, into memory, where the
system has files in memory."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.excel.markup import as_workbook, is_markup
from pii_scanner.sources.excel.package import OLE, is_encrypted
from pii_scanner.sources.passwords import how_to_give, passwords, remember

# What Excel itself encrypts with when a workbook is protected against changes only.
_NO_PASSWORD = "VelvetSweatshop"  # noqa: S105 - known to every program


class Opened:
    """A workbook without encryption at `path`; `decrypted` tells that the source had some. One that was made of HTML or XML has
    the `texts` outside its cells here, by their place.

    What was decrypted or made lives in memory, or in a folder that only this user can open, as long as this object.
    """

    def __init__(self, path: Path, content: bytes | None = None, texts: Mapping[str, list[str]] | None = None) -> None:
        self.path, self.decrypted = path, content is not None and texts is None
        self.texts = texts
        if content is None:
            return
        if hasattr(os, "memfd_create"):
            number = os.memfd_create("workbook", os.MFD_CLOEXEC)
            weakref.finalize(self, os.close, number)
            self.path = Path(f"/proc/self/fd/{number}")
        else:
            folder = tempfile.mkdtemp(prefix="pii-scanner-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self.path = Path(folder, "workbook")
        self.path.write_bytes(content)


# The last workbook that was decrypted or made, and what it was made of.
_last: tuple[tuple[str, int, int], Opened] | None = None


def opened(path: Path, name: str) -> Opened:
    """Return a workbook to read; raises SourceError when it is protected and no password fits."""
    global _last
    with path.open("rb") as file:
        head = file.read(65536)
    if head.startswith(b"PK"):
        return Opened(path)
    state = path.stat()
    key = (os.path.realpath(path), state.st_mtime_ns, state.st_size)
    if _last is None or _last[0] != key:
        if head.startswith(OLE):
            content, texts = _decrypted(path, name), None
        else:
            content, texts = as_workbook(path, name) if is_markup(path, head) else (None, None)
        if content is None:
            return Opened(path)
        _last = (key, Opened(path, content, texts))
    return _last[1]


def locked(name: str) -> str:
    return tr("{name} is protected by a password.", name=name) + " " + how_to_give()


def _decrypted(path: Path, name: str) -> bytes | None:
    """Return the content of an encrypted workbook, None for one that is not encrypted."""
    try:
        import msoffcrypto
    except ImportError:
        if not is_encrypted(path):
            return None
        message = tr('{name} is protected by a password: to open it, pip install "pii-scanner[encrypted]".', name=name)
        raise SourceError(message) from None
    with path.open("rb") as file:
        try:
            document = msoffcrypto.OfficeFile(file)
            if not document.is_encrypted():
                return None
        except Exception:  # what it is instead, the reader of workbooks says
            if is_encrypted(path):
                raise SourceError(locked(name)) from None
            return None
        checked = {"verify_password": True} if type(document).__name__ == "OOXMLFile" else {}
        for password in chain([_NO_PASSWORD], passwords(name)):
            content = io.BytesIO()
            try:
                document.load_key(password=password, **checked)
                document.decrypt(content)
            except Exception:  # noqa: S112 - a wrong password, told by several kinds of errors
                continue
            if password != _NO_PASSWORD:
                remember(password)
            return content.getvalue()
    raise SourceError(locked(name))
