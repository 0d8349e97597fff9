"""Arrow without pandas: its first array loads pandas, for it might be asked for a DataFrame, which takes a fifth of a second
and 40 MB of every run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from threading import get_ident
from types import ModuleType
from typing import Any

_PANDAS = "pandas"


class _Process:
    ours = False


def own_process() -> None:
    """Tell that this process is a command's or a worker's: nobody else's imports are looked into."""
    _Process.ours = True


@cache
def arrow_alone() -> None:
    """Let Arrow begin without pandas, in a process of ours that has none; once somebody imports it Arrow hears of it."""
    if not _Process.ours or _PANDAS in sys.modules:
        return
    import pyarrow as pa

    hidden = _Hidden(get_ident())
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([None])  # here it looks for pandas, and never again by itself
    finally:
        sys.meta_path[sys.meta_path.index(hidden)] = _Told()


class _Hidden:
    """Says, to one thread, that there is no pandas."""

    def __init__(self, thread: int) -> None:
        self._thread = thread

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == _PANDAS and get_ident() == self._thread:
            raise ModuleNotFoundError(name=name)
        return None


class _Told:
    """Tells Arrow when pandas is imported; then it goes."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != _PANDAS:
            return None
        with suppress(ValueError):  # another thread was faster
            sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            execute = loader.exec_module

            def executed(module: ModuleType) -> None:
                execute(module)
                import pyarrow as pa

                pa.table({"": [None]}).to_pandas()  # without pandas it looks again before it gives up

            loader.exec_module = executed
        return spec
