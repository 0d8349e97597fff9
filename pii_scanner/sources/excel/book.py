"""An open workbook: its sheets' names, and each sheet's cells, parsed once and kept while they are small."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.sources.excel.grid import Grid, grid_of, with_types
from pii_scanner.sources.excel.package import damaged
from pii_scanner.sources.excel.protected import Opened

# Bytes of cells that wait in memory to be read again; beyond it a sheet is parsed again.
_MOST_HELD = 128 << 20


class Book:
    """The sheets of a workbook file; `name` is what users know it as, `reader` what `open_reader` returned if it was called."""

    def __init__(self, opened: Opened, name: str, reader: Any = None) -> None:
        self.opened, self._name = opened, name
        self._open: Any = reader if reader is not None else open_reader(opened.path, name)
        self.names: list[str] = list(self._open.sheet_names)
        self._kept: dict[str, Grid] = {}
        self._held = 0
        self._state = _state(opened.path)
        self._lock = RLock()

    @property
    def nbytes(self) -> int:
        """Return how much memory the cells take that wait to be read again."""
        return self._held

    def grid(self, name: str, with_numbers: bool = True) -> Grid:
        """Return the cells of a sheet, with what is a number among them if asked for.

        Raises SourceError when the file changed and cannot be opened again.
        """
        with self._lock:
            if _state(self.opened.path) != self._state:
                self._kept.clear()
                self._held = 0
                self.close()
            kept = self._kept.get(name)
            if kept is not None and (kept.numbers is not None or not with_numbers):
                return kept
            if self._open is None:
                self._open = open_reader(self.opened.path, self._name)
            grid = with_types(self._open, name, kept) if kept is not None else grid_of(self._open, name, with_numbers)
            if kept is not None:
                self._held -= self._kept.pop(name).nbytes
            if self._held + grid.nbytes <= _MOST_HELD:
                self._kept[name] = grid
                self._held += grid.nbytes
            return grid

    def close(self) -> None:
        """Let go of the file; it is opened again when a sheet must be parsed again."""
        self._open = None


def _state(path: Path) -> tuple[int, int]:
    """Return what changes when a file does."""
    state = path.stat()
    return state.st_mtime_ns, state.st_size


def open_reader(path: Path, name: str) -> Any:
    """Return what reads the cells of a workbook; raises SourceError for one that is damaged."""
    import fastexcel

    try:
        return fastexcel.read_excel(str(path))
    except BaseException as error:
        if not is_failure(error):
            raise
    try:
        # By content: an .xls may hold an XLSX, and a name may have bytes that are no text.
        return fastexcel.read_excel(path.read_bytes())
    except BaseException as error:
        if not is_failure(error):
            raise
        raise SourceError(damaged(name)) from error


def is_failure(error: BaseException) -> bool:
    """Return whether an error is the reader's own; its Rust core panics past `Exception`."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"
