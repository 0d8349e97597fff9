"""pii-scanner inventory decide and inventory decisions"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pii_scanner.cli import options
from pii_scanner.cli.outputs import OUT, database_of
from pii_scanner.i18n import tr

if TYPE_CHECKING:
    from pii_scanner.model.decisions import Decision


def decide() -> click.Command:
    @OUT
    @click.argument("column", metavar="TABLE.COLUMN")
    @click.option(
        "--accept", multiple=True, metavar="TYPE", help=tr("The column holds this entity type, found or not.")
    )
    @click.option("--reject", multiple=True, metavar="TYPE", help=tr("The column does not hold this entity type."))
    @click.option("--level", type=click.IntRange(1, 5), help=tr("The sensitivity of the column."))
    @click.option(
        "--withdraw",
        multiple=True,
        metavar="TYPE|level",
        help=tr("End an earlier decision: the scan's word counts again."),
    )
    @click.option("--reason", required=True, help=tr("Why; it stands in the reports."))
    @click.option("--author", required=True, help=tr("Who decides."))
    @click.option(
        "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=tr("The last day on which it counts.")
    )
    @click.option("--source", help=tr("The source, where several have this column."))
    def command(
        out: Path,
        column: str,
        accept: tuple[str, ...],
        reject: tuple[str, ...],
        level: int | None,
        withdraw: tuple[str, ...],
        reason: str,
        author: str,
        until: datetime | None,
        source: str | None,
    ) -> int:
        from pii_scanner.jobs.decide import Choices, decide

        choices = Choices(accept, reject, level, withdraw)
        decisions = decide(
            database_of(out),
            column,
            choices,
            reason=reason,
            author=author,
            until=until.date() if until else None,
            source=source,
        )
        for each in decisions:
            print(f"{each.table}.{each.column} ({each.source}): {_what(each)}")
        return 0

    return options.build(
        "decide", command,
        tr("Accept or reject an entity type of a column, or set its sensitivity; later scans keep it."),
        "  pii-scanner inventory decide out 客户.编号 --reject CN_BANK_CARD --reason '内部编号' --author 张三\n"
        "  pii-scanner inventory decide out 客户.备用 --accept CN_MOBILE --level 4 --reason '已抽查' --author 张三\n"
        "  pii-scanner inventory decide out 客户.编号 --withdraw CN_BANK_CARD --reason '编号规则已变' --author 李四",
    )  # fmt: skip


def decisions() -> click.Command:
    @OUT
    @click.option("--history", "whole", is_flag=True, help=tr("Also those that were replaced or withdrawn."))
    def command(out: Path, whole: bool) -> int:
        from pii_scanner.cli.tables import print_table
        from pii_scanner.inventory.decisions import history
        from pii_scanner.model.decisions import last_words

        past = history(database_of(out))
        last = last_words(past)
        rows = [
            (
                each.source, f"{each.table}.{each.column}" if each.table else each.column, _what(each),
                _standing(each, last), each.author, each.reason, each.decided[:10], each.until or "",
            )
            for each in past
            if whole or each in last
        ]  # fmt: skip
        if rows:
            headers = [
                tr("Source"),
                tr("Column"),
                tr("Decision"),
                tr("State"),
                tr("Author"),
                tr("Reason"),
                tr("Decided"),
                tr("Until"),
            ]
            print_table(headers, rows)
        else:
            print(tr("Nothing was decided."))
        return 0

    return options.build(
        "decisions", command, tr("List the decisions and suppressions kept in an inventory."),
        "  pii-scanner inventory decisions out\n  pii-scanner inventory decisions out --history",
    )  # fmt: skip


def _what(decision: Decision) -> str:
    """Return the decision in a few words."""
    from pii_scanner.model.decisions import ACCEPTED, LEVEL, REJECTED

    what = decision.entity_type or tr("all types")
    if decision.state == ACCEPTED:
        return tr("{type} accepted", type=what)
    if decision.state == REJECTED:
        return tr("{type} rejected", type=what)
    if decision.state == LEVEL:
        return tr("level {level}", level=decision.level)
    return tr("withdrawn: {what}", what=decision.entity_type or tr("Level"))


def _standing(decision: Decision, last: list[Decision]) -> str:
    from pii_scanner.model.decisions import SUPPRESSION, WITHDRAWN

    if decision.state == WITHDRAWN:
        return ""
    if decision not in last:
        return tr("no longer")
    if decision.ended():
        return tr("expired")
    return tr("in force (suppression)") if decision.origin == SUPPRESSION else tr("in force")
