"""Forms in which a database travels as files: what they are called."""

from __future__ import annotations

from pii_scanner.sinks.registry import safe_name

# SQLite is the form where nobody asks for another.
FORMS = ("sqlite", "duckdb", "parquet")
_DATABASES = (".sqlite", ".sqlite3", ".db", ".db3", ".duckdb")


def file_name(name: str, endings: tuple[str, ...]) -> str:
    """Return the copy's name, which has one of `endings`; a database URL becomes its database's name."""
    if "://" in name:
        last = name.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]
        name = safe_name(last).split("@")[-1] or "database"
        if name.endswith(endings):
            return name
        return _bare(name) + endings[0]
    if name.endswith(endings) and endings[0]:
        return name
    return (_bare(name) if _bare(name) != name or not endings[0] else name) + endings[0]


def _bare(name: str) -> str:
    return next((name[: -len(each)] for each in _DATABASES if name.endswith(each)), name)
