"""How much of a table is looked at."""

from __future__ import annotations

METADATA_ONLY = 0
"""The sample of which no row is read: names, types and comments only."""
