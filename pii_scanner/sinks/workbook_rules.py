"""Conditional formats and data validations: kept when nothing in them holds a value."""

from __future__ import annotations

import re

from pii_scanner.sinks.workbook_cells import column_number
from pii_scanner.sinks.workbook_formulas import Formulas, has_literal
from pii_scanner.sinks.workbook_plan import Scrubber, SheetRewrite
from pii_scanner.sinks.workbook_render import Policy, attributes, render
from pii_scanner.sinks.workbook_xml import (
    MAIN,
    Element,
    children,
    decode,
    escape_text,
    name_of,
)

_COLUMNS = re.compile(r"\$?([A-Z]{1,3})\$?\d*(?::\$?([A-Z]{1,3})\$?\d*)?", re.ASCII)
_SCALES = frozenset({"colorScale", "dataBar", "iconSet", "cfvo", "color"})
_MESSAGES = ("promptTitle", "prompt", "errorTitle", "error")
_KNOWN_RULE_PARTS = _SCALES | {"formula", "extLst"}


def conditional_formatting(
    element: Element, rewrite: SheetRewrite, scrubber: Scrubber, formulas: Formulas
) -> tuple[str, int]:
    """Return the XML of one conditional format and how many of its rules were dropped."""
    strict = touches(element.get("sqref", ""), rewrite.replaced)
    rules = []
    lost = 0
    for rule in children(element, "cfRule"):
        label = decode(rule.get("text", ""))
        found = [part.text or "" for part in children(rule, "formula")] + _scale_values(rule)
        if (strict and label) or _holds_value(found, [label], strict, scrubber, formulas):
            lost += 1
        else:
            rules.append(_rule(rule, scrubber))
    if not rules:
        return "", lost
    opening = f"conditionalFormatting{attributes(element, scrubber)}"
    return f"<{opening}>{''.join(rules)}</conditionalFormatting>", lost


def data_validations(
    element: Element, rewrite: SheetRewrite, scrubber: Scrubber, formulas: Formulas
) -> tuple[str, int]:
    """Return the XML of a sheet's data validations and how many were dropped."""
    written = []
    lost = 0
    for validation in children(element, "dataValidation"):
        strict = touches(validation.get("sqref", ""), rewrite.replaced)
        messages = [decode(validation.get(key, "")) for key in _MESSAGES]
        found = [(part, part.text or "") for part in validation]
        texts = [text for _, text in found]
        if _holds_value(texts, messages, strict, scrubber, formulas):
            lost += 1
            continue
        inner = "".join(
            f"<{name_of(part)[1]}>{escape_text(text)}</{name_of(part)[1]}>"
            for part, text in found
            if name_of(part) in {(MAIN, "formula1"), (MAIN, "formula2")}
        )
        opening = f"dataValidation{attributes(validation, scrubber)}"
        written.append(f"<{opening}>{inner}</dataValidation>")
    if not written:
        return "", lost
    return f'<dataValidations count="{len(written)}">{"".join(written)}</dataValidations>', lost


def touches(ranges: str, columns: frozenset[int]) -> bool:
    """True when one of the space-separated ranges covers one of the columns."""
    for part in ranges.split():
        match = _COLUMNS.fullmatch(part)
        if match is None:
            return True
        first = column_number(match.group(1))
        last = column_number(match.group(2) or match.group(1))
        if any(first <= column <= last for column in columns):
            return True
    return False


def _scale_values(rule: Element) -> list[str]:
    return [scale.get("val", "") for part in rule for scale in part if name_of(scale) == (MAIN, "cfvo")]


def _holds_value(found: list[str], texts: list[str], strict: bool, scrubber: Scrubber, formulas: Formulas) -> bool:
    """`strict`: the rule is about a replaced column, where any literal may be one of its values."""
    if strict and any(map(has_literal, found)):
        return True
    if not all(scrubber.clean(text) for text in texts if text):
        return True
    return not all(formulas.rule_harmless(text) for text in found if text)


def _rule(rule: Element, scrubber: Scrubber) -> str:
    inner = []
    for part in rule:
        namespace, local = name_of(part)
        if namespace != MAIN or local not in _KNOWN_RULE_PARTS:
            continue
        if local == "formula":
            inner.append(f"<formula>{escape_text(part.text or '')}</formula>")
        else:
            inner.append(render(part, Policy(scrubber, {MAIN: ""}, _SCALES)))
    return f"<cfRule{attributes(rule, scrubber)}>{''.join(inner)}</cfRule>"
