"""Whether the files of a release are still those of its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.i18n import tr
from pii_scanner.release.checksums import table_checksum
from pii_scanner.release.copies import CopiedFile
from pii_scanner.release.manifest import MANIFEST, sha256_of
from pii_scanner.release.reopened import reopened

_OWN = {MANIFEST, "report.html"}


def changed_files(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each file that is missing, changed, or not in the manifest."""
    listed = {each.get("file", each["name"]): each["sha256"] for each in manifest["files"] if "database" not in each}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found = []
    for name, digest in listed.items():
        if name not in there:
            found.append(tr("{file}: missing from the release", file=name))
        elif sha256_of(there[name]) != digest:
            found.append(tr("{file}: changed since the release was made", file=name))
    found += [tr("{file}: not part of the release", file=name) for name in sorted(set(there) - set(listed) - _OWN)]
    return found


def changed_tables(file: CopiedFile, entry: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each table of a server whose rows are no longer those of the manifest.

    Raises SourceError when the schema cannot be read.
    """
    with reopened(file) as copy:
        there = {table.name: table for table in copy.tables}
    found = []
    for listed in entry["tables"]:
        place = f"{file.name} {listed['table']}"
        table = there.pop(listed["table"], None)
        if table is None:
            found.append(tr("{file}: missing from the release", file=place))
        elif table_checksum(table) != listed["checksum"]:
            found.append(tr("{file}: changed since the release was made", file=place))
    return found + [tr("{file}: not part of the release", file=f"{file.name} {name}") for name in sorted(there)]
