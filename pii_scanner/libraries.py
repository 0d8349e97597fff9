"""What libraries log and warn of: it may quote what they read, and it is in no words for a user."""

from __future__ import annotations

import logging
import sys
import warnings


def hush_libraries() -> None:
    """Let no library write to the error stream of this process, which is a command's or a worker's; PYTHONWARNINGS and
    `python -W` still show warnings."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
