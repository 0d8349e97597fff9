"""Scanners whose pins conflict with ours, each run by the Python of its own environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.debt_table import DATA
from benchmarks.plain_presidio import plain_definitions
from benchmarks.quality_peers import Hit, filled_cells
from benchmarks.quality_tables import Truth
from recognizers.base import EDGE_BEFORE, EDGE_BEHIND

# Of DataProfiler's labels those that mean a type of ours; the others (UUID, DATETIME, SSN ...) are not asked for.
_LABELS = {
    "ADDRESS": "CN_ADDRESS",
    "BAN": "BANK_ACCOUNT",
    "CREDIT_CARD": "CN_BANK_CARD",
    "EMAIL_ADDRESS": "EMAIL_ADDRESS",
    "IPV4": "IP_ADDRESS",
    "IPV6": "IP_ADDRESS",
    "MAC_ADDRESS": "MAC_ADDRESS",
    "PERSON": "PERSON",
    "PHONE_NUMBER": "CN_MOBILE",
}
_DATAPROFILER = Path(__file__).with_name("quality_dataprofiler.py")


def hawk_scanner_hits(truths: Sequence[Truth], python: Path) -> tuple[list[Hit], set[str]]:
    """Return the different matches per filled cell and type; it reports the texts matched, not where.

    Its own fingerprints know e-mail addresses, Indian and American numbers; here it gets our patterns.
    """
    definitions = plain_definitions()
    prints = {
        each.entity_type: f"{EDGE_BEFORE}(?:{'|'.join(shape.regex for shape in each.shapes)}){EDGE_BEHIND}"
        for each in definitions
    }
    cells = filled_cells(truths)
    with TemporaryDirectory(dir=DATA) as folder:
        root = Path(folder)
        (root / "columns").mkdir()
        places = dict(enumerate(cells))
        for number, place in places.items():
            Path(root, "columns", f"{number:06d}.txt").write_text("\n".join(cells[place]), encoding="utf-8")
        # JSON is YAML.
        connection = {"sources": {"fs": {"columns": {"path": str(root / "columns"), "exclude_patterns": []}}}}
        (root / "connection.yml").write_text(json.dumps(connection), encoding="utf-8")
        (root / "fingerprint.yml").write_text(json.dumps(prints), encoding="utf-8")
        given = ("--connection", "connection.yml", "--fingerprint", "fingerprint.yml", "--json", "found.json")
        program = "from hawk_scanner.main import main; main()"
        subprocess.run([python, "-c", program, "fs", *given], cwd=root, check=True, stdout=subprocess.DEVNULL)
        found = json.loads((root / "found.json").read_text(encoding="utf-8"))
    hits = []
    for each in found.get("fs", []):
        place = places[int(Path(each["file_path"]).stem)]
        hits.append(Hit(place, each["pattern_name"], 0.0, len(each["matches"]) / max(1, len(cells[place]))))
    return hits, set(prints)


def dataprofiler_hits(truths: Sequence[Truth], python: Path) -> tuple[list[Hit], set[str]]:
    """Return the share of a column's cells that its structured labeler gives a label of ours."""
    cells = filled_cells(truths)
    places = list(cells)
    lines = "".join(json.dumps(cells[place]) + "\n" for place in places)
    done = subprocess.run([python, str(_DATAPROFILER)], input=lines, check=True, capture_output=True, text=True)
    hits = []
    for place, line in zip(places, done.stdout.splitlines(), strict=True):
        for label, share in json.loads(line).items():
            if label in _LABELS:
                hits.append(Hit(place, _LABELS[label], 0.0, share))
    return hits, set(_LABELS.values())
