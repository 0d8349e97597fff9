"""Logs and manifests of table formats (Delta Lake, Iceberg, Hudi): they say which files are a table, how long these are
and, as statistics, what their least and greatest values are. Of masked copies none of it is true."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pii_scanner.model.table import Location

_LOGS = frozenset({"_delta_log", ".hoodie"})
# Beside a folder `data` Iceberg keeps versions of the table, and lists of its files.
_METADATA, _DATA = "metadata", "data"
_ICEBERG = (".metadata.json", ".avro")


def without_table_logs(locations: Iterable[Location]) -> tuple[list[Location], list[str]]:
    """Return the sources that are no part of a table format's log, and the folders of such logs."""
    kept: list[Location] = []
    logs: dict[str, None] = {}
    for location in locations:
        folder = _log_of(location)
        if folder is None:
            kept.append(location)
        else:
            logs[folder] = None
    return kept, list(logs)


def _log_of(location: Location) -> str | None:
    """Return the folder of the log that a file is part of, as it is shown; None where it is of none."""
    path = location.path
    if path is None or location.inside:
        return None
    for folder in path.parents:
        if folder.name in _LOGS:
            return _shown(location, folder)
    if path.parent.name == _METADATA and path.name.endswith(_ICEBERG) and (path.parent.parent / _DATA).is_dir():
        return _shown(location, path.parent)
    return None


def _shown(location: Location, folder: Path) -> str:
    """Return a folder's path from where the source was named."""
    assert location.path is not None
    depth = len(location.path.relative_to(folder).parts)
    shown = location.name.replace("\\", "/").split("/")[:-depth]
    return "/".join(shown) or folder.name
