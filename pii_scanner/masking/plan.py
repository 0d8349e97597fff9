"""From findings and a policy to one operator per column.

Order of rules: a column that the allow-list leaves out is dropped; a rule that names the column
decides; then the rules of the entity types found; then the policy's default. A column without
findings passes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pii_scanner.config.policy import OperatorSpec, Policy
from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.area_columns import rule_of_areas
from pii_scanner.masking.beside_ids import disagreeing_warnings, with_ids
from pii_scanner.masking.comparing import comparing_warnings
from pii_scanner.masking.forbidden import hashes_somebody, names_of_hashed, refuse_forbidden
from pii_scanner.masking.kept import code_warnings, kept_warnings
from pii_scanner.masking.operators.registry import operators
from pii_scanner.masking.row_choice import refuse_unfit_rows, row_warnings
from pii_scanner.masking.row_columns import refuse_impossible
from pii_scanner.model.inventory import ColumnRecord, Finding
from pii_scanner.model.places import fits
from pii_scanner.model.plan import DROP, KEEP, TEXT, WHOLE, ColumnPlan, Plan, Rule, TablePlan
from recognizers.registry import names_nobody, recognizers

# From this share of filled cells on, a column holds values of a type and nothing else.
_MOSTLY = 0.5
_OF_MODE = {"text": TEXT, "keep": KEEP, "drop": DROP}


class _Refused(Exception):
    """A column that no rule names, under `default: refuse`."""


def make_plan(columns: Iterable[ColumnRecord], policy: Policy) -> Plan:
    """Return one decision per column of an inventory.

    Raises PolicyError that names every column which no rule covers, under `default: refuse`.
    """
    columns = list(columns)
    tables: dict[tuple[str, str], list[ColumnPlan]] = {}
    refused: list[str] = []
    warnings: list[str] = []
    for record in columns:
        if record.loose:
            continue
        decisions = tables.setdefault((record.source, record.table), [])
        try:
            decided = replace(_decide(record, policy), data_type=record.data_type)
        except _Refused as error:
            refused.append(f"{record.table}.{record.column} ({record.source}): {error}")
            continue
        decisions.append(decided)
        if record.damaged and decided.mode in (WHOLE, TEXT):
            warnings.append(
                tr(
                    "{table}.{column}: {count} numbers lost their last digits in a spreadsheet; they are masked, but join only where one whole number of the package begins alike. Have them sent as text.",
                    table=record.table,
                    column=record.column,
                    count=f"{record.damaged:,}",
                )
            )
        if decided.mode == KEEP and not record.entity_types and record.not_excluded:
            warnings.append(
                tr(
                    "{table}.{column} passes, but what it holds could not be seen: hashed, encrypted or encoded values.",
                    table=record.table,
                    column=record.column,
                )
            )
    if refused:
        raise PolicyError(
            tr(
                "The policy names no rule for {count} columns: {columns}. Add rules under entities or columns, or set default to redact or drop.",
                count=len(refused),
                columns="; ".join(refused),
            )
        )
    warnings += _unused(policy, tables)
    planned = with_ids(TablePlan(*place, tuple(decided)) for place, decided in tables.items())
    refuse_impossible(planned)
    refuse_forbidden(planned, policy, columns)
    refuse_unfit_rows(planned, policy)
    warnings += disagreeing_warnings(planned)
    warnings += kept_warnings(planned, policy)
    warnings += code_warnings(planned, columns, policy)
    warnings += comparing_warnings(planned, columns, policy)
    warnings += row_warnings(planned, policy)
    return Plan(planned, tuple(warnings))


def _unused(policy: Policy, tables: dict[tuple[str, str], list[ColumnPlan]]) -> list[str]:
    """Return a warning for each rule that fits nothing: most likely a typing error."""
    known = {each.entity_type for each in recognizers()}
    strange = [
        tr("The policy's rule for the entity type {name} fits no recognizer.", name=name)
        for name in policy.entities
        if name not in known
    ]
    names = [(table, each.column) for (_, table), decided in tables.items() for each in decided]
    return strange + [
        tr("The policy's rule for {pattern} fits no column.", pattern=pattern)
        for pattern in policy.columns
        if not any(fits(pattern, table, column) for table, column in names)
    ]


def _column_rule(policy: Policy, table: str, column: str) -> tuple[str, OperatorSpec] | None:
    """Return the most specific rule that fits: fewest wildcards, then the longest."""
    fitting = [(pattern, spec) for pattern, spec in policy.columns.items() if fits(pattern, table, column)]
    return min(fitting, key=lambda each: (sum(map(each[0].count, "*?")), -len(each[0])), default=None)


def _decide(record: ColumnRecord, policy: Policy) -> ColumnPlan:
    types = tuple(dict.fromkeys(record.types()))
    sure = max((finding.confidence for finding in record.entity_types), default=0.0)
    main = _main(record)
    whole = main is not None and main.match_ratio >= _MOSTLY
    allowed = policy.allow is None or any(fits(p, record.table, record.column) for p in policy.allow)
    if not allowed:
        reason = tr("not on the policy's allow list")
        return ColumnPlan(record.column, DROP, "drop", types, (), reason, explicit=True, confidence=sure)
    named = _column_rule(policy, record.table, record.column)
    if named is not None:
        return _by_column_rule(record, policy, types, sure, main if whole else None, *named)
    if record.unreadable:
        if policy.default == "refuse":
            raise _Refused(tr("binary values that cannot be checked"))
        reason = tr("binary values that cannot be checked; default {default}", default=policy.default)
        return ColumnPlan(record.column, DROP, "drop", types, (), reason, confidence=sure)
    if policy.dates is not None and record.dated and not any(each in policy.entities for each in types):
        return _by_dates(record, policy.dates, types, sure)
    if (areas := rule_of_areas(record, policy)) is not None:
        spec, reason = areas
        return ColumnPlan(
            record.column, WHOLE, spec.operator, types, (_rule(spec, "CN_ADDRESS"),), reason, confidence=sure
        )
    if hashed := names_of_hashed(record):
        return _by_default(record, policy, ", ".join(hashed))
    if policy.hashes == "default" and hashes_somebody(record):
        if policy.default == "refuse":
            raise _Refused(
                tr(
                    "hashes of nobody knows what: of mobile numbers or IDs, anybody undoes them by trying all (PCI DSS 4.0.1, 3.5.1.1, of cards); drop or pseudonymize it, or keep it by name if they are of nobody"
                )
            )
        reason = tr("hashes of nobody knows what; default {default}", default=policy.default)
        return ColumnPlan(record.column, DROP, "drop", (), (), reason)
    if not record.entity_types:
        return ColumnPlan(record.column, KEEP, "keep", (), (), tr("no personal information found"))
    if all(_passes(each, policy) for each in types):
        return ColumnPlan(record.column, KEEP, "keep", types, (), tr("it names nobody by itself"), confidence=sure)
    return _by_entities(record, policy, types, sure, main if whole else None)


def _by_dates(record: ColumnRecord, spec: OperatorSpec, types: tuple[str, ...], sure: float) -> ColumnPlan:
    mode = _OF_MODE.get(spec.operator, WHOLE)
    rules = (_rule(spec, types[0] if types else ""),)
    return ColumnPlan(record.column, mode, spec.operator, types, rules, tr("a column of dates"), confidence=sure)


def _by_default(record: ColumnRecord, policy: Policy, types: str) -> ColumnPlan:
    """Drop a column of hashed identifiers, or refuse it: an unkeyed hash is undone by trying all values, as PCI DSS
    4.0.1, 3.5.1.1 has it of cards, and there are but 10^10 mobile numbers."""
    if policy.default == "refuse":
        raise _Refused(
            tr(
                "hashed values of {types}, which anybody undoes by trying all: pseudonymize or drop it",
                types=types,
            )
        )
    reason = tr("hashed values of {types}; default {default}", types=types, default=policy.default)
    return ColumnPlan(record.column, DROP, "drop", (), (), reason)


def _main(record: ColumnRecord) -> Finding | None:
    """Return the finding that most cells belong to."""
    whole = [finding for finding in record.entity_types if finding.kind == "column"]
    return max(whole, key=lambda finding: finding.match_ratio * finding.confidence, default=None)


def _by_column_rule(
    record: ColumnRecord,
    policy: Policy,
    types: tuple[str, ...],
    sure: float,
    main: Finding | None,
    pattern: str,
    spec: OperatorSpec,
) -> ColumnPlan:
    reason = tr("column rule {pattern}", pattern=pattern)
    mode = _OF_MODE.get(spec.operator, WHOLE)
    if mode == TEXT:
        rules = tuple(_rule(policy.entities[each], each) for each in types if each in policy.entities)
    else:
        rules = (_rule(spec, main.entity_type if main else ""),)
    return ColumnPlan(record.column, mode, spec.operator, types, rules, reason, explicit=True, confidence=sure)


def _by_entities(
    record: ColumnRecord, policy: Policy, types: tuple[str, ...], sure: float, main: Finding | None
) -> ColumnPlan:
    ordered = types if main is None else (main.entity_type, *(t for t in types if t != main.entity_type))
    ordered = tuple(each for each in ordered if not _passes(each, policy))
    main = main if main is not None and main.entity_type in ordered else None
    missing = [each for each in ordered if each not in policy.entities]
    # Inside a text that a rule covers, what no rule names becomes a label.
    whole = set(record.types("column")) if len(missing) < len(ordered) else set(ordered)
    refused = [each for each in missing if each in whole]
    if refused and policy.default == "refuse":
        raise _Refused(", ".join(refused))
    if missing and policy.default == "drop":
        reason = tr("no rule for {types}; default drop", types=", ".join(missing))
        return ColumnPlan(record.column, DROP, "drop", types, (), reason, confidence=sure)
    rules = tuple(
        _rule(policy.entities[each], each) if each in policy.entities else Rule(each, "redact") for each in ordered
    )
    reason = tr("entity rule {types}", types=", ".join(each for each in ordered if each in policy.entities))
    if missing:
        reason = tr("no rule for {types}: redacted", types=", ".join(missing))
    if main is None:
        return ColumnPlan(record.column, TEXT, "text", types, rules, reason, confidence=sure)
    operator = rules[0].operator
    mode = _OF_MODE.get(operator, WHOLE)
    kept = mode == KEEP
    if kept and any(rule.operator != "keep" for rule in rules):
        # What stays is told apart value by value from what does not: names beside resident IDs.
        return ColumnPlan(record.column, TEXT, "text", types, rules, reason, confidence=sure)
    return ColumnPlan(
        record.column, mode, operator, types, rules, reason, explicit=kept, kept_by_type=kept, confidence=sure
    )


def _passes(entity_type: str, policy: Policy) -> bool:
    """Return whether values of a type pass where the policy is silent: attributes, business data, organizations."""
    return entity_type not in policy.entities and names_nobody(entity_type)


def _rule(spec: OperatorSpec, entity_type: str) -> Rule:
    kind = operators().get(spec.operator)
    if kind is not None and entity_type in kind.unfit_types:
        raise PolicyError(
            tr(
                "{type} cannot be tokenized: it has too few values (NIST SP 800-38G asks for a million). Use {other} instead.",
                type=entity_type,
                other="encrypt, redact, drop",
            )
        )
    return Rule(entity_type, spec.operator, frozen_parameters(spec))


def frozen_parameters(spec: OperatorSpec) -> tuple[tuple[str, Any], ...]:
    """Return an operator's parameters as a value that can be compared and hashed."""
    return tuple(sorted((name, _frozen(value)) for name, value in spec.parameters.items()))


def _frozen(value: Any) -> Any:
    """Return lists as tuples, and mappings as tuples of pairs."""
    if isinstance(value, dict):
        return tuple(sorted((key, _frozen(each)) for key, each in value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value
