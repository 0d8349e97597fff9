"""Whether the files of a release are still those of its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.i18n import tr
from pii_scanner.release.manifest import MANIFEST, sha256_of

_OWN = {MANIFEST, "report.html"}


def changed_files(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each file that is missing, changed, or not in the manifest."""
    listed = {entry.get("file", entry["name"]): entry["sha256"] for entry in manifest["files"]}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found = []
    for name, digest in listed.items():
        if name not in there:
            found.append(tr("{file}: missing from the release", file=name))
        elif sha256_of(there[name]) != digest:
            found.append(tr("{file}: changed since the release was made", file=name))
    found += [tr("{file}: not part of the release", file=name) for name in sorted(set(there) - set(listed) - _OWN)]
    return found
