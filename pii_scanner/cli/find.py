"""pii-scanner find"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr

if TYPE_CHECKING:
    from pii_scanner.jobs.find import Search


def build() -> click.Command:
    @click.argument("values", metavar="[VALUE...]", nargs=-1)
    @click.option(
        "--in",
        "sources",
        metavar="SOURCE",
        multiple=True,
        help=tr("Where to look: a path, a folder, a glob or a database URL; may be given several times."),
    )
    @click.option(
        "--inventory",
        type=click.Path(path_type=Path),
        help=tr("Look in the sources of the newest run of this inventory (the folder that scan wrote)."),
    )
    @click.option(
        "--kind",
        "entity_type",
        metavar="TYPE",
        help=tr("The entity type of the values; by default the types whose form they have."),
    )
    @options.form
    @options.choice
    @options.common
    def find(
        values: tuple[str, ...], sources: tuple[str, ...], inventory: Path | None, entity_type: str | None, form: str,
        include: tuple[str, ...], exclude: tuple[str, ...], quiet: bool, json_logs: bool,
    ) -> int:  # fmt: skip
        from pii_scanner.cli.console import Console
        from pii_scanner.jobs.find import find_values, known_sources

        if not sources and inventory is None:
            raise click.UsageError(
                tr("Say where to look: --in SOURCE, or --inventory OUT for the sources of its newest run.")
            )
        looked_in = [*sources, *(known_sources(inventory) if inventory is not None else ())]
        console = Console(quiet=quiet, json_logs=json_logs)
        given = values or _asked()
        with console.working():
            search = find_values(
                given, looked_in, entity_type=entity_type, watch=console, access=options.access(include, exclude)
            )
        _show(search, form)
        errors = [problem for problem in search.problems if problem.severity == "error"]
        for problem in errors:
            console.problem(problem.source, problem.table, problem.message)
        return 3 if errors else 0

    return options.build(
        "find",
        find,
        tr(
            "Find in which tables a person's values stand: cells, texts, names of files, sheets and columns. Without VALUE they are asked for, or read from standard input, one a line: others can see what stands in a command."
        ),
        "  pii-scanner find --in data/ --in sqlite:///portfolio.sqlite\n"
        "  pii-scanner find --inventory out < values.txt\n"
        "  pii-scanner find 13800138000 --kind CN_MOBILE --in data/",
    )


def _asked() -> tuple[str, ...]:
    """Return values from standard input, on a terminal from a prompt that shows nothing."""
    import sys

    if sys.stdin.isatty():
        return (click.prompt(tr("Value to look for"), hide_input=True, err=True),)
    return tuple(sys.stdin.read().splitlines())


def _show(search: Search, form: str) -> None:
    import json
    from dataclasses import asdict

    from pii_scanner.cli.tables import print_table

    if form == "json":
        places = [asdict(place) for place in search.places]
        problems = [asdict(problem) for problem in search.problems]
        document = {"places": places, "tables": search.tables, "rows": search.rows, "problems": problems}
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    where = {"cell": tr("whole cell"), "text": tr("in a text"), "name": tr("name")}
    if search.places:
        headers = [tr("Value"), tr("Source"), tr("Table"), tr("Column"), tr("Stands as"), tr("Rows")]
        rows = [
            (
                f"#{place.value}",
                place.source,
                place.table,
                place.column,
                where[place.where],
                f"{place.rows:,}" if place.rows else "",
            )
            for place in search.places
        ]
        print_table(headers, rows, right=(5,))
    print(
        tr(
            "Found at {count} places ({tables} tables, {rows} rows searched).",
            count=len(search.places),
            tables=search.tables,
            rows=f"{search.rows:,}",
        )
    )
