"""What a plan warns of where nothing is read from a value itself: two copies laid side by side, values counted, the same column elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pii_scanner.config.policy import Policy
from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.kept import STANDING_FOR, has_own_values, keeps_persons, names_codes, shortened
from pii_scanner.masking.row_choice import row_policy
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import DROP, KEEP, TEXT, WHOLE, ColumnPlan, TablePlan
from recognizers.registry import identifies

# Of so few different values, each of so many rows, the most frequent are known to anybody: 男, 汉族, 上海.
_FEW_VALUES, _ROWS_EACH = 50, 20
_MOST_NAMED = 6
_MEASURED = re.compile(r"float|double|real|decimal|numeric|number\(|money|date|time", re.IGNORECASE)
_Records = dict[tuple[str, str, str], ColumnRecord]


def comparing_warnings(tables: Sequence[TablePlan], records: Iterable[ColumnRecord], policy: Policy) -> list[str]:
    """Return a sentence for each way in which copies can be compared, with one another or with what is known elsewhere.

    Raises PolicyError where the policy limits the risk over columns that no table has.
    """
    of = {(each.source, each.table, each.column): each for each in records}
    unmeasured = _unmeasured(tables, policy)
    return [
        *unmeasured,
        *_in_order(tables, of, policy),
        *_counted(tables, of),
        *_elsewhere(tables),
        *_side_by_side([each for each in tables if not keeps_persons(each, policy)], of),
    ]


def _in_order(tables: Sequence[TablePlan], of: _Records, policy: Policy) -> Iterator[str]:
    rows = row_policy(policy, None)
    for table in tables:
        if not any(rule.order == "shuffled" for rule in rows.of(table.table)):
            continue
        numbering = [
            each.column for each in _passing(table) if (record := _record(of, table, each)) and record.numbered
        ]
        if numbering:
            yield tr(
                "{table} is shuffled, but {columns} number its rows: by them anybody puts the rows in order again. Drop or pseudonymize them.",
                table=table.table,
                columns=", ".join(numbering),
            )


def _unmeasured(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """Raises PolicyError where no table has any of the quasi-identifiers: nothing would be measured."""
    asked = policy.risk.quasi_identifiers if policy.risk is not None else []
    there = {each.column for table in tables for each in table.columns if each.mode != DROP}
    missing = [name for name in asked if name not in there]
    if missing and len(missing) == len(asked) and there:
        raise PolicyError(
            tr(
                "No table of the copy has any of the quasi-identifiers {names}: check their names under risk.",
                names=", ".join(missing),
            )
        )
    if missing:
        yield tr(
            "No table of the copy has the quasi-identifiers {names}: the risk is measured without them. Check their names under risk.",
            names=", ".join(missing),
        )


def _counted(tables: Sequence[TablePlan], of: _Records) -> Iterator[str]:
    for table in tables:
        few = [each.column for each in table.columns if _is_counted(each, _record(of, table, each))]
        if few:
            yield tr(
                "{table} replaces the values of {columns} one by one, but there are few of them: how often each stands tells which it is. Generalize or drop them.",
                table=table.table,
                columns=", ".join(few),
            )


def _is_counted(column: ColumnPlan, record: ColumnRecord | None) -> bool:
    if record is None or column.mode != WHOLE or column.operator not in STANDING_FOR:
        return False
    named = any(map(identifies, column.entity_types)) or names_codes(column.column)
    gcm = ("mode", "gcm") in column.rules[0].parameters
    filled = record.rows - record.nulls
    return not named and not gcm and 0 < record.distinct <= _FEW_VALUES and filled >= _ROWS_EACH * record.distinct


def _elsewhere(tables: Sequence[TablePlan]) -> Iterator[str]:
    """A number of a customer that is masked in one table and passes in another leaves all the same."""
    masked: dict[str, str] = {}
    for table in tables:
        for each in table.columns:
            if each.mode == WHOLE and each.explicit and names_codes(each.column):
                masked.setdefault(_same(each.column), f"{table.table}.{each.column}")
    for name, place in masked.items():
        passing = [
            f"{table.table}.{each.column}" for table in tables for each in _passing(table) if _same(each.column) == name
        ]
        if passing:
            yield tr(
                '{column} is masked, and {others} of the same name pass: what both hold leaves as it is, and tells whose row it is. Name them all, for example "*.{name}".',
                column=place,
                others=", ".join(passing),
                name=place.partition(".")[2],
            )


def _same(column: str) -> str:
    return re.sub(r"[\s_]", "", column).lower()


def _side_by_side(tables: Sequence[TablePlan], of: _Records) -> Iterator[str]:
    """Amounts, times and texts that every row has its own of are equal in the copies of two recipients."""
    own: list[str] = []
    texts = False
    for table in tables:
        if not any(map(identifies, (kind for each in table.columns for kind in each.entity_types))):
            continue
        for each in table.columns:
            record = _record(of, table, each)
            if record is None or each.mode == DROP or not has_own_values(record):
                continue
            texts |= each.mode == TEXT
            if _passes(each) and not names_codes(each.column) and _is_measured(record):
                own.append(f"{table.table}.{each.column}")
    if own:
        yield tr(
            "Nearly every row has its own value of {columns}: two recipients who lay their copies side by side find the same rows by it. Use generalize, shift or noise where that matters.",
            columns=shortened(own, _MOST_NAMED),
        )
    if texts:
        yield tr(
            "The words that stay in texts are the same in the copies of two recipients: drop such columns where nobody may compare them."
        )


def _is_measured(record: ColumnRecord) -> bool:
    """Return whether a column holds amounts or times."""
    return record.dated or "FINANCIAL_AMOUNT" in record.types() or _MEASURED.search(record.data_type) is not None


def _passing(table: TablePlan) -> list[ColumnPlan]:
    return list(filter(_passes, table.columns))


def _passes(column: ColumnPlan) -> bool:
    return column.mode == KEEP and not column.explicit


def _record(of: _Records, table: TablePlan, column: ColumnPlan) -> ColumnRecord | None:
    return of.get((table.source, table.table, column.column))
