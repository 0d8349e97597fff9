"""Archives of a release: they hold the members that were verified, and nothing beside them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from pii_scanner.i18n import tr
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.release.copies import CopiedFile


def archive_failures(files: Sequence[CopiedFile], known: KnownValues) -> list[str]:
    """Return a sentence for each archive that holds something else than its verified members."""
    members: dict[Path, list[CopiedFile]] = {}
    for file in files:
        if file.is_member:
            members.setdefault(file.path, []).append(file)
    failures = []
    for path, inside in members.items():
        name = inside[0].file
        try:
            with zipfile.ZipFile(path) as archive:
                there, comment = archive.infolist(), archive.comment
        except (zipfile.BadZipFile, OSError) as error:
            reason = type(error).__name__
            failures.append(tr("{file}: the copy cannot be read again ({reason})", file=name, reason=reason))
            continue
        if sorted(each.filename for each in there) != sorted(file.inside[0] for file in inside):
            failures.append(tr("{file}: holds other members than those that were verified", file=name))
        if comment or any(each.comment for each in there):
            failures.append(tr("{file}: holds a comment, which no copy has", file=name))
        if any(known.find(each.filename) for each in there):
            failures.append(
                tr(
                    "{file}, part {part}: holds a value that was to be masked",
                    file=name,
                    part=tr("(its name holds one)"),
                )
            )
    return failures
