"""What earlier runs found, as a scan asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pii_scanner.detection.portions import PortionMemory
    from pii_scanner.engines.local import TableRecords
    from pii_scanner.model.table import Table


@dataclass(frozen=True)
class Memory:
    """`recall` returns what stands in a table that did not change since, None where it is to be read; `portions` what is
    known of the portions of a table. The latter is called by any process: it is pickled."""

    recall: Callable[[Table], TableRecords | None]
    portions: Callable[[Table], PortionMemory]
