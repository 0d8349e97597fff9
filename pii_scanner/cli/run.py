"""pii-scanner run"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr

if TYPE_CHECKING:
    from pii_scanner.jobs.nightly import PreparedJob


def build() -> click.Command:
    @click.argument("job", metavar="JOB.yaml", type=click.Path(path_type=Path))
    @click.option(
        "--check", is_flag=True, help=tr("Only check the job file, its policies, keys and alerts; read no data.")
    )
    @click.option("--test-alert", is_flag=True, help=tr("Only send a test message the way alerts go."))
    @options.speech
    def run(job: Path, check: bool, test_alert: bool, quiet: bool, json_logs: bool) -> int:
        from pii_scanner.jobs.nightly import prepared

        with prepared(job, options.default_jobs()) as ready:
            if test_alert:
                return _test_alert(ready, quiet, json_logs)
            if check:
                ready.check()
                return _checked(ready, quiet, json_logs)
            return _run(ready, quiet, json_logs)

    return options.build(
        "run",
        run,
        tr("Run a scheduled job: scan, compare with the last run, publish releases, tell people."),
        "  pii-scanner config example job > nightly.yaml\n"
        "  pii-scanner run nightly.yaml --check\n"
        "  pii-scanner run nightly.yaml --quiet",
    )


def _run(ready: PreparedJob, quiet: bool, json_logs: bool) -> int:
    from pii_scanner.cli.job_console import JobConsole, log_file
    from pii_scanner.jobs.nightly import run_job

    with ready.telling(), ExitStack() as opened:
        log = opened.enter_context(log_file(ready.job.log)) if ready.job.log else None
        console = JobConsole(quiet=quiet, json_logs=json_logs, log=log)
        console.event("job", job=ready.job.name)
        with console.working():
            status = run_job(ready, console)
        console.show_steps()
        console.event("done", job=ready.job.name, run_id=status.run_id, exit_code=status.exit_code)
    return status.exit_code


def _checked(ready: PreparedJob, quiet: bool, json_logs: bool) -> int:
    from pii_scanner.cli.console import Console
    from pii_scanner.jobs.nightly import missing_sources

    console, job = Console(quiet=quiet, json_logs=json_logs), ready.job
    console.say(tr("Job {job}: {count} sources, inventory {inventory}.", job=job.name, count=len(job.sources), inventory=job.inventory))  # fmt: skip
    for step in job.mask:
        console.say(tr("Release {release} by the policy {policy}.", release=step.release, policy=step.policy))
    for channel in ready.channels:
        console.say(tr("Alerts go by {channel}.", channel=channel.name))
    for message in missing_sources(job):
        console.warn(message)
    console.say(tr("The job can run."))
    return 0


def _test_alert(ready: PreparedJob, quiet: bool, json_logs: bool) -> int:
    from pii_scanner.cli.console import Console
    from pii_scanner.jobs.nightly import test_message

    console, failed = Console(quiet=quiet, json_logs=json_logs), not ready.channels
    if failed:
        console.error(tr("The job names nobody to tell: add `alert` to its file."), 2)
        return 2
    for channel in ready.channels:
        if channel.send(test_message(ready.job)):
            console.say(tr("Sent by {channel}.", channel=channel.name))
        else:
            console.error(tr("The alert could not be sent by {channel}.", channel=channel.name), 1)
            failed = True
    return int(failed)
