"""pii-scanner plan"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr

if TYPE_CHECKING:
    from pii_scanner.model.plan import RowCounts


def build() -> click.Command:
    @options.sources
    @options.policy
    @options.form
    @options.engine
    @options.choice
    @options.jobs
    @options.common
    def plan(
        sources: tuple[str, ...], policy: Path, form: str, include: tuple[str, ...], exclude: tuple[str, ...],
        engine: str, jobs: int, quiet: bool, json_logs: bool,
    ) -> int:  # fmt: skip
        import json

        from pii_scanner.cli.console import Console
        from pii_scanner.cli.tables import print_table
        from pii_scanner.jobs.plan import plan_sources
        from pii_scanner.masking.policies import policy_of

        console = Console(quiet=quiet, json_logs=json_logs)
        with console.working():
            inventory, decided = plan_sources(
                sources, policy_of(policy), jobs=jobs, watch=console, access=options.access(include, exclude),
                engine=engine,
            )  # fmt: skip
        if form == "json":
            print(json.dumps(decided.document(), ensure_ascii=False, indent=2))
        else:
            rows = [
                (
                    table.source,
                    table.table,
                    each.column,
                    ", ".join(map(tr, each.entity_types)) or "-",
                    each.operator,
                    each.reason,
                    " → ".join(each.example) if each.example else "",
                    "; ".join(each.cautions),
                )
                for table in decided.tables
                for each in table.columns
            ]
            print_table(
                [
                    tr("Source"),
                    tr("Table"),
                    tr("Column"),
                    tr("Holds"),
                    tr("Operator"),
                    tr("Why"),
                    tr("Example"),
                    tr("Caution"),
                ],
                rows,
            )
            if decided.rows:
                print()
                print_rows(decided.rows)
        for warning in (*decided.conflicts, *decided.warnings):
            console.warn(warning)
        for problem in inventory.problems:
            if problem.severity == "error":
                console.problem(problem.source, problem.table, problem.message)
        return 3 if inventory.has_errors else 0

    def print_rows(counts: Sequence[RowCounts]) -> None:
        """Print how many rows of each table the copy will have, and how many each rule excludes."""
        from pii_scanner.cli.tables import print_table

        rules = list(dict.fromkeys(rule for each in counts for rule, _ in each.excluded))
        emptied = any(each.emptied for each in counts)
        rows = []
        for each in counts:
            excluded = dict(each.excluded)
            about = "~" if each.about else ""
            figures = [f"{excluded.get(rule, 0):,}" for rule in rules]
            if each.about:
                figures[rules.index("sample")] = f"~{excluded['sample']:,}"
            more = [f"{each.emptied:,}"] if emptied else []
            rows.append((each.source, each.table, f"{each.rows:,}", *figures, *more, f"{about}{each.staying:,}"))
        headers = [tr("Source"), tr("Table"), tr("Rows"), *(tr("Excluded: {rule}", rule=rule) for rule in rules)]
        headers += [tr("Emptied: minors")] if emptied else []
        print_table([*headers, tr("Rows in the copy")], rows, right=range(2, len(headers) + 1))

    return options.build(
        "plan",
        plan,
        tr("Show what a policy would do to every column, and why. Writes nothing."),
        "  pii-scanner plan data/ --policy policy.yaml",
    )
