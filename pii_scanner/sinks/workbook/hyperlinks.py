"""Hyperlinks: places in the workbook and plain web addresses stay, all other targets go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, unquote, urlsplit

from pii_scanner.sinks.workbook.markup import Element, children, decode, escape_attribute, link_id
from pii_scanner.sinks.workbook.package import Link
from pii_scanner.sinks.workbook.places import Area
from pii_scanner.sinks.workbook.rules import Judge, touches

_SCHEMES = frozenset({"http", "https"})
_LONGEST = 2000


def hyperlinks_xml(
    element: Element, links: Mapping[str, Link], judge: Judge, linked: Callable[[str], str]
) -> tuple[str, int]:
    """Return the hyperlinks of a sheet that stay, and how many were dropped.

    `linked(address)` adds a relationship to an address and returns its id. Links on columns that were
    masked go: their targets are made of the values.
    """
    written = []
    found = children(element, "hyperlink")
    for link in found:
        place = link.get("ref", "")
        if Area.read(place) is None or touches(place, judge.replaced):
            continue
        target = _target(link, links, judge, linked)
        if not target:
            continue
        tip = decode(link.get("tooltip", ""))
        hint = f' tooltip="{escape_attribute(tip)}"' if tip and judge.scrubber.clean(tip) else ""
        written.append(f'<hyperlink ref="{place}"{target}{hint}/>')
    lost = len(found) - len(written)
    return (f"<hyperlinks>{''.join(written)}</hyperlinks>" if written else ""), lost


def _target(link: Element, links: Mapping[str, Link], judge: Judge, linked: Callable[[str], str]) -> str:
    """Return the attributes that name the target, "" when it has to go."""
    location = link.get("location", "")
    key = link_id(link)
    if key is None:
        known = location and judge.formulas.harmless(location) and judge.scrubber.clean(decode(location))
        return f' location="{escape_attribute(location)}"' if known else ""
    address = plain_address(links[key].address, judge) if key in links else ""
    return f' r:id="{linked(address)}"' if address else ""


def plain_address(address: str, judge: Judge) -> str:
    """Return a web address without user, query and fragment; "" for any other and for one that holds a value."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or not host or len(address) > _LONGEST:
        return ""
    plain = SplitResult(parts.scheme.lower(), host + port, parts.path, "", "").geturl()
    spoken = unquote(plain)
    words = spoken.replace("/", " ").replace("-", " ").replace("_", " ")
    pieces = [piece for piece in spoken.split("/") if piece]
    return plain if all(judge.scrubber.clean(text) for text in (plain, spoken, words, *pieces)) else ""
