"""Conditions on rows, written like the WHERE of SQL, as functions over Arrow columns.

Comparisons, IN, BETWEEN, LIKE, IS NULL, AND, OR, NOT over columns, numbers, texts and dates; nothing else is
understood, and nothing is ever executed. A blank cell is null, and null is not true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import errors, exp, parse

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.compared import compared, is_filled, text_of

Columns = Mapping[str, pa.Array]
Condition = Callable[[Columns], pa.Array]
_COMPARISONS: dict[type[exp.Expression], str] = {
    exp.EQ: "equal",
    exp.NEQ: "not_equal",
    exp.GT: "greater",
    exp.GTE: "greater_equal",
    exp.LT: "less",
    exp.LTE: "less_equal",
}
# A double holds so many digits of any number.
_DIGITS = 15


class _NotUnderstood(Exception):
    """The part of a condition that is none of those above, by its name."""


def columns_of(where: str) -> list[str]:
    """Return the columns that a condition names, in their order; raises PolicyError as `condition_of` does."""
    return list(dict.fromkeys(_named(_parsed(where))))


def _named(tree: exp.Expression) -> Iterator[str]:
    for column in tree.find_all(exp.Column, bfs=False):
        yield column.name


def condition_of(where: str) -> Condition:
    """Return the condition as a function from columns by name to booleans, null where it is unknown.

    Raises PolicyError for what cannot be parsed or is not understood.
    """
    tree = _parsed(where)
    try:
        return _condition(tree)
    except _NotUnderstood as error:
        raise PolicyError(
            tr(
                "The row filter {where} holds {what}, which is not understood: comparisons, IN, BETWEEN, LIKE, IS NULL, AND, OR and NOT are.",
                where=where,
                what=str(error),
            )
        ) from None


def _parsed(where: str) -> exp.Expression:
    try:
        trees = parse(where)
    except (errors.SqlglotError, RecursionError):
        trees = []
    if len(trees) != 1 or trees[0] is None:
        raise PolicyError(
            tr(
                "The row filter {where} is no condition: write it like the WHERE of SQL, e.g. 同意标志 = 'Y'.",
                where=where,
            )
        )
    return trees[0]


def _condition(node: exp.Expression) -> Condition:
    if isinstance(node, exp.Paren):
        return _condition(_only(node, "this").this)
    if isinstance(node, (exp.And, exp.Or)):
        left, right = _condition(_only(node, "this", "expression").this), _condition(node.expression)
        join = pc.and_kleene if isinstance(node, exp.And) else pc.or_kleene
        return lambda columns: join(left(columns), right(columns))
    if isinstance(node, exp.Not):
        inner = _condition(_only(node, "this").this)
        return lambda columns: pc.invert(inner(columns))
    made = _test(node)
    # How some versions of the parser write NOT LIKE.
    return (lambda columns: pc.invert(made(columns))) if node.args.get("negate") else made


def _test(node: exp.Expression) -> Condition:
    if type(node) in _COMPARISONS:
        _only(node, "this", "expression")
        return _comparison(node.this, _COMPARISONS[type(node)], node.expression)
    if isinstance(node, exp.Between):
        _only(node, "this", "low", "high", "negate")
        low = _comparison(node.this, "greater_equal", node.args["low"])
        high = _comparison(node.this, "less_equal", node.args["high"])
        return lambda columns: pc.and_kleene(low(columns), high(columns))
    if isinstance(node, exp.In) and node.expressions:
        _only(node, "this", "expressions", "negate")
        tests = [_comparison(node.this, "equal", each) for each in node.expressions]
        return lambda columns: _any([test(columns) for test in tests])
    if isinstance(node, exp.Like):
        _only(node, "this", "expression", "negate")
        name, pattern = _column(node.this), _literal(node.expression)
        if not isinstance(pattern, str):
            raise _NotUnderstood("LIKE")
        return lambda columns: pc.match_like(text_of(columns[name]), pattern)
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        _only(node, "this", "expression", "negate")
        name = _column(node.this)
        return lambda columns: pc.invert(is_filled(columns[name]))
    raise _NotUnderstood(node.key.upper())


def _any(tests: list[pa.Array]) -> pa.Array:
    result = tests[0]
    for each in tests[1:]:
        result = pc.or_kleene(result, each)
    return result


def _comparison(left: exp.Expression, how: str, right: exp.Expression) -> Condition:
    if not isinstance(left, exp.Column):
        if not isinstance(right, exp.Column):
            raise _NotUnderstood(left.key.upper())
        turned = {"greater": "less", "less": "greater", "greater_equal": "less_equal", "less_equal": "greater_equal"}
        return _comparison(right, turned.get(how, how), left)
    name = _column(left)
    if isinstance(right, exp.Column):
        other = _column(right)
        return lambda columns: compared(columns[name], how, columns[other])
    value = _literal(right)
    return lambda columns: compared(columns[name], how, value)


def _column(node: exp.Expression) -> str:
    if not isinstance(node, exp.Column) or not isinstance(node.this, exp.Identifier):
        raise _NotUnderstood(node.key.upper())
    _only(node, "this")
    return str(node.name)


def _literal(node: exp.Expression) -> Any:
    """Return a number (float), a text, a truth value or a date."""
    if isinstance(node, exp.Neg):
        value = _literal(_only(node, "this").this)
        if type(value) is not float:
            raise _NotUnderstood("NEG")
        return -value
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Literal):
        if node.is_string:
            return str(node.this)
        if sum(map(str.isdigit, str(node.this))) > _DIGITS:
            raise _NotUnderstood(tr("a number of more than {count} digits without quotes", count=_DIGITS))
        try:
            return float(node.this)
        except ValueError:
            raise _NotUnderstood("LITERAL") from None
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal) and node.to.is_type("date"):
        try:
            return date.fromisoformat(str(node.this.this))
        except ValueError:
            raise _NotUnderstood("DATE") from None
    raise _NotUnderstood(node.key.upper())


def _only(node: exp.Expression, *names: str) -> exp.Expression:
    """Return a node whose other arguments are empty: what they say would be passed over."""
    if any(value for name, value in node.args.items() if name not in names and value):
        raise _NotUnderstood(node.key.upper())
    return node
