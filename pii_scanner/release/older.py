"""What a scheduled job may delete: its own older releases, and what killed runs left of them; nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from pii_scanner.release.manifest import MANIFEST
from pii_scanner.release.staging import remove_unfinished

_PLACEHOLDER = re.compile(r"\{(date|time|run)\}")
_FORMS = {"date": r"\d{4}-\d{2}-\d{2}", "time": r"\d{6}", "run": r"\d{8}T\d{12}(?:-[0-9a-f]{8})?"}


def named(pattern: str, **values: str) -> str:
    """Return a pattern such as `releases/{date}` with its placeholders filled in."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], pattern)


def remove_older(pattern: str, keep: int, recipient: str) -> list[Path]:
    """Delete all but the newest `keep` releases for a recipient whose folder is named as `pattern` says; return those.

    A folder whose manifest cannot be read, or names somebody else, is no such release.
    """
    folder, form = Path(pattern).parent, _form(pattern)
    if not _is_one_folder(folder):
        return []
    releases = [
        (created, path)
        for path in folder.iterdir()
        if form.fullmatch(path.name) and not path.is_symlink() and (created := _created(path, recipient))
    ]
    older = [path for _, path in sorted(releases, reverse=True)[keep:]]
    for path in older:
        # Renamed first: what is left of a deletion that broke off is no release.
        going = path.with_name(f".{path.name}.going")
        shutil.rmtree(going, ignore_errors=True)
        path.rename(going)
        shutil.rmtree(going)
    return sorted(older)


def remove_killed(pattern: str) -> None:
    """Remove what runs that were killed left behind of releases named as `pattern` says: unverified copies."""
    folder = Path(pattern).parent
    if _is_one_folder(folder):
        remove_unfinished(folder, _form(pattern))


def _form(pattern: str) -> re.Pattern[str]:
    """Return what the names of the folders of releases look like."""
    parts = _PLACEHOLDER.split(Path(pattern).name)
    return re.compile("".join(_FORMS[part] if place % 2 else re.escape(part) for place, part in enumerate(parts)))


def _is_one_folder(folder: Path) -> bool:
    return not _PLACEHOLDER.search(str(folder)) and folder.is_dir()


def _created(path: Path, recipient: str) -> str:
    """Return when a release for the recipient was made; empty for anything else."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest["created"]) if manifest["recipient"]["name"] == recipient else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
