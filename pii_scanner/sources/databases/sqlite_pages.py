"""The pages of one table in a SQLite file: as long as none of them changes, no row does."""

from __future__ import annotations

import hashlib
import mmap
import sqlite3
from pathlib import Path

import numpy as np

_PAGES = "SELECT pageno FROM dbstat WHERE name = ?"


def pages_hash(connection: sqlite3.Connection, path: Path, table: str) -> str | None:
    """Return a hash of all pages of a table, those of its overflowing rows among them; it is another after any change of
    a row, and may be another without one.

    None where SQLite cannot tell (it was built without DBSTAT), for a table without pages of its own, and while a
    write-ahead log holds newer ones. Raises sqlite3.Error and OSError.
    """
    if path.with_name(f"{path.name}-wal").exists() and path.with_name(f"{path.name}-wal").stat().st_size:
        return None
    connection.execute("BEGIN")
    try:
        [(size,)] = connection.execute("PRAGMA main.page_size").fetchall()
        # The transaction keeps writers away until the pages are read.
        numbers = np.array([number for (number,) in connection.execute(_PAGES, (table,))], dtype=np.int64)
        return _hashed(path, np.sort(numbers), int(size)) if len(numbers) else None
    finally:
        connection.execute("ROLLBACK")


def _hashed(path: Path, numbers: np.ndarray[tuple[int], np.dtype[np.int64]], size: int) -> str:
    """Return a hash of pages by number, the first being 1, each of so many bytes."""
    edges = np.flatnonzero(np.diff(numbers) != 1) + 1
    firsts = numbers[np.concatenate([[0], edges])]
    lasts = numbers[np.concatenate([edges - 1, [len(numbers) - 1]])]
    told = hashlib.blake2b(numbers.tobytes(), digest_size=16)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        view = memoryview(whole)
        try:
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
                told.update(view[(first - 1) * size : last * size])
        finally:
            view.release()
    return told.hexdigest()
