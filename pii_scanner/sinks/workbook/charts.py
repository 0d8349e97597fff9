"""Charts: kept as references to cells, without any cached or literal value."""

from __future__ import annotations

from pii_scanner.sinks.workbook.formulas import Formulas
from pii_scanner.sinks.workbook.markup import (
    CHART,
    DECLARATION,
    DRAWING,
    LINKS,
    SHEET_DRAWING,
    Element,
    child,
    children,
    link_id,
    name_of,
)
from pii_scanner.sinks.workbook.package import Package
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.render import Policy, render
from pii_scanner.sinks.workbook.schema import CHART_ELEMENTS

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_LITERALS = frozenset({"strLit", "numLit"})
_TEXTS = frozenset({"t", "v", "f", "name", "separator"})
_ROOT = f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{LINKS}">'


def chart_xml(root: Element, scrubber: Scrubber, formulas: Formulas) -> str | None:
    """Return the part of a chart's copy, or None when it cannot go without values of its own."""
    for element in root.iter():
        namespace, local = name_of(element)
        if namespace != CHART:
            continue
        if local in _LITERALS or local == "pivotSource":
            return None
        if local == "f" and element.text and not formulas.harmless(element.text):
            return None
    for element in root.iter():
        if name_of(element) == (CHART, "rich"):
            _scrub_rich_text(element, scrubber)
    policy = Policy(scrubber, {CHART: "c", DRAWING: "a"}, CHART_ELEMENTS, text=_TEXTS)
    inner = "".join(render(part, policy) for part in root)
    return f"{DECLARATION}{_ROOT}{inner}</c:chartSpace>"


def _scrub_rich_text(rich: Element, scrubber: Scrubber) -> None:
    """Scrub each paragraph as one text: a number may be cut into several formatted runs."""
    paragraphs = [
        [run for run in paragraph.iter() if name_of(run) == (DRAWING, "t")]
        for paragraph in children(rich, "p", DRAWING)
    ]
    for runs in paragraphs:
        text = "".join(run.text or "" for run in runs)
        safe = scrubber.text(text) if text else text
        if safe != text:
            for run in runs:
                run.text = ""
            runs[0].text = safe
    whole = "".join(run.text or "" for runs in paragraphs for run in runs)
    if whole and not scrubber.clean(whole):
        for runs in paragraphs:
            for run in runs:
                run.text = ""


def chart_anchors(package: Package, drawing: str) -> tuple[list[tuple[Element, str]], int]:
    """Return (anchor, chart part) of a drawing's charts, and how many other objects it has."""
    links = package.links(drawing)
    found = []
    others = 0
    for anchor in package.tree(drawing):
        namespace, local = name_of(anchor)
        if namespace != SHEET_DRAWING or local not in _ANCHORS:
            others += 1
            continue
        frame = child(anchor, "graphicFrame", SHEET_DRAWING)
        charts = (
            [element for element in frame.iter() if name_of(element) == (CHART, "chart")] if frame is not None else []
        )
        link = links.get(link_id(charts[0]) or "") if charts else None
        if link is not None and link.kind == "chart" and link.part is not None:
            found.append((anchor, link.part))
        else:
            others += 1
    return found, others


def drawing_xml(anchors: list[Element]) -> str:
    """Return a drawing that shows the n-th chart (relationship rIdn) at the n-th anchor."""
    inner = "".join(_anchor(anchor, number) for number, anchor in enumerate(anchors, 1))
    return f'{DECLARATION}<xdr:wsDr xmlns:xdr="{SHEET_DRAWING}" xmlns:a="{DRAWING}">{inner}</xdr:wsDr>'


def _anchor(anchor: Element, number: int) -> str:
    local = name_of(anchor)[1]
    edit = anchor.get("editAs", "")
    mode = f' editAs="{edit}"' if edit in {"twoCell", "oneCell", "absolute"} else ""
    places = "".join(_place(part) for part in anchor)
    return (
        f'<xdr:{local}{mode}>{places}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="{number + 1}" name="Chart {number}"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{LINKS}" '
        f'r:id="rId{number}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/>'
        f"</xdr:{local}>"
    )


def _place(element: Element) -> str:
    """Return `from`, `to`, `pos` or `ext` with nothing but whole numbers in it."""
    namespace, local = name_of(element)
    if namespace != SHEET_DRAWING or local not in {"from", "to", "pos", "ext"}:
        return ""
    if local in {"pos", "ext"}:
        names = ("x", "y") if local == "pos" else ("cx", "cy")
        sizes = "".join(f' {name}="{_whole(element.get(name))}"' for name in names)
        return f"<xdr:{local}{sizes}/>"
    inner = "".join(
        f"<xdr:{part}>{_whole(_text(element, part))}</xdr:{part}>" for part in ("col", "colOff", "row", "rowOff")
    )
    return f"<xdr:{local}>{inner}</xdr:{local}>"


def _text(element: Element, part: str) -> str | None:
    found = child(element, part, SHEET_DRAWING)
    return found.text if found is not None else None


def _whole(text: str | None) -> int:
    try:
        # No drawing is larger than this many English Metric Units, and no phone number fits.
        return max(-99_999_999, min(99_999_999, int(text or "0")))
    except ValueError:
        return 0
