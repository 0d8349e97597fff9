"""What a job may touch of its sources, and how patient it is with servers."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Access:
    """Patterns that choose tables and files, and limits for servers; times in seconds.

    `retries` is how often in a row a dropped connection is opened again, each time after twice the wait.
    `unreadable` are tables of a database, by name, that a copy does without since they could not be read.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    connect_timeout: int = 15
    lock_timeout: int = 10
    statement_timeout: int = 3600
    retries: int = 5
    unreadable: tuple[str, ...] = ()

    @property
    def chooses(self) -> bool:
        return bool(self.include or self.exclude or self.unreadable)

    def excludes(self, *names: str) -> bool:
        """Return whether what is known by any of these names is to be left out, whatever else is asked for."""
        return _any(self.exclude, names)

    def leaves_out(self, *names: str) -> bool:
        """Return whether what is known by any of these names is left out; case does not matter."""
        return self.excludes(*names) or (bool(self.include) and not _any(self.include, names))


def _any(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns for name in names)
