"""Columns whose name says that they hold the last digits of numbers of persons: 身份证后六位, 手机尾号, card_last4.

Beside a masked number they give back a part of it, and six digits of an ID are many people's password. The last four of a
card may be shown (PCI DSS 4.0.1, 3.4.1): they are no finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from recognizers.registry import identifies, recognizer

_ENDS = re.compile(
    r"[后末尾](?:[3-8三四五六七八](?:个)?)?(?:位|码|号|数字?)|last[ _]?(?:three|four|six|[3-8])(?![0-9A-Za-z])|[_ ]tail$",
    re.IGNORECASE,
)
# What the digits are the last ones of.
_OF = {
    "CN_RESIDENT_ID": re.compile(r"身份|证件|公民|sfz|zjh|id[ _]?(?:card|no|num)|(?:^|[_ ])(?:id|cert|ssn)[ _]", re.IGNORECASE),
    "CN_MOBILE": re.compile(r"手机|电话|联系方式|mobile|phone|(?:^|[_ ])(?:tel|sjh)[ _]?", re.IGNORECASE),
    "CN_BANK_CARD": re.compile(r"卡|[账帐]号|[账帐]户|card|acct|account", re.IGNORECASE),
}  # fmt: skip
_SHORTEST, _LONGEST, _MOST = 3, 8, 0.9
_SHOWN = {"CN_BANK_CARD": 4}
_CONFIDENCE = 0.75


def with_ends(found: list[list[Finding]], profiles: Sequence[ColumnProfile]) -> list[list[Finding]]:
    """Return the findings of a table's columns with the last digits that their names announce."""
    return [_with_end(each, profile) for each, profile in zip(found, profiles, strict=True)]


def _with_end(found: list[Finding], profile: ColumnProfile) -> list[Finding]:
    entity_type = end_of(profile.name, profile.comment)
    if entity_type is None or recognizer(entity_type) is None or any(identifies(each.entity_type) for each in found):
        return found
    matches = int(profile.lengths[_SHORTEST : _LONGEST + 1].sum())
    more = int(profile.lengths[_SHOWN.get(entity_type, 0) + 1 : _LONGEST + 1].sum())
    if not profile.filled or matches < _MOST * profile.filled or 2 * more < matches:
        return found
    share = min(1.0, matches / profile.filled)
    said = tr("the name says that these are the last digits of a number")
    return [Finding(entity_type, "column", matches, round(share, 4), _CONFIDENCE, (said,)), *found]


def end_of(name: str, comment: str = "") -> str | None:
    """Return the type of which a column holds the last digits, by its name or comment."""
    for said in (name, comment):
        if _ENDS.search(said):
            return next((entity_type for entity_type, words in _OF.items() if words.search(said)), None)
    return None
