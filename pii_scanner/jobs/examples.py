"""What a plan shows of each column beside the operator: an example on an invented value, and what to be careful of."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pyarrow as pa

from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import persons
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.base import RowOperator
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.operators.surrogate import SurrogateOperator
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import DROP, KEEP, TEXT, ColumnPlan, Plan, TablePlan
from recognizers.registry import identifies, names_nobody

_SEED = 417
_MOST_IN_A_NOTE = 3


@cache
def _values() -> Mapping[str, str]:
    """Return an invented value by entity type."""
    (person,) = persons(1, _SEED)
    birth = person.birth_date
    return {
        "PERSON": person.name,
        "CN_RESIDENT_ID": person.resident_id,
        "CN_MOBILE": person.mobile,
        "CN_BANK_CARD": person.bank_card,
        "CN_ADDRESS": person.address,
        "EMAIL_ADDRESS": person.email,
        "CN_VEHICLE_PLATE": person.plate,
        "EMPLOYER": person.employer,
        "ORGANIZATION": person.employer,
        "SEX": person.sex,
        "BIRTH_DATE": birth.isoformat(),
        "AGE": "37",
        "CN_LANDLINE": "010-55501234",
        "TELEPHONE": "+1 202-555-0132",
        "ID_DOCUMENT": "A123456(3)",
        "FOREIGN_ADDRESS": "12 Example Road, London",
        "ADDRESS_PART": "3栋",
        "BANK_ACCOUNT": "0200003109024512345",
        "IP_ADDRESS": "203.0.113.25",
        "MAC_ADDRESS": "02:00:5E:10:00:2A",
        "FINANCIAL_AMOUNT": "128456.75",
        "INCOME": "18350.00",
        "OVERDUE_DAYS": "96",
        "CREDIT_RATING": "B",
        "CONTRACT_NUMBER": "JK202600001234",
        "URL": "https://example.com/u?id=1",
        "WECHAT_ID": "wx_example2026",
        "QQ_NUMBER": "123456789",
        "SOCIAL_INSURANCE_NUMBER": "1100023456",
        "MEDICAL_RECORD_NUMBER": "ZY2600123",
        "STUDENT_NUMBER": "2026010123",
        "EMPLOYEE_NUMBER": "E10023",
        "DEVICE_ID": "9774d56d682e549c",
        "ONLINE_ACCOUNT": "user_example",
        "NICKNAME": "晴天",
        "SCHOOL": "某某大学",
    }


def with_examples(plan: Plan, policy: Policy) -> Plan:
    """Return a plan with the example and the cautions of every column.

    Examples are made with a key that is thrown away: they show the form, not what a release will hold.
    """
    bindings = Bindings(policy.entities, Keys(secrets.token_bytes(32), policy.recipient.name), surnames=policy.surnames)
    texts = TextMasker(bindings, KnownValues().seal())
    tables = tuple(
        TablePlan(
            table.source,
            table.table,
            tuple(
                replace(column, example=_example(column, bindings, texts), cautions=_cautions(column))
                for column in table.columns
            ),
        )
        for table in plan.tables
    )
    return replace(plan, tables=tables)


def _example(column: ColumnPlan, bindings: Bindings, texts: TextMasker) -> tuple[str, str] | None:
    """Return (before, after) for a value of the column's main type, None where there is nothing to show."""
    if column.mode == KEEP:
        return None
    value = _values().get(column.entity_types[0]) if column.entity_types else None
    if column.mode == TEXT:
        before = _note(column.entity_types)
        after = texts.mask([before])[0] if before else ""
        return (before, after) if before and after != before else None
    if column.mode == DROP:
        return (value, "") if value else None
    if not value or not column.rules:
        return None
    operator = bindings.of_rule(column.rules[0])
    by_row = isinstance(operator.operator, RowOperator) and operator.operator.by_row
    if operator.name == "json" or (by_row and not isinstance(operator.operator, SurrogateOperator)):
        return None  # one value alone shows nothing
    try:
        return value, str(operator.apply(pa.array([value], pa.string()))[0].as_py())
    except (ValueError, KeyError):
        return None


def _note(entity_types: Sequence[str]) -> str:
    """Return an invented text that holds values of the types, empty where none of them has one."""
    if {"PERSON", "CN_MOBILE"} & set(entity_types):
        return "客户{PERSON}来电{CN_MOBILE}，要求分期".format_map(_values())
    values = [_values()[each] for each in entity_types if each in _values()][:_MOST_IN_A_NOTE]
    return f"备注：{'，'.join(values)}" if values else ""


def _cautions(column: ColumnPlan) -> tuple[str, ...]:
    if column.mode == KEEP:
        if not column.entity_types:
            return ()
        if all(map(names_nobody, column.entity_types)):
            return (tr("kept: with other columns it may point to a person"),)
        return (tr("kept as it is"),)
    if column.mode == DROP:
        return (tr("not in the copy"),)
    found: list[str] = []
    for rule in column.rules:
        if rule.operator == "keep":
            found.append(tr("{type} inside it is kept", type=rule.entity_type))
            continue
        operator = build_operator(rule.operator, dict(rule.parameters))
        if operator.reversible:
            found.append(tr("the holder of the key can turn it back"))
        elif not operator.needs_key and rule.operator in _SHOWING and identifies(rule.entity_type):
            found.append(tr("without a key: what stays visible is the original's"))
    return tuple(dict.fromkeys(found))


_SHOWING = {"mask", "truncate", "generalize"}
