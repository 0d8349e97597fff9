"""The story of a second look: any release is checked again, alone or against the sources it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pii_scanner.engines.copying import collect_location
from pii_scanner.engines.local import scan_locations
from pii_scanner.engines.verifying import means_of
from pii_scanner.engines.workers import Workers
from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.jobs.destination import is_copy, schema_of
from pii_scanner.jobs.mask import refuse
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.model.plan import DROP, KEEP, KNOWN, TEXT, WHOLE, ColumnPlan, Plan, Rule, TablePlan
from pii_scanner.model.watcher import Watcher
from pii_scanner.release.copies import CopiedFile, CopiedTable
from pii_scanner.release.integrity import changed_files, changed_tables
from pii_scanner.release.manifest import read_manifest
from pii_scanner.release.verification import Verification, search_own, verify_files
from pii_scanner.sources.discover import discover
from recognizers.registry import identifies


def verify_release(
    folder: Path, against: Iterable[str | Path] = (), *, jobs: int = 1, watch: Watcher | None = None
) -> Verification:
    """Return the verification of a published release.

    With the sources in `against`, their values are looked for in every byte. Raises ConfigError when
    `folder` is no release, ReleaseRefused when a check fails, and SourceError when all passed but a source, or a table
    of it, could not be read.
    """
    watch = watch or Watcher()
    manifest = read_manifest(folder)
    try:
        files = [_copied(each, folder) for each in manifest["files"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            tr("The manifest of {name} is damaged: it does not say what was written.", name=folder)
        ) from error
    changed = changed_files(folder, manifest)
    for file, entry in zip(files, manifest["files"], strict=True):
        changed += changed_tables(file, entry) if file.database is not None else []
    unread: list[str] = []
    there = [file for file in files if file.database is not None or file.path.is_file()]
    with Workers(jobs) as workers:
        operators = manifest.get("operators", {})
        known = _known(list(against), files, operators, watch, unread, workers)
        watch.phase("verify", len(there))
        verification = verify_files(there, operators, known, watch.begun, means_of(workers))
    verification.settle(tr("files are those of the manifest"), changed)
    verification.failures += search_own(folder, known)
    refuse(verification)
    if unread:
        raise SourceError(
            tr(
                "All checks passed, but values of what could not be read were not looked for. {reasons}",
                reasons=" ".join(dict.fromkeys(unread)),
            )
        )
    return verification


def _copied(entry: Mapping[str, Any], folder: Path) -> CopiedFile:
    """Return a file of the manifest as the verification knows it."""
    tables = []
    for table in entry["tables"]:
        columns = tuple(
            ColumnPlan(
                column=each["column"],
                mode=each["mode"],
                operator=each["operator"],
                entity_types=tuple(each["entity_types"]),
                rules=tuple(Rule(kind, each["operator"]) for kind in each["entity_types"]),
                reason=each["reason"],
                explicit=bool(each.get("explicit")),
                kept_by_type=bool(each.get("kept_by_type")),
            )
            for each in table["columns"]
        )
        plan = TablePlan(entry["name"], table["table"], columns)
        staying = tuple((each.column, each.column) for each in columns if each.mode != DROP)
        tables.append(CopiedTable(table["table"], plan, staying, table["rows"]))
    if "database" in entry:
        return CopiedFile(entry["name"], Path(), tuple(tables), database=schema_of(entry))
    path = folder / entry.get("file", entry["name"])
    return CopiedFile(entry["name"], path, tuple(tables), inside=tuple(entry.get("inside", ())))


def _known(
    arguments: list[str | Path], files: list[CopiedFile], operators: Mapping[str, str], watch: Watcher,
    unread: list[str], workers: Workers,
) -> KnownValues:  # fmt: skip
    """Return the values of the sources' columns, except those that the release keeps on purpose: columns, and types inside
    texts (a note that is mostly an address may look like one).

    What cannot be read is added to `unread`, in sentences.
    """
    known = KnownValues()
    if not arguments:
        return known.seal()
    locations, problems = discover(arguments)
    unread += [problem.said for problem in problems if problem.severity == "error"]
    watch.phase("scan", len(locations))
    results = list(scan_locations(locations, None, workers, watch.rows, watch.begun))
    kept = {
        (file.name, column.column)
        for file in files
        for table in file.tables
        for column in table.plan.columns
        if column.mode in (KEEP, KNOWN) and column.explicit
    }
    # A copy whose name or kind changed is that of some source that has none under its own name.
    names = {result.location.copy_name for result in results}
    elsewhere = {column for name, column in kept if name not in names}
    here = {file.name for file in files}
    texts = {
        (file.name, column.column)
        for file in files
        for table in file.tables
        for column in table.plan.columns
        if column.mode == TEXT
    }
    tables: dict[tuple[str, str], list[ColumnPlan]] = {}
    copies = [file.database for file in files if file.database is not None]
    for result in results:
        for record in (each for each in result.records if not each.loose):
            name = result.location.copy_name
            mine = any(is_copy(each, result.location, record.table) for each in copies)
            stays = (name, record.column) in kept or (name not in here and record.column in elsewhere)
            there = () if mine or stays else record.types("column")
            types = tuple(filter(identifies, there))
            if (name, record.column) in texts:
                types = tuple(each for each in types if operators.get(each) != "keep")
            mode = WHOLE if types else KEEP
            decided = ColumnPlan(record.column, mode, "redact" if types else "keep", types, (), "")
            tables.setdefault((record.source, record.table), []).append(decided)
    plan = Plan(tuple(TablePlan(*place, tuple(columns)) for place, columns in tables.items()))
    bindings = Bindings({}, None)
    watch.phase("collect", len(locations))
    for result in results:
        watch.begun(result.location.name)
        unread += [problem.said for problem in result.problems if problem.severity == "error"]
        if (location := result.readable) is None:
            continue
        try:
            collect_location(location, plan, known, bindings, watch.rows)
        except SourceError as error:
            unread.append(str(error))
    for entity_type, values in bindings.doubtful.items():
        known.discard(sorted(values), entity_type)  # a surrogate may be the same
    return known.seal()
