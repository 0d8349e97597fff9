"""Columns of cities and counties, where the policy makes addresses less precise than these are."""

from __future__ import annotations

from pii_scanner.config.policy import OperatorSpec, Policy
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import CITY, COUNTY, ColumnRecord

_ADDRESS = "CN_ADDRESS"
_OF_PLACES = {_ADDRESS, "NATIVE_PLACE"}
_LEVELS = ("province", CITY, COUNTY)


def rule_of_areas(record: ColumnRecord, policy: Policy) -> tuple[OperatorSpec, str] | None:
    """Return the rule of addresses, and why it holds for a column that is none, or None where it does not."""
    spec = policy.entities.get(_ADDRESS)
    types = set(record.types())
    if not record.areas or spec is None or spec.operator != "generalize" or not types <= _OF_PLACES:
        return None
    to = spec.parameters.get("to", CITY)
    if "NATIVE_PLACE" in policy.entities or to not in _LEVELS or _LEVELS.index(record.areas) <= _LEVELS.index(to):
        return None
    return spec, tr("places finer than {to}, which addresses become", to=to)
