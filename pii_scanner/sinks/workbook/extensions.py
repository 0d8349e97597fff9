"""Later additions to a worksheet (Excel 2010 and after): sparklines, newer rules, lists on other sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pii_scanner.sinks.workbook.markup import MAIN, Element, children, decode, name_of
from pii_scanner.sinks.workbook.places import Area
from pii_scanner.sinks.workbook.render import Policy, attributes, render
from pii_scanner.sinks.workbook.rules import MESSAGES, Judge
from pii_scanner.sinks.workbook.schema import EXTENDED_ELEMENTS

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_RULES = ("conditionalFormattings", "{78C0D931-6437-407d-A8EE-F0AAD7539E65}")
_VALIDATIONS = ("dataValidations", "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}")
_SPARKLINES = ("sparklineGroups", "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}")
_TWIN = "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"
_OWN = frozenset({"id", "count"})


@dataclass
class Extensions:
    """The extensions of one sheet that stay.

    xml: the element that closes the sheet, "" for none; twins: ids of newer rules that complete an
    older one -> their ids in the copy; lost: what was dropped, True for anything.
    """

    xml: str = ""
    twins: dict[str, str] = field(default_factory=dict)
    lost: bool = False


def read_extensions(root: Element, judge: Judge) -> Extensions:
    """Return what stays of a sheet's extensions."""
    result = Extensions()
    written: dict[str, str] = {}
    copies: dict[str, tuple[str, str, Callable[[Element, Judge, Extensions], str]]] = {
        _RULES[0]: (*_RULES, _rules),
        _VALIDATIONS[0]: (*_VALIDATIONS, _validation),
        _SPARKLINES[0]: (*_SPARKLINES, _sparklines),
    }
    for extension in (each for listed in children(root, "extLst") for each in children(listed, "ext")):
        for element in extension:
            namespace, local = name_of(element)
            if namespace != X14 or local not in copies or local in written:
                result.lost = True
                continue
            name, uri, copy = copies[local]
            inner = "".join(copy(each, judge, result) for each in element)
            if inner:
                written[local] = (
                    f'<ext xmlns:x14="{X14}" uri="{uri}"><x14:{name} xmlns:xm="{_XM}">{inner}</x14:{name}></ext>'
                )
    if written:
        result.xml = f"<extLst>{''.join(written.values())}</extLst>"
    return result


def twin_of(rule: Element, twins: dict[str, str]) -> str:
    """Return the extension of an older rule that names the newer one beside it."""
    for element in rule.iter():
        if name_of(element) == (X14, "id") and (element.text or "") in twins:
            number = twins[element.text]
            return f'<extLst><ext xmlns:x14="{X14}" uri="{_TWIN}"><x14:id>{number}</x14:id></ext></extLst>'
    return ""


def _rules(element: Element, judge: Judge, result: Extensions) -> str:
    ranges = _ranges(element)
    written = []
    for rule in children(element, "cfRule", X14):
        found = _formulas(rule)
        label = decode(rule.get("text", ""))
        if not ranges or label or judge.holds_value(ranges, found, []):
            result.lost = True
            continue
        number = _number(len(result.twins) + 1)
        result.twins[rule.get("id", "")] = number
        written.append(_element(rule, judge, f' id="{number}"'))
    if not written:
        return ""
    pivot = attributes(element, judge.scrubber)
    return f"<x14:conditionalFormatting{pivot}>{''.join(written)}{_place(ranges)}</x14:conditionalFormatting>"


def _validation(element: Element, judge: Judge, result: Extensions) -> str:
    ranges = _ranges(element)
    messages = [decode(element.get(key, "")) for key in MESSAGES]
    if not ranges or judge.holds_value(ranges, _formulas(element), messages):
        result.lost = True
        return ""
    return _element(element, judge, "", _place(ranges))


def _sparklines(group: Element, judge: Judge, result: Extensions) -> str:
    lines = []
    for line in (each for listed in children(group, "sparklines", X14) for each in children(listed, "sparkline", X14)):
        found = _formulas(line)
        if not _ranges(line) or len(found) != 1 or not judge.formulas.harmless(found[0]):
            result.lost = True
            continue
        lines.append(render(line, _policy(judge)))
    # The group's own formula gives the dates of a date axis.
    if not lines or children(group, "f", _XM):
        result.lost = True
        return ""
    colours = "".join(render(part, _policy(judge)) for part in group if name_of(part)[1] != "sparklines")
    opening = f"x14:sparklineGroup{attributes(group, judge.scrubber, _OWN)}"
    return f"<{opening}>{colours}<x14:sparklines>{''.join(lines)}</x14:sparklines></x14:sparklineGroup>"


def _element(element: Element, judge: Judge, own: str, end: str = "") -> str:
    local = name_of(element)[1]
    inner = "".join(render(part, _policy(judge)) for part in element if name_of(part) != (_XM, "sqref"))
    return f"<x14:{local}{attributes(element, judge.scrubber, _OWN)}{own}>{inner}{end}</x14:{local}>"


def _policy(judge: Judge) -> Policy:
    # Formulas and ranges were judged; a number format within a rule is not worth its risk.
    return Policy(
        judge.scrubber, {X14: "x14", _XM: "xm", MAIN: ""}, EXTENDED_ELEMENTS, text=frozenset({"f", "sqref"})
    )  # fmt: skip


def _formulas(element: Element) -> list[str]:
    return [part.text or "" for part in element.iter() if name_of(part) == (_XM, "f")]


def _ranges(element: Element) -> str:
    """Return the ranges an element is about, "" when one of them makes no sense."""
    found = " ".join((part.text or "").strip() for part in children(element, "sqref", _XM))
    return found if found and all(Area.read(part) is not None for part in found.split()) else ""


def _place(ranges: str) -> str:
    return f"<xm:sqref>{ranges}</xm:sqref>"


def _number(count: int) -> str:
    return f"{{00000000-000A-4000-8000-{count:012X}}}"
