"""Conditional formats and data validations: kept when nothing in them holds a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pii_scanner.sinks.workbook.formulas import Formulas, has_literal
from pii_scanner.sinks.workbook.markup import (
    MAIN,
    Element,
    children,
    decode,
    escape_text,
    name_of,
)
from pii_scanner.sinks.workbook.places import Area
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.render import Policy, attributes, render
from pii_scanner.sinks.workbook.results import Results

_SCALES = frozenset({"colorScale", "dataBar", "iconSet", "cfvo", "color"})
MESSAGES = ("promptTitle", "prompt", "errorTitle", "error")
_CONDITIONS = frozenset({(MAIN, "formula1"), (MAIN, "formula2")})
_KNOWN_RULE_PARTS = _SCALES | {"formula"}


@dataclass(frozen=True)
class Judge:
    """Tells which rules of one sheet hold a value."""

    replaced: frozenset[int]
    scrubber: Scrubber
    formulas: Formulas
    results: Results

    def holds_value(self, ranges: str, found: list[str], texts: list[str]) -> bool:
        """A rule about replaced columns may hold no literal at all: it may be one of their values."""
        about_masked = touches(ranges, self.replaced) or not all(map(self.results.stays, filter(None, found)))
        if about_masked and any(map(has_literal, found)):
            return True
        if not all(self.scrubber.clean(text) for text in texts if text):
            return True
        return not all(self.formulas.rule_harmless(text) for text in found if text)


def conditional_formatting(element: Element, judge: Judge, extra: Callable[[Element], str]) -> tuple[str, int]:
    """Return the XML of one conditional format and how many of its rules were dropped.

    `extra(rule)` gives what closes the copy of a rule.
    """
    ranges = element.get("sqref", "")
    rules = []
    lost = 0
    for rule in children(element, "cfRule"):
        label = decode(rule.get("text", ""))
        found = [part.text or "" for part in children(rule, "formula")] + _scale_values(rule)
        if (label and touches(ranges, judge.replaced)) or judge.holds_value(ranges, found, [label]):
            lost += 1
        else:
            rules.append(_rule(rule, judge.scrubber, extra(rule)))
    if not rules:
        return "", lost
    opening = f"conditionalFormatting{attributes(element, judge.scrubber)}"
    return f"<{opening}>{''.join(rules)}</conditionalFormatting>", lost


def data_validations(element: Element, judge: Judge) -> tuple[str, int]:
    """Return the XML of a sheet's data validations and how many were dropped."""
    written = []
    lost = 0
    for validation in children(element, "dataValidation"):
        messages = [decode(validation.get(key, "")) for key in MESSAGES]
        found = [(name_of(part), part.text or "") for part in validation]
        if judge.holds_value(validation.get("sqref", ""), [text for _, text in found], messages):
            lost += 1
            continue
        inner = "".join(f"<{name[1]}>{escape_text(text)}</{name[1]}>" for name, text in found if name in _CONDITIONS)
        opening = f"dataValidation{attributes(validation, judge.scrubber)}"
        written.append(f"<{opening}>{inner}</dataValidation>")
    if not written:
        return "", lost
    return f'<dataValidations count="{len(written)}">{"".join(written)}</dataValidations>', lost


def touches(ranges: str, columns: frozenset[int]) -> bool:
    """True when one of the space-separated ranges covers one of the columns."""
    areas = [Area.read(part.replace("$", "")) for part in ranges.split()]
    return any(area is None or any(area.left <= column <= area.right for column in columns) for area in areas)


def _scale_values(rule: Element) -> list[str]:
    return [scale.get("val", "") for part in rule for scale in part if name_of(scale) == (MAIN, "cfvo")]


def _rule(rule: Element, scrubber: Scrubber, extra: str) -> str:
    inner = []
    for part in rule:
        namespace, local = name_of(part)
        if namespace != MAIN or local not in _KNOWN_RULE_PARTS:
            continue
        if local == "formula":
            inner.append(f"<formula>{escape_text(part.text or '')}</formula>")
        else:
            inner.append(render(part, Policy(scrubber, {MAIN: ""}, _SCALES)))
    return f"<cfRule{attributes(rule, scrubber)}>{''.join(inner)}{extra}</cfRule>"
