"""Which operator the values of each entity type get in a planned column, paths inside JSON documents included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pii_scanner.config.policy import Policy
from pii_scanner.detection.header_hints import named_types
from pii_scanner.masking.json_paths import last_name
from pii_scanner.masking.operators.json import Json, PathRule
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.model.plan import DROP, KEEP, TEXT, ColumnPlan

GONE = frozenset({"drop", "redact"})


def uses(column: ColumnPlan, policy: Policy) -> set[tuple[str, str]]:
    """Return (entity type, operator) for all that a column is known to hold; what leaves as a whole is none."""
    if column.mode == DROP:
        return set()
    if column.mode == KEEP:
        return {(each, "keep") for each in column.entity_types}
    paths = json_paths(column)
    if paths is not None:
        return set(_in_documents(column, paths, policy))
    found = {(rule.entity_type, rule.operator) for rule in column.rules}
    if column.mode == TEXT:
        return found
    # A rule for the column is for all its cells, whatever each is.
    return found | {(each, column.operator) for each in column.entity_types if column.explicit}


def json_paths(column: ColumnPlan) -> Mapping[str, PathRule] | None:
    """Return the rule of every path of a column of JSON documents, None for any other column."""
    if column.operator != Json.name or not column.rules:
        return None
    operator = build_operator(column.rules[0].operator, dict(column.rules[0].parameters))
    assert isinstance(operator, Json)
    paths: Mapping[str, PathRule] = operator.parameters.paths
    return paths


def _in_documents(column: ColumnPlan, paths: Mapping[str, PathRule], policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what paths and the rest of a document do; a path whose key says nothing may hold what no other path names."""
    told: set[str] = set()
    silent: list[str] = []
    for path, rule in paths.items():
        name = last_name(path)
        types = {rule.entity_type} if rule.entity_type else named_types(name) if name else frozenset[str]()
        told |= types
        yield from ((each, rule.operator) for each in types)
        if not types:
            silent.append(rule.operator)
    for entity_type in column.entity_types:
        if entity_type not in told:
            yield from ((entity_type, operator) for operator in silent if operator != "text")
            spec = policy.entities.get(entity_type)
            yield entity_type, spec.operator if spec is not None and spec.operator != "text" else "redact"
