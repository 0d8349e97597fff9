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
from pii_scanner.masking.json_paths import last_name
from pii_scanner.masking.kept import kept_and_replaced, named_columns
from pii_scanner.masking.uses import GONE, json_paths, uses
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import KEEP, TEXT, ColumnPlan, TablePlan
from recognizers.registry import identifies, recognizer

_CARD = "CN_BANK_CARD"
# Operators that leave digits of a card, and those that hash it whole.
_TRUNCATING, _HASHING = {"truncate", "mask"}, {"pseudonymize"}
# What tells people apart together, and the types that hold each: a resident ID holds birth date and sex.
_WHOLE_PERSON = (("BIRTH_DATE", "CN_RESIDENT_ID"), ("SEX", "CN_RESIDENT_ID"), ("CN_ADDRESS",))
# What is added to a column's name where its values are hashed: 手机号_md5.
_HASH_WORD = re.compile(
    r"[\s_\-(（]*(?:md5|sha-?\d*|hash(?:ed)?|digest|enc(?:rypted)?|加密|哈希|散列|摘要|密文)[)）]?\s*$", re.IGNORECASE
)

# Names of what is hashed, or only looks so, and is no person's: files, rows, requests, versions, signatures.
_NOBODYS = re.compile(
    r"uu?id|guid|trace|span|req(?:uest)?_?id|session|commit|(?<![a-z])git(?![a-z])|revision|(?<![a-z])rev(?![a-z])|etag|check_?sum|(?<![a-z])crc|sign(?:ature)?(?![a-z])"
    r"|file|attach|image|(?<![a-z])img|photo|blob|object|(?<![a-z])oss(?![a-z])|build|version|nonce|salt|(?:row|record|line)_?(?:hash|md5|sha)|hash_?diff"
    r"|firmware|package|(?<![a-z])(?:pkg|apk|rom)(?![a-z])|content|payload|schema|(?<![a-z])sql(?![a-z])|固件|安装包|软件包|升级包|(?<!小)程序|脚本|镜像|配置"
    r"|(?:tx|block)_?hash|message_?id|msg_?id|batch|event_?id|evt_?id|log_?id|task_?id|job_?id|(?:order|trade|document|proc(?:ess)?_?inst(?:ance)?|flow)_?(?:id|no)(?![a-z])|签名|验签|校验|文件|附件|图片|影像|照片|版本|提交|行哈希|链路|流水|请求|会话|区块|随机|事件|日志|任务|订单|流程实例",
    re.IGNORECASE,
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


def hashes_somebody(record: ColumnRecord) -> bool:
    """Return whether a column holds nothing but hashes, of nobody knows what: its name speaks of nothing that is
    hashed otherwise."""
    return record.hashed and not record.entity_types and _NOBODYS.search(record.column) is None


def _authentication_data(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """JR/T 0171-2020: C3 data and the authentication aids of C2 are not shared; PCI DSS 4.0.1, 3.3."""
    for name, column in named_columns(tables):
        held = [each for each in column.entity_types if _is_authentication(each) and not _goes(column, each, policy)]
        if held:
            yield tr(
                "{column} holds {types}, authentication data that leaves in no form (JR/T 0171-2020, class C3; PCI DSS 4.0.1, 3.3): use drop or redact, or switch the type off with `disable` if it is none.",
                column=name,
                types=", ".join(held),
            )


def _goes(column: ColumnPlan, entity_type: str, policy: Policy) -> bool:
    """Return whether no value of a type is left in a column; inside a text, a type without a rule becomes a label."""
    paths = json_paths(column)
    if column.mode == TEXT:
        return all(rule.operator in GONE for rule in column.rules if rule.entity_type == entity_type)
    if paths is None:
        return column.operator in GONE
    # A path's operator is for whatever stands there, unless the path or the name it ends in says what that is.
    others = [rule for path, rule in paths.items() if _may_hold(path, rule.entity_type, entity_type)]
    spec = policy.entities.get(entity_type)
    return all(rule.operator in {*GONE, "text"} for rule in others) and (
        spec is None or spec.operator in {*GONE, "text"}
    )


def _may_hold(path: str, told: str | None, entity_type: str) -> bool:
    types = {told} if told else named_types(last_name(path))
    return not types or entity_type in types


def _is_authentication(entity_type: str) -> bool:
    found = recognizer(entity_type)
    return found is not None and found.role == "authentication"


def _truncated_beside_hashed(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """PCI DSS 4.0.1, 3.5.1: whoever has both finds the digits between by trying them."""
    used = [
        (name, {operator for kind, operator in uses(column, policy) if kind == _CARD})
        for name, column in named_columns(tables)
    ]
    truncated = [name for name, operators in used if operators & _TRUNCATING]
    hashed = [name for name, operators in used if operators & _HASHING]
    if truncated and hashed:
        yield tr(
            "{truncated} would hold card numbers truncated and {hashed} the same hashed: both in one release give the digits between away (PCI DSS 4.0.1, 3.5.1). Use one of them, or tokenize, for all cards.",
            truncated=", ".join(truncated),
            hashed=", ".join(hashed),
        )


def _kept_beside_pseudonym(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """PCI DSS 4.0.1, 3.5.1: a stored card number is unreadable, and beside the whole number no pseudonym hides it."""
    for table in tables:
        kept, replaced = kept_and_replaced([table], policy, _CARD)
        if kept and replaced:
            yield tr(
                "{kept} would keep whole card numbers beside their replacements in {replaced}: each row tells which is which (PCI DSS 4.0.1, 3.5.1). Give both the same operator, or drop one.",
                kept=", ".join(kept),
                replaced=", ".join(replaced),
            )


def _whole_person(tables: Sequence[TablePlan], policy: Policy) -> Iterator[str]:
    """Birth date, sex and full address tell most people apart, so a figure of the risk is asked for (GB/T 37964,
    de-identification guide, to be confirmed). A figure over other columns says nothing of them."""
    measured = set(policy.risk.quasi_identifiers) if policy.risk is not None else set()
    for table in tables:
        kept = [_kept(table, types, policy) for types in _WHOLE_PERSON]
        if all(kept) and not all(measured.intersection(columns) for columns in kept):
            yield tr(
                "{table} would keep birth date, sex and full address together ({columns}): few people share all three. Generalize one of them, or set `risk` with all three as quasi-identifiers (GB/T 37964, to be confirmed).",
                table=table.table,
                columns=", ".join(dict.fromkeys(columns[0] for columns in kept)),
            )


def _kept(table: TablePlan, types: Sequence[str], policy: Policy) -> list[str]:
    return [each.column for each in table.columns if any((kind, "keep") in uses(each, policy) for kind in types)]


RULES: tuple[Rule, ...] = (_authentication_data, _truncated_beside_hashed, _kept_beside_pseudonym, _whole_person)
