"""Run by the Python that has DataProfiler: every cell of the columns on standard input (JSON lines) gets its label.

It imports nothing of this project.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    import dataprofiler

    labeler = dataprofiler.DataLabeler(labeler_type="structured")
    for line in sys.stdin:
        labeler.predict(json.loads(line))


if __name__ == "__main__":
    main()
