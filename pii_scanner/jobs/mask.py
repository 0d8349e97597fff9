"""The story of a release: scan, plan, collect known values, write masked copies, verify, publish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pii_scanner.config.policy import Policy
from pii_scanner.engines.engine import Engine, engine_of
from pii_scanner.errors import PolicyError, ReleaseRefused, SourceError
from pii_scanner.i18n import tr
from pii_scanner.jobs.destination import Destination, destination
from pii_scanner.jobs.plan import resolved
from pii_scanner.jobs.scan import Clock
from pii_scanner.jobs.shown import Shown, shown_inventory, shown_plan
from pii_scanner.masking.bound import Bindings, keys_for
from pii_scanner.masking.collect import labels_of
from pii_scanner.masking.completions import completion_warnings, completions_for
from pii_scanner.masking.digests import Digests, Proven, passing_hashes, without_proven
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.old_columns import without_old_columns
from pii_scanner.masking.row_choice import row_policy
from pii_scanner.masking.text import TextMasker
from pii_scanner.memory import give_back
from pii_scanner.model.access import Access
from pii_scanner.model.inventory import Inventory
from pii_scanner.model.plan import Plan
from pii_scanner.model.table import Location, Problem
from pii_scanner.model.watcher import Watcher
from pii_scanner.release.copies import CopiedFile
from pii_scanner.release.manifest import manifest_of, operators_of, write_manifest
from pii_scanner.release.risk import exceeded
from pii_scanner.release.staging import refuse_existing, staging
from pii_scanner.release.verification import Verification, search_own
from pii_scanner.reports import write_release_report
from pii_scanner.sinks.packing import Packing
from pii_scanner.sources.hand import put_away
from pii_scanner.sources.table_logs import without_table_logs

# Of so many cells objects may hold much memory without need.
_MANY_CELLS = 1_000_000


@dataclass(frozen=True)
class Release:
    """A published release: where it is, what was found, what was done, and its manifest."""

    folder: Path
    inventory: Inventory
    plan: Plan
    manifest: dict[str, Any]


def mask_sources(
    arguments: Iterable[str | Path], policy: Policy, folder: Path, *, jobs: int = 1, watch: Watcher | None = None,
    access: Access | None = None,
    database_as: str | None = None, into: str | None = None, engine: str = "local",
) -> Release:  # fmt: skip
    """Publish verified masked copies of all sources as the release `folder`.

    Databases become packages of the form `database_as`, or the one database that was named a new schema `into` a server.
    `engine` is where batches run, "local" or "spark".

    A source, or a table of a database, that cannot be read is left out and named in the manifest. Raises ConfigError for an
    output that exists, PolicyError for columns without a rule, ReleaseRefused when the copies do
    not pass; then nothing stands under `folder`.
    """
    watch = watch or Watcher()
    refuse_existing(folder)
    refuse_expired(policy)
    keys_for(policy, Plan(()))  # one that is missing is said now, not after all was read
    goal = destination(database_as, into)
    clock = Clock()
    with engine_of(engine, jobs) as running:
        found, problems = running.discover(arguments, access)
        locations, folders = without_table_logs(found)
        logs = [_of_log(each) for each in folders]
        if logs and not locations:
            raise SourceError(tr("Nothing could be masked. {reasons}", reasons=" ".join(logs)))
        goal.refuse_sources(locations)
        running.expect(locations)
        watch.phase("scan", len(locations))
        return _published(locations, problems, policy, folder, goal, clock, running, watch, logs)


def _of_log(folder: str) -> str:
    return tr(
        "{folder}: left out, since a log of Delta Lake, Iceberg or Hudi is not true of masked copies. These are Parquet files, those of older versions of the table among them.",
        folder=folder,
    )


def _published(
    locations: Sequence[Location], problems: list[Problem], policy: Policy, folder: Path, goal: Destination,
    clock: Clock, engine: Engine, watch: Watcher, beforehand: Sequence[str],
) -> Release:  # fmt: skip
    results = list(engine.scan(locations, None, watch))
    inventory = clock.inventory(locations, results, problems)
    plan = resolved(inventory, policy, locations)
    if plan.conflicts:
        raise PolicyError(" ".join(shown_plan(plan).conflicts))
    give_back()
    keys = keys_for(policy, plan)
    bindings = Bindings(policy.entities, keys, row_policy(policy, keys), surnames=policy.surnames)
    known = KnownValues()
    suspects = passing_hashes(plan, inventory.columns)
    bindings.digests = Digests() if suspects else None
    bindings.completions = completions_for(inventory.columns)
    engine.begin(plan, policy, keys, bindings)
    readable = [location for result in results if (location := result.readable) is not None]
    left_out = [problem for problem in inventory.problems if problem.severity == "error"]
    watch.phase("collect", len(readable))
    readable = _collected(readable, plan, known, bindings, left_out, watch, engine)
    known.short.labels = labels_of(plan, bindings)
    bindings.seal()
    plan = without_old_columns(plan, bindings.newest, policy.retention)
    texts = TextMasker(bindings, known.seal())
    proven: Proven = {}
    for location in readable:
        engine.prove(location, plan, known, suspects, proven)
    plan = without_proven(plan, proven, policy.default)
    give_back()
    with goal.open() as publish, staging(folder) as partial:
        watch.phase("mask", len(readable))
        files = _copied(readable, plan, partial, goal, bindings, texts, left_out, watch, engine)
        put_away()  # the sources were read for the last time
        give_back(rings=sum(column.rows for column in inventory.columns) >= _MANY_CELLS)
        watch.phase("verify", len(files))
        searched = to_search(known, bindings, texts)
        verification = engine.verify(files, operators_of(policy), searched, watch)
        risks = engine.risks(files, policy.risk) if policy.risk else []
        if policy.risk:
            verification.settle(tr("re-identification risk is within the policy's limit"), exceeded(risks, policy.risk))
        refuse(verification)
        warnings = [
            *beforehand,
            *plan.warnings,
            *bindings.orders.warnings(plan, bindings.rows),
            *completion_warnings(bindings.completions),
            *(warning for file in files for warning in file.warnings),
        ]
        shown = Shown(replace(inventory, problems=(*inventory.problems, *left_out)))
        manifest = manifest_of(
            clock.run_id, clock.started.isoformat(timespec="seconds"), policy, keys.key_id if keys else None,
            files, left_out, warnings, risks, verification, lambda said: texts.scrub_sentence(shown.said(said)),
            engine.digest, texts.marks.stood,
        )  # fmt: skip
        write_manifest(manifest, partial)
        write_release_report(manifest, partial / "report.html")
        verification.failures += search_own(partial, known)
        refuse(verification)
        publish()
    return Release(folder, shown_inventory(inventory), shown_plan(plan), manifest)


def _collected(
    locations: Sequence[Location], plan: Plan, known: KnownValues, bindings: Bindings, left_out: list[Problem],
    watch: Watcher, engine: Engine,
) -> list[Location]:  # fmt: skip
    """Return the sources whose values are known now; one that went or changed since the scan is added to `left_out`."""
    found = []
    for location in locations:
        watch.begun(location.name)
        try:
            engine.collect(location, plan, known, bindings, watch)
            found.append(location)
        except SourceError as error:
            left_out.append(Problem(location.name, "", str(error)))
    return found


def refuse_expired(policy: Policy) -> None:
    """Raise PolicyError when the agreement with the recipient has ended."""
    expires = policy.recipient.expires
    if expires is not None and expires < date.today():
        raise PolicyError(
            tr("The agreement with {name} ended on {day}: renew it before anything is handed over.",
               name=policy.recipient.name, day=expires.isoformat())
        )  # fmt: skip


def refuse(verification: Verification) -> None:
    """Raise ReleaseRefused, naming file, table and column, when any check failed."""
    if verification.failures:
        raise ReleaseRefused(
            tr("The release is refused, nothing was published: {reasons}.", reasons="; ".join(verification.failures))
        )


def _copied(
    locations: Sequence[Location], plan: Plan, folder: Path, goal: Destination, bindings: Bindings,
    texts: TextMasker, left_out: list[Problem], watch: Watcher, engine: Engine,
) -> list[CopiedFile]:  # fmt: skip
    """Write all copies; a source that fails is added to `left_out`. Raises SourceError when none is left."""
    files: list[CopiedFile] = []
    where = (goal.form, goal.server, goal.address)
    with Packing(folder, {"manifest.json", "report.html"}, texts.scrub_name) as packing:
        for location in locations:
            watch.begun(location.name)
            try:
                files += engine.copy(location, plan, packing, bindings, texts, watch, *where)
            except SourceError as error:
                left_out.append(Problem(location.name, "", str(error)))
    if not files:
        reasons = " ".join(dict.fromkeys(problem.message for problem in left_out))
        raise SourceError(tr("Nothing could be masked. {reasons}", reasons=reasons).strip())
    return files


def to_search(known: KnownValues, bindings: Bindings, texts: TextMasker) -> KnownValues:
    """Return what no byte of the release may hold: known values and those found inside texts.

    A surrogate may equal another person's value by chance: it is no leak.
    """
    known.merge(texts.more_found)
    for entity_type, values in texts.found.items():
        known.add(sorted(values), entity_type)
    for entity_type, made in bindings.surrogates.items():
        known.discard([value for each in made for value in each], entity_type)
    known.discard_all(bindings.more_surrogates)
    return known.seal()
