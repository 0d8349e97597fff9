"""Sources brought to hand: members of archives unpacked, objects of stores fetched, for as long as they are read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from pii_scanner.model.table import Location
from pii_scanner.sources.archives import members


@contextmanager
def at_hand(location: Location) -> Iterator[Location]:
    """Yield the source as one that can be opened; what was unpacked or fetched for it is removed afterwards.

    Raises SourceError in one sentence when it cannot be brought out.
    """
    if location.at_hand:
        yield location
        return
    with ExitStack() as stack:
        path = location.path
        if path is None:
            from pii_scanner.sources.stores.objects import fetched

            path = stack.enter_context(fetched(location))
        if location.inside:
            path = stack.enter_context(members.unpacked(path, location.name, location.inside))
        # Where a file is open it cannot be removed on Windows.
        stack.callback(_disconnect)
        yield replace(location, path=path, remote=None, inside=())


def put_away() -> None:
    """Remove what is kept between the members of one archive, and between the passes over one workbook; close the
    connections that are kept for questions."""
    members.put_away()
    objects = sys.modules.get("pii_scanner.sources.stores.objects")
    if objects is not None:
        objects.put_away()
    workbooks = sys.modules.get("pii_scanner.sources.excel.kept")
    if workbooks is not None:
        workbooks.put_away()
    _disconnect()


def _disconnect() -> None:
    connections = sys.modules.get("pii_scanner.sources.databases.asking")
    if connections is not None:
        connections.put_away()
