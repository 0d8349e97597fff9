"""From what a user types to sources: a path, a folder, a glob or a SQLAlchemy URL."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, unquote

from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.access import Access
from pii_scanner.model.table import Location, Problem
from pii_scanner.sources.archives.expand import expanded
from pii_scanner.sources.debris import is_debris
from pii_scanner.sources.encoding import readable_name
from pii_scanner.sources.registry import refuse_special, unreadable
from pii_scanner.sources.stores.filesystem import is_store, shown

_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+_.-]+://")
# Characters beyond ASCII as a URL quotes them: %E8%B4%B7 is 贷.
_QUOTED = re.compile("(?:%[89A-F][0-9A-F])+")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET = re.compile(r"pass|pwd|secret|token|key", re.IGNORECASE)


@dataclass
class _Found:
    locations: list[Location] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, name: str, message: str, severity: str = "error") -> None:
        self.problems.append(Problem(name, "", message, severity))

    def file(self, path: Path, name: str, argument: str) -> None:
        """Add a file, or say why it cannot be one."""
        name = readable_name(name)
        try:
            refuse_special(path, name)
        except SourceError as error:
            self.problem(name, str(error))
        except OSError as error:
            self.problem(name, unreadable(name, error))
        else:
            self.locations.append(Location(name, path, argument=readable_name(argument)))

    def objects(self, argument: str) -> None:
        """Add the objects of a store, or say why they cannot be listed."""
        url = with_variables(argument)
        from pii_scanner.sources.stores.objects import objects_of

        try:
            self.locations += objects_of(url)
        except SourceError as error:
            self.problem(shown(url), str(error))

    def missing(self, argument: str) -> None:
        """Say that nothing is there, or that the folder before it is closed to us."""
        name = readable_name(argument)
        message = tr("{name} does not exist: check the path.", name=name)
        try:
            os.lstat(argument)
        except PermissionError as error:
            message = unreadable(name, error)
        except (OSError, ValueError):
            pass
        self.problem(name, message)


def discover(arguments: Iterable[str | Path], access: Access | None = None) -> tuple[list[Location], list[Problem]]:
    """Return the sources that `arguments` name, in a stable order, and what could not be found.

    `access` travels with every source.

    Raises ConfigError when a URL names an environment variable that is not set.
    """
    found = _Found()
    for argument in map(str, arguments):
        if is_store(argument):
            found.objects(argument)
            continue
        if _URL.match(argument):
            found.locations.append(_database(argument))
            continue
        if argument.lower().startswith("jdbc:"):
            raise ConfigError(
                tr(
                    "A JDBC address is for --engine spark; here write a database URL: dialect://user:${PASSWORD}@host/name, for example mysql://, postgresql://, oracle://."
                )
            )
        path = Path(argument)
        if os.path.isdir(argument):
            _walk(path, path, argument, found)
        elif os.path.lexists(argument):
            found.file(path, path.name, argument)
        elif matches := _matches(argument):
            below = _fixed_part(argument)
            for match in matches:
                if match.is_dir():
                    _walk(match, below, argument, found)
                elif not is_debris(match.name):
                    found.file(match, _relative(match, below), argument)
        else:
            found.missing(argument)
    locations, problems = expanded(_distinct(found.locations))
    return [replace(at, access=access) for at in locations] if access else locations, found.problems + problems


def _matches(pattern: str) -> list[Path]:
    """Return what a glob names; `**` does not follow links to folders, which may lead round in a circle."""
    if "**" not in Path(pattern).parts:
        return sorted(map(Path, glob.glob(pattern)))
    whole = Path(pattern)
    try:
        return sorted(Path(whole.anchor).glob(str(whole.relative_to(whole.anchor))))
    except (ValueError, OSError, NotImplementedError):
        return []


def _fixed_part(pattern: str) -> Path:
    """Return the folder before the first part of a glob that has a wildcard."""
    parts = Path(pattern).parts
    fixed = next((index for index, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return Path(*parts[:fixed])


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def with_variables(argument: str) -> str:
    """Return a URL with its `${VARIABLES}`; raises ConfigError naming one that is not set."""
    # A password may hold any character: within the account it is quoted as a URL needs it.
    account_end = argument.rfind("@")

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise ConfigError(tr("The environment variable {name} that a database URL asks for is not set.", name=name))
        return quote(os.environ[name], safe="") if match.start() < account_end else os.environ[name]

    return _VARIABLE.sub(value, argument)


def _database(argument: str) -> Location:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    url = with_variables(argument)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigError(
            tr("A database URL cannot be understood; it reads like postgresql+psycopg://user:${PASSWORD}@host/name.")
        ) from error
    hidden = {key: "***" if _SECRET.search(key) else value for key, value in parsed.query.items()}
    shown = parsed.set(query=hidden).render_as_string(hide_password=True).replace("%2A%2A%2A", "***")
    shown = _QUOTED.sub(lambda match: unquote(match.group(), errors="replace"), shown)
    return Location(shown, url=url, argument=shown)


def _walk(folder: Path, below: Path, argument: str, found: _Found) -> None:
    """Add the files of a folder, named by their path from `below`; links to folders are not followed."""
    before = len(found.locations), len(found.problems)

    def closed(error: OSError) -> None:
        inside = error.filename and os.path.realpath(error.filename) != os.path.realpath(below)
        name = readable_name(os.path.relpath(error.filename, below) if inside else str(folder))
        message = tr("The folder {name} cannot be opened: {reason}.", name=name, reason=error.strerror or "unreadable")
        found.problem(name, message)

    for current, folders, files in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            path = Path(current) / name
            if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
                shown = readable_name(_relative(path, below))
                found.problem(
                    shown,
                    tr(
                        "{name} is a link to a folder, which is not followed; name that folder itself to read it.",
                        name=shown,
                    ),
                    "warning",
                )
        for name in sorted(files):
            if not is_debris(name):
                path = Path(current) / name
                found.file(path, _relative(path, below), argument)
    if before == (len(found.locations), len(found.problems)):
        shown = readable_name(argument)
        found.problem(shown, tr("The folder {name} holds no files to read.", name=shown), "warning")


def _distinct(locations: list[Location]) -> list[Location]:
    """Drop sources named twice; files of one name get the folders before it, as many as tell them apart."""
    seen: dict[str, Location] = {}
    for location in locations:
        key = os.path.realpath(location.path) if location.path else str(location.remote or location.url)
        seen.setdefault(key, location)
    result = list(seen.values())
    for extra in range(1, 64):
        counts: dict[str, int] = {}
        for location in result:
            counts[location.name] = counts.get(location.name, 0) + 1
        if all(count == 1 for count in counts.values()):
            break
        result = [
            replace(each, name=_longer(each, origin, extra)) if counts[each.name] > 1 else each
            for each, origin in zip(result, seen.values(), strict=True)
        ]
    return result


def _longer(location: Location, origin: Location, extra: int) -> str:
    """Return the name with `extra` folders more than it had at first."""
    if location.path is None:
        return location.name
    parts = Path(os.path.abspath(location.path)).parts[1:]
    return readable_name("/".join(parts[-(len(Path(origin.name).parts) + extra) :]))
