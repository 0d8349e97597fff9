"""The story of a scheduled job: scan, compare with the run before, publish releases, tell people."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

from pii_scanner.alerts.channels import Channel, channels
from pii_scanner.alerts.message import Message, paragraph
from pii_scanner.config.job import Job, MaskStep, load_job
from pii_scanner.config.settings import Settings, load_settings
from pii_scanner.detection.setup import using
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.jobs import job_status
from pii_scanner.jobs.job_status import JobStatus, last_status
from pii_scanner.jobs.lock import locked
from pii_scanner.jobs.mask import Release, mask_sources, refuse_expired
from pii_scanner.jobs.said import sentence_of, shown
from pii_scanner.jobs.scan import STATUS, Scan, scan_into
from pii_scanner.masking.bound import keys_for
from pii_scanner.masking.policies import policy_of
from pii_scanner.model.access import Access
from pii_scanner.model.extent import METADATA_ONLY
from pii_scanner.model.plan import Plan
from pii_scanner.model.watcher import Watcher
from pii_scanner.release.older import named, remove_killed, remove_older
from pii_scanner.sources.discover import discover
from pii_scanner.sources.reading import reading_as
from pii_scanner.version import VERSION

_LOCK = ".job.lock"
# The worst first: what a scheduler has to look at.
_WORST = (1, 2, 75, 4, 5, 3, 0)
_MOST_UNSENT = 50
_INTERRUPTED = 130


class JobWatcher(Watcher):
    """Hears how the steps of a job end."""

    def scanned(self, scan: Scan, folder: Path) -> None:
        """The sources were scanned; the reports are in `folder`."""

    def released(self, release: Release) -> None:
        """A release was published."""

    def skipped(self, folder: str) -> None:
        """Nothing changed since the release `folder` was made: there is no new one."""

    def removed(self, folder: Path) -> None:
        """An older release was deleted."""

    def failed(self, message: str, exit_code: int) -> None:
        """A step failed; the next ones go on."""


class PreparedJob:
    """A job whose alerts can be sent.

    Raises ConfigError for an address of an alert that cannot be used.
    """

    def __init__(self, job: Job, default_jobs: int = 1) -> None:
        self.job, self.jobs, self.settings = job, job.jobs or default_jobs, Settings()
        self.channels = channels(job.alert.to, job.alert.command) if job.alert else []

    def configure(self) -> None:
        """Read the settings file; raises ConfigError with file, line and key."""
        if self.job.settings:
            self.settings = load_settings(self.job.settings)

    def check(self) -> None:
        """Raise ConfigError or PolicyError for whatever would make a release of the job fail before data are read."""
        for step in self.job.mask:
            policy = policy_of(step.policy)
            refuse_expired(policy)
            keys_for(policy, Plan(()))
            refuse_within(step, step.sources or self.job.sources)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell people of an error that keeps the job from running at all; of one that runs already its own run tells."""
        try:
            yield
        except ConfigError as error:
            self._tell_of(error)
            raise

    def _tell_of(self, error: ConfigError) -> None:
        if self.job.alert and {"failed", "always"} & set(self.job.alert.when):
            message = Message(
                _title(self.job, [tr("a step failed")], error.exit_code), shown(str(error)), error.exit_code
            )
            for channel in self.channels:
                channel.send(message)

    def access(self, include: Sequence[str], exclude: Sequence[str]) -> Access:
        """Return what a step may touch; the job's patterns take the place of the settings file's."""
        return self.settings.access(tuple(include) or None, tuple(exclude) or None)


@contextmanager
def prepared(path: Path, default_jobs: int = 1) -> Iterator[PreparedJob]:
    """Yield the job at `path`, with its settings in use and its folder as the current one.

    Raises ConfigError for a job or settings file that cannot be used; people are told of the latter.
    """
    job = load_job(path)
    before = Path.cwd()
    os.chdir(path.resolve().parent)
    try:
        ready = PreparedJob(job, default_jobs)
        with ready.telling():
            ready.configure()
        with using(ready.settings.detection), reading_as(ready.settings.reading):
            yield ready
    finally:
        os.chdir(before)


