"""From what a user types to sources: a path, a folder, a glob or a SQLAlchemy URL."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Location, Problem

_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+_.-]+://")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# Files that programs leave beside data and that hold none of their own.
_DEBRIS = re.compile(
    r"^(?:\.|~\$|Thumbs\.db$|desktop\.ini$|.*\.sqlite3?-(?:wal|shm|journal)$|.*\.db-(?:wal|shm|journal)$)"
)


def discover(arguments: Iterable[str | Path]) -> tuple[list[Location], list[Problem]]:
    """Return the sources that `arguments` name, in a stable order, and what could not be found.

    Raises ConfigError when a URL names an environment variable that is not set.
    """
    locations: list[Location] = []
    problems: list[Problem] = []
    for argument in map(str, arguments):
        if _URL.match(argument):
            locations.append(_database(argument))
            continue
        path = Path(argument)
        if path.is_dir():
            _walk(path, argument, locations, problems)
        elif path.exists():
            locations.append(Location(path.name, path, argument=argument))
        elif matches := sorted(glob.glob(argument, recursive=True)):
            for match in map(Path, matches):
                if match.is_dir():
                    _walk(match, argument, locations, problems)
                else:
                    locations.append(Location(match.name, match, argument=argument))
        else:
            message = tr("{name} does not exist: check the path.", name=argument)
            problems.append(Problem(argument, "", message))
    return _distinct(locations), problems


def _database(argument: str) -> Location:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise ConfigError(tr("The environment variable {name} that a database URL asks for is not set.", name=name))
        return os.environ[name]

    url = _VARIABLE.sub(value, argument)
    try:
        shown = make_url(url).render_as_string(hide_password=True)
    except ArgumentError as error:
        raise ConfigError(
            tr("A database URL cannot be understood; it reads like postgresql+psycopg://user:${{PASSWORD}}@host/name.")
        ) from error
    return Location(shown, url=url, argument=shown)


def _walk(folder: Path, argument: str, locations: list[Location], problems: list[Problem]) -> None:
    def unreadable(error: OSError) -> None:
        name = os.path.relpath(error.filename, folder) if error.filename else str(folder)
        message = tr("The folder {name} cannot be opened: {reason}.", name=name, reason=error.strerror or "unreadable")
        problems.append(Problem(name, "", message))

    for current, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not _DEBRIS.match(name):
                path = Path(current) / name
                locations.append(Location(path.relative_to(folder).as_posix(), path, argument=argument))


def _distinct(locations: list[Location]) -> list[Location]:
    """Drop sources named twice; two files of one name get the folder before it."""
    seen: dict[str, Location] = {}
    for location in locations:
        key = str(location.path.resolve()) if location.path else str(location.url)
        seen.setdefault(key, location)
    counts: dict[str, int] = {}
    for location in seen.values():
        counts[location.name] = counts.get(location.name, 0) + 1
    return [
        replace(each, name=f"{each.path.resolve().parent.name}/{each.name}")
        if each.path and counts[each.name] > 1
        else each
        for each in seen.values()
    ]
