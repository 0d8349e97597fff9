"""All operators: every module of this package that defines one is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pii_scanner.config.documents import problem_of
from pii_scanner.config.policy import check_operators_with
from pii_scanner.i18n import tr
from pii_scanner.masking.operators.base import Operator, RowOperator
from pii_scanner.model.plan import Rule

ENTRY_POINTS = "pii_scanner.operators"


@cache
def operators() -> dict[str, type[Operator]]:
    """Return the operators by name."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{__package__}.{module.name}")
    kinds = (*Operator.__subclasses__(), *RowOperator.__subclasses__())
    found = {each.name: each for each in kinds if each is not RowOperator}
    found |= {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}
    return dict(sorted(found.items()))


def build_operator(name: str, parameters: dict[str, Any]) -> Operator:
    """Return the operator `name` with its parameters.

    Raises ValueError with one sentence when the name or a parameter is not known.
    """
    kind = operators().get(name)
    if kind is None:
        raise ValueError(
            tr("there is no operator {name}; known are {operators}", name=name, operators=", ".join(operators()))
        )
    try:
        return kind(parameters)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise ValueError(
                tr(
                    "operator {name} has no parameter {parameter}; it has {known}",
                    name=name,
                    parameter=where,
                    known=_named(kind),
                )
            ) from None
        if not where:
            raise ValueError(tr("operator {name}: {problem}", name=name, problem=problem_of(first))) from None
        raise ValueError(
            tr(
                "operator {name}, parameter {parameter}: {problem}",
                name=name,
                parameter=where,
                problem=problem_of(first),
            )
        ) from None


def _named(kind: type[Operator]) -> str:
    return ", ".join(kind.parameters_model.model_fields) or tr("nothing")


def may_reverse(rule: Rule) -> bool:
    """Return whether the key turns back what a rule did, or some of it: at paths of documents."""
    known = operators()
    names = (rule.operator, *build_operator(rule.operator, dict(rule.parameters)).inner)
    return any(known[each].reversible for each in names if each in known)


check_operators_with(build_operator)
