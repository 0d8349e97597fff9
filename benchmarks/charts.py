"""The charts of the README, drawn from the newest tables in RESULTS.md. Needs matplotlib.

python -m benchmarks.charts [--folder docs/images]

The chart of growth is drawn by `benchmarks.scale` while it measures.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

_RESULTS = Path(__file__).with_name("RESULTS.md")
# Title of the table in RESULTS.md: name of the chart, and its title.
_RATES = {
    "Scan, CSV": ("scan.svg", "Scan of a CSV, 14 columns: cells per second, logarithmic"),
    "Mask, CSV": ("mask.svg", "Masked copy of a CSV, 14 columns: cells per second, logarithmic"),
}
_OURS, _BARE, _PEER = "#1a7f5a", "#b9c2c0", "#6b7c93"
_BARE_RUNS = ("pyarrow",)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path("docs/images"))
    folder: Path = options.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    text = _RESULTS.read_text(encoding="utf-8")
    for title, (name, shown) in _RATES.items():
        _draw(rates(text, title), shown, folder / name)


def rates(text: str, title: str) -> list[tuple[str, float]]:
    """Return (run, cells per second) of the first table under a heading that begins with `title`.

    Raises ValueError when there is none.
    """
    found = re.search(rf"^### {re.escape(title)}.*?\n(?P<table>(?:\|[^\n]*\n)+)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"no table {title}")
    header, _, *rows = (
        [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
        for line in found["table"].splitlines()
    )
    run, rate = header.index("run"), header.index("cells/s")
    return [(row[run], float(row[rate].replace(",", ""))) for row in rows]


def _draw(runs: list[tuple[str, float]], title: str, path: Path) -> None:
    from matplotlib.figure import Figure

    runs = sorted(runs, key=lambda run: run[1])
    figure = Figure(figsize=(9, 0.5 + 0.42 * len(runs)), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh([name for name, _ in runs], [rate for _, rate in runs], color=[_colour(name) for name, _ in runs])
    axes.bar_label(bars, labels=[f"{rate:,.0f}" for _, rate in runs], padding=4, fontsize=9)
    axes.set_xscale("log")
    axes.set_xlim(right=max(rate for _, rate in runs) * 6)
    axes.set_title(title, loc="left", fontsize=11)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(bottom=False, labelbottom=False, which="both")
    figure.savefig(path, metadata={"Date": None})


def _colour(name: str) -> str:
    return _OURS if name.startswith("pii_scanner") else _BARE if name.startswith(_BARE_RUNS) else _PEER


if __name__ == "__main__":
    main()
