"""Columns of plates without the character of their province: A12345, BD12345 under 号牌号码, hphm or plate_no.

Where all vehicles are of one place, or the province stands in a column beside (省简称, hpsf), it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from pii_scanner.detection.header_hints import header_hint
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from recognizers.registry import identifies, recognizer

_PLATE = "CN_VEHICLE_PLATE"
_NAMED, _SHORTEST_NAME = 0.8, 3
# The letter of the place and five characters, six of new energy vehicles; five where that letter is left out too.
_SHORTEST, _LONGEST, _MOST = 5, 7, 0.9
_FEWEST, _SHARE_DIFFERENT = 2, 0.05
_CONFIDENCE = 0.7


def with_plates_alone(found: list[list[Finding]], profiles: Sequence[ColumnProfile]) -> list[list[Finding]]:
    """Return the findings of a table's columns with the plates that only their names and lengths tell."""
    return [_with_plates(each, profile) for each, profile in zip(found, profiles, strict=True)]


def _with_plates(found: list[Finding], profile: ColumnProfile) -> list[Finding]:
    if not profile.filled or recognizer(_PLATE) is None or any(identifies(each.entity_type) for each in found):
        return found
    hint = header_hint(profile.name, profile.comment)
    strength = hint.strength.get(_PLATE, 0.0)
    if strength < _NAMED or hint.other or hint.negative or len(profile.name) < _SHORTEST_NAME:
        return found
    matches = int(profile.lengths[_SHORTEST : _LONGEST + 1].sum())
    distinct, _ = profile.distinct
    if matches < _MOST * profile.filled or distinct < max(_FEWEST, _SHARE_DIFFERENT * profile.filled):
        return found
    share = round(min(1.0, matches / profile.filled), 4)
    said = tr("the name says plates, and the values have their length without the province")
    return [Finding(_PLATE, "column", matches, share, _CONFIDENCE, (said,)), *found]
