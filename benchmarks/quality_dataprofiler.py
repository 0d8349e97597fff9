"""Run by the Python that has DataProfiler: a column of cells per line in, the share of cells per label out (JSON lines).

It imports nothing of this project. 100 cells of a column are labelled, spread over it: the network is slow.
"""

from __future__ import annotations

import contextlib
import json
import sys

_CELLS = 100


def main() -> None:
    with contextlib.redirect_stdout(sys.stderr):
        import dataprofiler

        labeler = dataprofiler.DataLabeler(labeler_type="structured")
    for line in sys.stdin:
        cells = json.loads(line)
        cells = cells[:: max(1, len(cells) // _CELLS)][:_CELLS]
        with contextlib.redirect_stdout(sys.stderr):
            labels = list(labeler.predict(cells)["pred"]) if cells else []
        print(json.dumps({label: labels.count(label) / len(labels) for label in set(labels)}), flush=True)


if __name__ == "__main__":
    main()
