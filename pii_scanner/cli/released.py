"""A published release as a user reads it on the screen."""

from __future__ import annotations

from pii_scanner.cli.console import Console
from pii_scanner.cli.tables import print_table
from pii_scanner.i18n import tr
from pii_scanner.jobs.mask import Release


def show_release(release: Release, console: Console) -> int:
    """Print what a release holds and what was left out; return the exit code."""
    manifest = release.manifest
    if not console.quiet:
        rows = [
            (
                file["name"],
                table["table"],
                f"{table['rows']:,}",
                sum(1 for each in table["columns"] if each["mode"] not in {"keep", "drop"}),
                sum(1 for each in table["columns"] if each["mode"] == "drop"),
                sum(1 for each in table["columns"] if each["mode"] == "keep"),
            )
            for file in manifest["files"]
            for table in file["tables"]
        ]
        headers = [tr("File"), tr("Table"), tr("Rows"), tr("Masked"), tr("Dropped"), tr("Kept")]
        print_table(headers, rows, right=(2, 3, 4, 5))
    for warning in manifest["warnings"]:
        console.warn(warning)
    return show_verified(release, console)


def show_verified(release: Release, console: Console) -> int:
    """Print what was left out of a release, what was checked, and where it is; return the exit code."""
    manifest = release.manifest
    for problem in manifest["left_out"]:
        console.problem(problem["source"], problem["table"], problem["message"])
    verification = manifest["verification"]
    console.say(
        tr(
            "Verified: {columns} columns scanned again, {values} known values searched in {size} characters; nothing left.",
            columns=verification["rescanned_columns"],
            values=f"{verification['searched_values']:,}",
            size=f"{verification['searched_bytes']:,}",
        )
    )
    console.say(tr("Release: {path}", path=release.folder))
    code = 3 if manifest["left_out"] else 0
    console.event("done", run_id=manifest["run_id"], release=str(release.folder), exit_code=code)
    return code
