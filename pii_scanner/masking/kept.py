"""What a plan warns of among the values that stay: identifiers beside what stands for them, what tells people apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pii_scanner.config.policy import Policy
from pii_scanner.i18n import tr
from pii_scanner.masking.uses import uses
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import KEEP, ColumnPlan, TablePlan
from recognizers.registry import identifies, recognizer

# Operators whose results stand for a value: whoever has the value beside one knows whose it is everywhere.
STANDING_FOR = {"pseudonymize", "surrogate", "tokenize", "encrypt"}

# What a column of codes is called, also by first letters (khbh: 客户编号), and what is only called so: the number of a line.
_CODE = re.compile(
    r"(?:编号|编码|代码|号|号码|(?:^|[^A-Za-z])(?:id|no|num|number|code|key|sn|uuid|guid)|(?<=[a-z])(?:Id|ID|No|Code|Key))$|^uuid"
    r"|(?:^|_)[a-z]{1,6}(?:bh|hm|dm|bm)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"序号|行号|^(?:row|line|seq)_?(?:no|num|number|id)?$|^(?:no|id)$", re.IGNORECASE)
_NUMBERING = re.compile(r"(?:编号|号码|代码|号)|(?:record_?)?(?:id|no|num|number|code|key)", re.IGNORECASE)
_OWN_VALUE, _FEW_ROWS = 0.95, 20


def kept_warnings(tables: Sequence[TablePlan], policy: Policy) -> list[str]:
    """Return a sentence for all that stays and, with other columns, tells who somebody is."""
    return [*_kept(tables), *_beside_replacements(tables, policy), *_together(tables, policy)]


def _kept(tables: Sequence[TablePlan]) -> Iterator[str]:
    """One sentence for all columns that the policy keeps, one for those that describe persons and no rule names."""
    kept = [
        (name, each)
        for name, each in named_columns(tables)
        if each.mode == KEEP and each.entity_types and (each.explicit or any(map(describes, each.entity_types)))
    ]
    for explicit in (True, False):
        mine = [(name, each) for name, each in kept if each.explicit is explicit]
        if not mine:
            continue
        told = {
            "columns": shortened([name for name, _ in mine]),
            "types": ", ".join(dict.fromkeys(kind for _, each in mine for kind in each.entity_types)),
        }
        if explicit:
            yield tr("Kept because the policy says so: {columns} ({types}).", **told)
        else:
            yield tr(
                "Kept, since no rule names it: {columns} ({types}). With other columns it may point to a person.",
                **told,
            )


def shortened(names: Sequence[str], most: int = 30) -> str:
    """Return names as a list that ends with … if there are many."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def keeps_persons(table: TablePlan, policy: Policy) -> bool:
    """Return whether a table keeps what identifies its persons: then nothing else of a row tells who they are."""
    return any(op == "keep" and identifies(kind) for each in table.columns for kind, op in uses(each, policy))


def named_columns(tables: Sequence[TablePlan]) -> Iterator[tuple[str, ColumnPlan]]:
    """Yield `table.column`, behind its source where several have a table of that name, and its plan."""
    names = _told_apart(tables)
    return (
        (f"{name}.{each.column}", each) for name, table in zip(names, tables, strict=True) for each in table.columns
    )


def _told_apart(tables: Sequence[TablePlan]) -> list[str]:
    """Return the names of tables; of those that several sources have (Sheet1) with the source."""
    sources: dict[str, set[str]] = {}
    for each in tables:
        sources.setdefault(each.table, set()).add(each.source)
    return [each.table if len(sources[each.table]) == 1 else f"{each.source} {each.table}" for each in tables]


def _together(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """A column that describes persons has its own warning; several in one table are quasi-identifiers together."""
    measured = set(policy.risk.quasi_identifiers) if policy.risk is not None else set()
    for name, table in zip(_told_apart(tables), tables, strict=True):
        kept = [
            each.column for each in table.columns if any(op == "keep" and describes(t) for t, op in uses(each, policy))
        ]
        left = [each for each in kept if each not in measured]
        if len(kept) > 1 and left:
            yield tr(
                "{table} keeps {columns} together, quasi-identifiers of a person that no figure of the risk covers: name them under `risk`, generalize or drop them.",
                table=name,
                columns=", ".join(left),
            )


def describes(entity_type: str) -> bool:
    """Return whether a value of a type describes a person without naming him."""
    found = recognizer(entity_type)
    return found is not None and found.role == "attribute"


def _beside_replacements(tables: Sequence[TablePlan], policy: Policy) -> list[str]:
    """Return a warning for each identifying type that is kept in one place and replaced by a key in another."""
    types = dict.fromkeys(kind for table in tables for each in table.columns for kind, _ in sorted(uses(each, policy)))
    found = []
    for entity_type in filter(identifies, types):
        kept, replaced = kept_and_replaced(tables, policy, entity_type)
        if kept and replaced:
            found.append(
                tr(
                    "{kept} keeps {type}, and {replaced} replaces it: where both hold the same value, the release is refused, for the value would tell whose the replacement is.",
                    kept=", ".join(kept),
                    type=entity_type,
                    replaced=", ".join(replaced),
                )
            )
    return found


def kept_and_replaced(tables: Sequence[TablePlan], policy: Policy, entity_type: str) -> tuple[list[str], list[str]]:
    """Return the columns that keep values of a type, and those in which something that stands for them is left."""
    used = [
        (name, {op for kind, op in uses(column, policy) if kind == entity_type})
        for name, column in named_columns(tables)
    ]
    return [name for name, ops in used if "keep" in ops], [name for name, ops in used if ops & STANDING_FOR]


def code_warnings(tables: Sequence[TablePlan], records: Iterable[ColumnRecord], policy: Policy) -> list[str]:
    """Return a sentence for tables of persons that keep a code of which every row has its own: a number of a customer
    that no recognizer knows leads to him, and joins the copies of two recipients."""
    own = {(each.source, each.table, each.column) for each in records if _has_own_codes(each)}
    found: list[str] = []
    for name, table in zip(_told_apart(tables), tables, strict=True):
        persons = any(map(identifies, (kind for each in table.columns for kind in each.entity_types)))
        if persons and not keeps_persons(table, policy):
            found += [
                f"{name}.{each.column}"
                for each in table.columns
                if each.mode == KEEP and not each.explicit and (table.source, table.table, each.column) in own
            ]
    if not found:
        return []
    return [
        tr(
            "Kept, and in every row a code of its own: {columns}. By it the copies of two recipients can be joined, and whoever has the code elsewhere knows whose row it is. Pseudonymize or drop it, or keep it by name.",
            columns=shortened(found),
        )
    ]


def names_codes(column: str) -> bool:
    """Return whether a column is called after numbers or codes of things, and not after its lines."""
    return _CODE.search(column.strip()) is not None and _COUNTED.search(column.strip()) is None


def numbers_lines(record: ColumnRecord) -> bool:
    """Return whether a column numbers the lines of its table and nothing else: 编号 from 1 to n."""
    return record.numbered and _NUMBERING.fullmatch(record.column.strip()) is not None


def has_own_values(record: ColumnRecord) -> bool:
    """Return whether nearly every one of many rows has a value of its own."""
    filled = record.rows - record.nulls
    return filled >= _FEW_ROWS and record.distinct >= _OWN_VALUE * filled


def _has_own_codes(record: ColumnRecord) -> bool:
    return names_codes(record.column) and not numbers_lines(record) and has_own_values(record)
