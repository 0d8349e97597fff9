"""Copying formatting elements: known namespaces only, each attribute and text looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pii_scanner.sinks.workbook.markup import (
    Element,
    decode,
    encode,
    escape_attribute,
    escape_text,
    name_of,
)
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.schema import ATTRIBUTES, TEXT_ATTRIBUTES

_SHORT_NUMBER = re.compile(r"-?\d{1,6}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,6}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_RANGES = re.compile(
    r"\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?"
    r"(?: \$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)*",
    re.ASCII,
)
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")
_BASE64 = re.compile(r"[0-9A-Za-z+/]{16,}={0,2}")
_KEYWORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,31}")
_FORMAT_SYNTAX = re.compile(r'["\\]|[_*](?=.)')

_RANGE_ATTRIBUTES = frozenset({"ref", "sqref", "activeCell", "topLeftCell"})
_COLOUR_ATTRIBUTES = frozenset({"rgb", "lastClr"})
_HASH_ATTRIBUTES = frozenset(
    {"hashValue", "saltValue", "workbookHashValue", "workbookSaltValue"} | {"revisionsHashValue", "revisionsSaltValue"}
)


@dataclass(frozen=True)
class Policy:
    """What a copied element may hold.

    prefixes: namespace -> prefix in the copy ("" for the default); others are left out.
    keep: local names allowed, of which `drop` takes some away again.
    text: local names whose text is content (scrubbed); all other text is left out.
    """

    scrubber: Scrubber
    prefixes: Mapping[str, str]
    keep: frozenset[str]
    drop: frozenset[str] = frozenset()
    drop_attributes: frozenset[str] = frozenset()
    text: frozenset[str] = frozenset()


def render(element: Element, policy: Policy) -> str:
    """Return the XML of an element and its allowed descendants; "" when it is not allowed."""
    namespace, local = name_of(element)
    prefix = policy.prefixes.get(namespace)
    if prefix is None or local not in policy.keep or local in policy.drop:
        return ""
    tag = f"{prefix}:{local}" if prefix else local
    inner = "".join(render(part, policy) for part in element)
    if local in policy.text and element.text:
        inner = escape_text(policy.scrubber.text(element.text)) + inner
    opening = tag + attributes(element, policy.scrubber, policy.drop_attributes)
    return f"<{opening}>{inner}</{tag}>" if inner else f"<{opening}/>"


def attributes(element: Element, scrubber: Scrubber, drop: frozenset[str] = frozenset()) -> str:
    """Return the known attributes of an element, ready to follow its tag."""
    written = []
    for key, value in element.attrib.items():
        if key not in ATTRIBUTES or key in drop:
            continue
        safe = safe_attribute(key, value, scrubber)
        if safe is not None:
            written.append(f' {key}="{escape_attribute(safe)}"')
    return "".join(written)


def safe_attribute(name: str, value: str, scrubber: Scrubber) -> str | None:
    """Return the value to write, or None to leave the attribute out.

    Sizes and colours are recognized by their shape: scrubbing them would break a valid
    file because eight digits of a colour can look like a date.
    """
    if name == "formatCode":
        return safe_number_format(value, scrubber)
    if _SHORT_NUMBER.fullmatch(value):
        return value
    if name in _COLOUR_ATTRIBUTES and _COLOUR.fullmatch(value):
        return value
    if name in _RANGE_ATTRIBUTES and _RANGES.fullmatch(value):
        return value
    if name in _HASH_ATTRIBUTES and _BASE64.fullmatch(value):
        return value
    if _DECIMAL.fullmatch(value):
        # Fewer digits than an identifier has; a width needs no more.
        return format(float(value), ".6g")
    if name not in TEXT_ATTRIBUTES:
        return value if _KEYWORD.fullmatch(value) and scrubber.clean(value) else None
    shown = decode(value)
    safe = scrubber.text(shown) if shown else shown
    return value if safe == shown else encode(safe)


def safe_number_format(code: str, scrubber: Scrubber) -> str:
    """Return the format, or "General" when its literal text holds personal information."""
    spoken = _FORMAT_SYNTAX.sub("", code)
    quoted = re.findall(r'"([^"]*)"', code)
    texts = [code, spoken, "".join(quoted), *quoted]
    return code if all(scrubber.clean(text) for text in texts if text) else "General"