def run_job(ready: PreparedJob, watch: JobWatcher | None = None) -> JobStatus:
    """Run a prepared job and return how it went; it stands in `job.json` of its inventory too.

    A step that fails does not keep the next from its work. Raises LockedError when the job is running already.
    """
    with locked(ready.job.inventory, _LOCK):
        return _Run(ready, watch or JobWatcher()).done()


def test_message(job: Job) -> Message:
    """Return the alert that a user sends to see whether it arrives."""
    return Message(
        tr("pii-scanner: test of the alerts of {job}", job=job.name), tr("Alerts of this job arrive here."), 0
    )


def missing_sources(job: Job) -> list[str]:
    """Return a sentence on every file or folder among the sources that is not there now; no database is asked."""
    local = [each for each in job.sources if "://" not in each and not each.startswith(("table:", "jdbc:"))]
    return [shown(problem.message) for problem in discover(local)[1]] if job.engine == "local" else []


def refuse_within(step: MaskStep, sources: Sequence[str]) -> None:
    """Raise ConfigError where releases would lie in a folder that is scanned: the next run would read them as sources."""
    folder = Path(step.release).parent.resolve()
    for source in sources:
        path = Path(source)
        if path.is_dir() and folder.is_relative_to(path.resolve()):
            raise ConfigError(
                tr("The releases {name} would lie in the source {source}: name a folder outside of it.", name=step.release, source=source)
            )  # fmt: skip


