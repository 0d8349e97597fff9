"""What a Spark job reads: files and folders of Parquet, ORC and CSV, tables of the catalogue, tables behind JDBC.

A folder that Spark or Hive wrote (`_SUCCESS`, `part-*`, `key=value`, `_delta_log`) is one table; in any other each file
is, as for the local engine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.access import Access
from pii_scanner.model.table import Location, Problem
from pii_scanner.sources.debris import is_debris
from pii_scanner.sources.dialect import Dialect
from pii_scanner.sources.discover import discover, with_variables
from pii_scanner.sources.encoding import readable_name
from pii_scanner.sources.registry import kind_of, open_tables
from pii_scanner.sources.stores.filesystem import is_store, shown

TABLE = "table:"
JDBC = "jdbc:"
# A row of a delimited file that has other fields than the header names.
MALFORMED = "__malformed_row__"
_FORMATS = {"parquet": ".parquet", "orc": ".orc", "csv": ".csv", "delta": ""}
_PARTITION = re.compile(r"^[^=/]+=[^/]*$")
# Encodings that Java's reader of CSV knows under the same name and that hold ASCII as it is.
_ENCODINGS = {"utf-8", "gb18030", "gbk", "big5"}
_QUERY = re.compile(r"[?;].*$", re.DOTALL)


@dataclass(frozen=True)
class SparkTable:
    """A table that executors read: `frame()` gives its DataFrame, lazily. `dialect` is there for delimited text."""

    location: Location
    name: str
    kind: str
    frame: Callable[[], Any]
    dialect: Dialect | None = None


def spark_sources(arguments: Iterable[str | Path], access: Access | None) -> tuple[list[Location], list[Problem]]:
    """Return the sources that arguments name, with `table:NAME`, `jdbc:URL#TABLE` and URLs of stores among them.

    Raises ConfigError when a URL names an environment variable that is not set, or no table.
    """
    locations: list[Location] = []
    problems: list[Problem] = []
    for argument in map(str, arguments):
        if argument.startswith(TABLE):
            name = argument.removeprefix(TABLE)
            locations.append(Location(argument, remote=argument, argument=argument, copy=name))
        elif argument.startswith(JDBC):
            locations.append(_behind_jdbc(argument))
        elif is_store(argument):
            url = with_variables(argument)
            name = PurePosixPath(shown(url).partition("://")[2]).name
            locations.append(Location(shown(url), remote=url, argument=shown(url), copy=name))
        elif os.path.isdir(argument):
            _walk(Path(argument), Path(argument), argument, locations, problems)
        else:
            found, failed = discover([argument])
            locations += found
            problems += failed
    chosen = [replace(at, access=access) for at in locations] if access else locations
    return list({at.name: at for at in chosen}.values()), problems


def _behind_jdbc(argument: str) -> Location:
    url, _, table = with_variables(argument).rpartition("#")
    if not url or not table:
        raise ConfigError(tr("A JDBC URL names its table behind #: jdbc:postgresql://host/db?user=me&password=${PW}#public.loans."))  # fmt: skip
    name = f"{_QUERY.sub('', re.sub(r'//[^/@]*@', '//', url))}#{table}"
    return Location(name, remote=f"{url}#{table}", argument=name, copy=table)


def _walk(folder: Path, below: Path, argument: str, locations: list[Location], problems: list[Problem]) -> None:
    """Add the tables of a folder: itself if Spark wrote it, else its files and folders."""
    if is_dataset(folder):
        inside = folder.relative_to(below).as_posix() if folder != below else folder.resolve().name
        locations.append(Location(readable_name(inside), folder, argument=readable_name(argument)))
        return
    folders = sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "_")))
    if not any(
        is_dataset(each) for each in folder.rglob("*") if each.is_dir() and not each.name.startswith((".", "_"))
    ):
        found, failed = discover([folder])
        moved = folder.relative_to(below).as_posix()
        locations += [
            at if moved == "." else replace(at, name=readable_name(f"{moved}/{at.name}")) for at in found
        ]  # fmt: skip
        problems += failed
        return
    for each in sorted(folder.iterdir()):
        if each.is_file() and not is_debris(each.name):
            found, failed = discover([each])
            locations += [replace(at, name=each.relative_to(below).as_posix()) for at in found]
            problems += failed
    for each in folders:
        _walk(each, below, argument, locations, problems)


def left_out(location: Location) -> bool:
    """Return whether patterns leave a source out: it is known by its name, with and without folders and ending."""
    name = PurePosixPath(location.name)
    table = location.name.rpartition("#")[2].removeprefix(TABLE)
    return location.access.chooses and location.access.leaves_out(location.name, name.name, name.stem, table)


def is_dataset(folder: Path) -> bool:
    """Return whether a folder is one table, by what Spark and Hive leave in theirs."""
    names = [each.name for each in folder.iterdir() if not each.name.startswith(".")]
    marked = {"_SUCCESS", "_delta_log"}.intersection(names)
    data = [name for name in names if not name.startswith("_")]
    return bool(marked) or (bool(data) and all(name.startswith("part-") or _PARTITION.match(name) for name in data))


def spark_table(session: Any, location: Location) -> SparkTable:
    """Return the table of a source; raises SourceError for what Spark does not read."""
    if location.remote is not None:
        return _remote(session, location, location.remote)
    path = location.path
    if path is None or location.inside:
        raise SourceError(_local_only(location.name))
    first = _first(path) if path.is_dir() else path
    if path.is_dir() and (path / "_delta_log").is_dir():
        return _read(session, location, "delta", str(path), path.name)
    if first is None:
        raise SourceError(tr("The folder {name} holds no files to read.", name=location.name))
    kind = kind_of(first, location.name).name
    name = path.name if path.is_dir() else readable_name(path.stem)
    if kind == "csv":
        return _delimited(session, location, path, first, name)
    if kind not in _FORMATS:
        raise SourceError(_local_only(location.name))
    return _read(session, location, kind, str(path.resolve()), name)


def _local_only(name: str) -> str:
    return tr("{name}: Spark reads Parquet, ORC, CSV, tables and JDBC; use --engine local for this.", name=name)


def _first(folder: Path) -> Path | None:
    """Return the first file with data below a folder."""
    for current, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(files):
            path = Path(current, name)
            if not name.startswith((".", "_")) and path.stat().st_size:
                return path
    return None


def _read(session: Any, location: Location, kind: str, path: str, name: str) -> SparkTable:
    return SparkTable(location, name, kind, lambda: session.read.format(kind).load(path))


def _remote(session: Any, location: Location, remote: str) -> SparkTable:
    if remote.startswith(TABLE):
        name = remote.removeprefix(TABLE)
        return SparkTable(location, name, "parquet", lambda: session.table(name))
    if remote.startswith(JDBC):
        url, _, table = remote.rpartition("#")
        return SparkTable(location, table, "parquet", lambda: session.read.format("jdbc").options(url=url, dbtable=table).load())  # fmt: skip
    path = PurePosixPath(remote)
    kind = next((kind for kind, ending in _FORMATS.items() if ending and path.suffix.lower() == ending), "parquet")
    if kind == "csv":
        raise SourceError(_local_only(location.name))
    return _read(session, location, kind, remote, path.stem)


def _delimited(session: Any, location: Location, path: Path, first: Path, name: str) -> SparkTable:
    """Return the table of delimited text, read by Spark in the manner that the first file is written in."""
    table = next(each for each in open_tables(Location(location.name, first)) if not each.loose)
    dialect: Dialect = table.layout["dialect"]
    names = [column.name for column in table.columns]
    header = dialect.preamble.strip("\r\n").count("\n") == 0 and dialect.names == dialect.header == tuple(names)
    if not header or dialect.encoding.name not in _ENCODINGS or dialect.encoding.damaged or dialect.encoding.has_nuls:
        raise SourceError(
            tr("{name}: Spark reads delimited text with one line of plain column names, in UTF-8, GB18030 or Big5; use --engine local for this.", name=location.name)
        )  # fmt: skip
    schema = ", ".join(f"`{each.replace('`', '``')}` string" for each in [*names, MALFORMED])
    options = {
        "header": "true",
        # Every file must have the first one's columns, in its order.
        "enforceSchema": "false",
        "sep": dialect.delimiter,
        "encoding": dialect.encoding.name,
        "quote": '"',
        "escape": dialect.escape or '"',
        "multiLine": "true",
        "mode": "PERMISSIVE",
        "columnNameOfCorruptRecord": MALFORMED,
        "emptyValue": "",
        "nullValue": "",
        "maxCharsPerColumn": "-1",
    }
    return SparkTable(
        location,
        name,
        "csv",
        lambda: session.read.format("csv").options(**options).schema(schema).load(str(path.resolve())),
        dialect,
    )
