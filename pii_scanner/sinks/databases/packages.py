"""Forms in which a database travels as files: what they are called."""

from __future__ import annotations

from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import safe_name

# The forms that may be asked for; a database of another kind becomes SQLite.
FORMS = ("sqlite", "duckdb", "parquet")
_OWN_MARK = b"DUCK"
_DATABASES = (".sqlite", ".sqlite3", ".db", ".db3", ".duckdb")


def own_form(location: Location) -> str:
    """Return the form of a database that is a file of one, "" for others: a DuckDB file stays one."""
    if location.url is not None:
        return "duckdb" if location.url.startswith("duckdb") else ""
    if location.path is None or not location.path.is_file():
        return ""
    with location.path.open("rb") as file:
        return "duckdb" if file.read(12).endswith(_OWN_MARK) else ""


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
