"""Which sink writes a kind of table, and what is loaded for it."""

from __future__ import annotations

import subprocess
import sys

from pii_scanner.sinks.registry import sink_of, sinks


def test_a_copy_of_csv_loads_no_sink_of_workbooks() -> None:
    told = "import sys; from pii_scanner.sinks.registry import sink_of; print(sink_of('csv', '').name, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    name, *modules = done.stdout.split()
    assert name == "csv"
    assert "pii_scanner.sinks.excel" not in modules


def test_every_kind_has_the_sink_that_all_together_have() -> None:
    for kind, sink in sinks().items():
        name, _, form = kind.partition(":")
        assert sink_of(name, "", form) is sink
