"""What no release may hold, whatever its policy says: combinations that undo the masking, and data that may not leave.

Each rule is a function of the planned tables and the policy that yields sentences; a new one is added to `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pii_scanner.config.policy import Policy
from pii_scanner.detection.header_hints import named_types
from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import KEEP, TEXT, ColumnPlan, TablePlan
from recognizers.registry import identifies, recognizer

_GONE = {"drop", "redact"}
_CARD = "CN_BANK_CARD"
# Operators that leave digits of a card, and those that hash it whole.
_TRUNCATING, _HASHING = {"truncate", "mask"}, {"pseudonymize"}
_WHOLE_PERSON = ("BIRTH_DATE", "SEX", "CN_ADDRESS")
# What is added to a column's name where its values are hashed: 手机号_md5.
_HASH_WORD = re.compile(
    r"[\s_\-(（]*(?:md5|sha-?\d*|hash(?:ed)?|digest|enc(?:rypted)?|加密|哈希|散列|摘要|密文)[)）]?\s*$", re.IGNORECASE
)

Rule = Callable[[Sequence[TablePlan], Policy], Iterator[str]]


def refuse_forbidden(tables: Sequence[TablePlan], policy: Policy, records: Iterable[ColumnRecord]) -> None:
    """Raise PolicyError, with the clause of every rule that the planned tables of an inventory's records break."""
    broken = [sentence for rule in RULES for sentence in rule(tables, policy)]
    kept = {(t.source, t.table, c.column) for t in tables for c in t.columns if c.mode == KEEP}
    for record in records:
        hashed = names_of_hashed(record) if (record.source, record.table, record.column) in kept else []
        if hashed:
            broken.append(
                tr(
                    "{column} holds hashed values of {types}: an unkeyed hash is undone by trying all values (PCI DSS 4.0.1, 3.5.1.1, of cards). Use pseudonymize, which has a key, or drop.",
                    column=f"{record.table}.{record.column}",
                    types=", ".join(hashed),
                )
            )
    if broken:
        raise PolicyError(" ".join(broken))


def names_of_hashed(record: ColumnRecord) -> list[str]:
    """Return the identifying types that the name of a column of hashed values speaks of."""
    if not record.hashed or record.entity_types:
        return []
    bare = _HASH_WORD.sub("", record.column)
    return sorted(filter(identifies, named_types(record.column) | named_types(bare)))


def _columns(tables: Iterable[TablePlan]) -> Iterator[tuple[str, ColumnPlan]]:
    return ((f"{table.table}.{each.column}", each) for table in tables for each in table.columns)


def _authentication_data(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """JR/T 0171-2020: C3 data and the authentication aids of C2 are not shared; PCI DSS 4.0.1, 3.3."""
    for name, column in _columns(tables):
        held = [each for each in column.entity_types if _is_authentication(each) and not _goes(column, each)]
        if held:
            yield tr(
                "{column} holds {types}, authentication data that leaves in no form (JR/T 0171-2020, class C3; PCI DSS 4.0.1, 3.3): use drop or redact, or switch the type off with `disable` if it is none.",
                column=name,
                types=", ".join(held),
            )


def _goes(column: ColumnPlan, entity_type: str) -> bool:
    """Return whether no value of a type is left in a column; inside a text, a type without a rule becomes a label."""
    if column.mode == TEXT:
        return all(rule.operator in _GONE for rule in column.rules if rule.entity_type == entity_type)
    return column.operator in _GONE


def _is_authentication(entity_type: str) -> bool:
    found = recognizer(entity_type)
    return found is not None and found.role == "authentication"


def _truncated_beside_hashed(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """PCI DSS 4.0.1, 3.5.1: whoever has both finds the digits between by trying them."""
    places: dict[str, list[str]] = {"truncated": [], "hashed": []}
    for name, column in _columns(tables):
        used = {rule.operator for rule in column.rules if rule.entity_type == _CARD}
        if used & _TRUNCATING:
            places["truncated"].append(name)
        if used & _HASHING:
            places["hashed"].append(name)
    if places["truncated"] and places["hashed"]:
        yield tr(
            "{truncated} would hold card numbers truncated and {hashed} the same hashed: both in one release give the digits between away (PCI DSS 4.0.1, 3.5.1). Use one of them, or tokenize, for all cards.",
            truncated=", ".join(places["truncated"]),
            hashed=", ".join(places["hashed"]),
        )


def _whole_person(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """Birth date, sex and full address tell most people apart, so a figure of the risk is asked for (GB/T 37964,
    de-identification guide, to be confirmed)."""
    if policy.risk is not None:
        return
    for table in tables:
        kept = {each: _kept(table, each) for each in _WHOLE_PERSON}
        if all(kept.values()):
            yield tr(
                "{table} would keep birth date, sex and full address together ({columns}): few people share all three. Generalize one of them, or set `risk` with them as quasi-identifiers (GB/T 37964, to be confirmed).",
                table=table.table,
                columns=", ".join(columns[0] for columns in kept.values()),
            )


def _kept(table: TablePlan, entity_type: str) -> list[str]:
    return [each.column for each in table.columns if each.mode == KEEP and entity_type in each.entity_types]


RULES: tuple[Rule, ...] = (_authentication_data, _truncated_beside_hashed, _whole_person)
