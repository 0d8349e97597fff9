"""What a long job tells while it runs: its phase, the source it is at, the rows it has done."""

from __future__ import annotations


class Watcher:
    """Hears of progress and says nothing; the command line draws bars instead."""

    def phase(self, name: str, sources: int) -> None:
        """A new phase over `sources` sources begins."""

    def begun(self, source: str) -> None:
        """Work on a source begins."""

    def rows(self, count: int) -> None:
        """`count` more rows are done."""
