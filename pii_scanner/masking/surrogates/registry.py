"""All surrogate makers, found by themselves: one per entity type."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from pii_scanner.masking.surrogates.base import Surrogate


@cache
def surrogates() -> dict[str, Surrogate]:
    """Return the maker of each entity type that has one."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{__package__}.{module.name}")
    return {each.entity_type: each() for each in Surrogate.__subclasses__()}
