"""The private folder where members of archives and objects of stores lie while they are read.

One for each process, mode 0700, removed at its end, also by Ctrl-C and SIGTERM. What a killed process
left is removed by the next one that needs such a folder.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr

_PREFIX = "pii-scanner-unpacked-"
_LONGEST = 200
# Room that stays free on the disk.
_SPARE = 64 << 20


class _Folder:
    path: Path | None = None
    process: int = 0
    lock: int | None = None


@contextmanager
def scratch(near: str = "") -> Iterator[Path]:
    """Yield a new empty private folder, removed at the end whatever happens.

    Raises SourceError, naming `near`, when the system has no room for it.
    """
    try:
        folder = Path(tempfile.mkdtemp(dir=_root()))
    except OSError as error:
        raise SourceError(
            tr("{name}: no temporary folder can be made ({reason}).", name=near, reason=error.strerror or "unwritable")
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def refuse_no_room(folder: Path, size: int, name: str) -> None:
    """Raise SourceError when `size` bytes do not fit into the temporary folder."""
    free = shutil.disk_usage(folder).free
    if size > free - _SPARE:
        raise SourceError(
            tr(
                "{name} needs {size} MB in the temporary folder, which has {free} MB left; set TMPDIR to a larger one.",
                name=name,
                size=size >> 20,
                free=free >> 20,
            )
        )


def file_name(name: str) -> str:
    """Return the last part of a name as one that any file system takes; its ending stays."""
    last = re.split(r"[/\\]", name)[-1].replace("\x00", "").replace(":", "_").strip() or "member"
    if last in {".", ".."}:
        return "member"
    if len(os.fsencode(last)) <= _LONGEST:
        return last
    suffix = Path(last).suffix[:20]
    kept = last.encode("utf-8", "replace")[: _LONGEST - 80].decode("utf-8", "ignore")
    return kept + suffix


def _root() -> Path:
    """Return the folder of this process, made at its first use; a forked process gets its own."""
    if _Folder.path is None or _Folder.process != os.getpid() or not _Folder.path.is_dir():
        sweep()
        _Folder.path, _Folder.process = _held_folder(), os.getpid()
        atexit.register(_clear)
        end_on_sigterm()
    return _Folder.path


def _held_folder() -> Path:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            _Folder.lock = _hold(folder, wait=True)
        except OSError:
            continue  # swept away between the two
        if folder.is_dir():
            return folder


def _clear() -> None:
    if _Folder.path is not None and _Folder.process == os.getpid():
        shutil.rmtree(_Folder.path, ignore_errors=True)
        _Folder.path = None
        sweep()


def end_on_sigterm() -> None:
    """Let SIGTERM end the process in order, unless the program has its own way."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def sweep() -> None:
    """Remove what processes that were killed left behind: folders that nobody holds."""
    if os.name != "posix":
        return
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if left.is_symlink() or left.lstat().st_uid != os.getuid():
                continue
            held = _hold(left, wait=False)
        except OSError:
            continue
        if held is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(held)


def _hold(folder: Path, *, wait: bool) -> int | None:
    """Return the open lock of a folder, None when another process holds it; the system frees it at any end.

    A number of a process would not do: those of other containers that share the folder are unknown here.
    """
    if os.name != "posix":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