class _Run:
    """One run of a job, from its lock to its exit code."""

    def __init__(self, ready: PreparedJob, watch: JobWatcher) -> None:
        self.ready, self.job, self.watch = ready, ready.job, watch
        self.path = ready.job.inventory / STATUS
        self.last = last_status(self.path)
        self.now = datetime.now().astimezone()
        self.status = JobStatus(
            job=ready.job.name, started=_utc(), settled=dict(self.last.get("settled") or {}),
            unsent=list(self.last.get("unsent") or []),
        )  # fmt: skip
        self.codes: list[int] = []

    def done(self) -> JobStatus:
        self.status.write(self.path)
        try:
            self._step(self._scan)
            self.status.write(self.path)
            for step in self.job.mask:
                self._step(partial(self._mask, step), step)
            self._tell()
            self.status.state, self.status.exit_code = "done", self._worst()
        except BaseException as stop:
            code = getattr(stop, "code", None)
            self.status.state, self.status.exit_code = "stopped", code if isinstance(code, int) else _INTERRUPTED
            raise
        finally:
            self.status.finished = _utc()
            self.status.write(self.path)
        return self.status

    def _worst(self) -> int:
        return min(self.codes or [0], key=_WORST.index)

    def _step(self, work: Callable[[], int], step: MaskStep | None = None) -> None:
        """Do a part of the job; what goes wrong with it is said, and the others go on."""
        try:
            self.codes.append(work())
        except Exception as error:
            message, code = sentence_of(error)
            message = shown(message)
            self.codes.append(code if code in _WORST else 1)
            self.watch.failed(message, code)
            self.status.failures.append(message)
            if step is not None:
                self.status.releases.append(job_status.Release(str(step.policy), "", "failed", code, message))
            else:
                self.status.settled.clear()  # what changed is not known

    def _scan(self) -> int:
        how = self.job.scan
        result = scan_into(
            self.job.sources,
            self.job.inventory,
            sample=METADATA_ONLY if how.metadata_only else how.sample,
            jobs=self.ready.jobs,
            watch=self.watch,
            suppressions=self.ready.settings.suppressions if self.job.settings else None,
            access=self.ready.access(self.job.include, self.job.exclude),
            full=how.full,
            engine=self.job.engine,
        )
        self.status.run_id = result.inventory.run.run_id
        self.status.new = [list(place) for place in result.appeared]
        errors = (problem for problem in result.inventory.problems if problem.severity == "error")
        self.status.problems = [shown(problem.said) for problem in errors]
        if result.changed or result.before != self.last.get("run_id"):
            # Another run into the folder may have seen the change that this one does not.
            self.status.settled.clear()
        self.watch.scanned(result, self.job.inventory)
        return 5 if how.fail_on_new and result.appeared else 3 if result.inventory.has_errors else 0

    def _mask(self, step: MaskStep) -> int:
        policy = policy_of(step.policy)
        refuse_within(step, step.sources or self.job.sources)
        made_of = f"{VERSION} {policy.fingerprint()}"
        of, newest = self.status.settled.get(step.release, ["", ""])
        if step.when == "changed" and of == made_of:
            self.watch.skipped(newest)
            self.status.releases.append(job_status.Release(str(step.policy), newest, "unchanged"))
            return 0
        values = {"date": f"{self.now:%Y-%m-%d}", "time": f"{self.now:%H%M%S}", "run": self.status.run_id or f"{self.now:%Y%m%dT%H%M%S%f}"}  # fmt: skip
        folder = Path(named(step.release, **values))
        remove_killed(step.release)
        release = mask_sources(
            step.sources or self.job.sources,
            policy,
            folder,
            jobs=self.ready.jobs,
            watch=self.watch,
            access=self.ready.access(
                self.job.include if step.include is None else step.include,
                self.job.exclude if step.exclude is None else step.exclude,
            ),
            database_as=step.database_as,
            into=None if step.into is None else named(step.into, **values),
            engine=self.job.engine,
        )
        self.watch.released(release)
        left_out = [shown(problem["message"]) for problem in release.manifest["left_out"]]
        told = job_status.Release(str(step.policy), str(folder), "published", 3 if left_out else 0, left_out=left_out)
        self.status.releases.append(told)
        if set(left_out) <= set(self.status.problems):
            self.status.settled[step.release] = [made_of, str(folder)]
        for older in remove_older(step.release, step.keep, policy.recipient.name) if step.keep else ():
            self.watch.removed(older)
            told.removed.append(str(older))
        return told.exit_code

    def _tell(self) -> None:
        """Tell people what the job's file says they are told of; what reaches nobody is told by the next run."""
        alert = self.job.alert
        if alert is None:
            return
        message = self._message()
        if message is None:
            return
        for channel in self.ready.channels:
            self.status.alerts[channel.name] = self._sent(channel, message)
        if any(self.status.alerts.values()):
            self.status.unsent = []
        else:
            self.status.unsent = [*message.body.splitlines()][:_MOST_UNSENT]

    def _sent(self, channel: Channel, message: Message) -> bool:
        sent = channel.send(message)
        if not sent:
            said = tr("The alert could not be sent by {channel}.", channel=channel.name)
            self.codes.append(1)
            self.watch.failed(said, 1)
            self.status.failures.append(said)
        return sent

    def _message(self) -> Message | None:
        """Return the alert of this run; None where there is nothing that people asked to be told."""
        status, when = self.status, set(self.job.alert.when if self.job.alert else ())
        known = {*(self.last.get("problems") or ()), *_left_out_of(self.last)}
        problems = list(
            dict.fromkeys([*status.problems, *(said for each in status.releases for said in each.left_out)])
        )
        fresh = [problem for problem in problems if problem not in known]
        reasons = []
        if "new" in when and status.new:
            reasons.append(tr("new personal information"))
        if "problem" in when and fresh:
            reasons.append(tr("sources not read"))
        if "failed" in when and status.failures:
            reasons.append(tr("a step failed"))
        if not reasons and "always" not in when and not status.unsent:
            return None
        title = _title(self.job, reasons, self._worst())
        new = [
            tr("{table}.{column} in {source} holds {type}", source=source, table=table, column=column, type=tr(kind))
            for source, table, column, kind in status.new
        ]
        published = [each.folder for each in status.releases if each.state == "published"]
        lines = [
            *paragraph(tr("New personal information"), new),
            *paragraph(tr("Not read"), problems),
            *paragraph(tr("Failed"), status.failures),
            *paragraph(tr("Releases"), published),
            tr("Report: {path}", path=(self.job.inventory / "report.html").resolve()),
        ]
        if status.unsent:
            lines += ["", tr("From an earlier run, of which nobody could be told:"), *status.unsent]
        return Message(title, "\n".join(lines), self._worst())


def _title(job: Job, reasons: Sequence[str], exit_code: int) -> str:
    told = ", ".join(reasons) or tr("done")
    return tr("pii-scanner: {job}: {reasons} (exit code {code})", job=job.name, reasons=told, code=exit_code)


def _left_out_of(last: dict[str, object]) -> Iterator[str]:
    releases = last.get("releases")
    for each in releases if isinstance(releases, list) else ():
        yield from each.get("left_out") or () if isinstance(each, dict) else ()


def _utc() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
