"""Tables on standard output, as wide as the terminal; in a pipe, as wide as they need."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

_PIPED_WIDTH = 240


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> None:
    """Print rows under their headers; `right` are the columns whose figures stand right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, header in enumerate(headers):
        table.add_column(header, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        # Text, so that brackets in names are no markup.
        table.add_row(*(Text(str(cell)) for cell in row))
    terminal = sys.stdout.isatty()
    Console(width=None if terminal else _PIPED_WIDTH, highlight=False, soft_wrap=False).print(table)
