"""How codes, times and figures are shown to a reader."""

from __future__ import annotations

from datetime import datetime

from pii_scanner.i18n import tr

FRAMEWORKS = {
    "pipl": "PIPL",
    "gbt_45574": "GB/T 45574",
    "gbt_35273": "GB/T 35273",
    "jrt_0171": "JR/T 0171",
    "jrt_0197": "JR/T 0197",
    "pci_dss": "PCI DSS",
    "gdpr": "GDPR",
    "hipaa": "HIPAA",
}


def entity_label(entity_type: str) -> str:
    """Return the entity type in the reader's language; the code itself where none is known."""
    return tr(entity_type)


def labelled(entity_type: str) -> str:
    """Return label and code, `居民身份证号 (CN_RESIDENT_ID)`, or the code alone."""
    label = entity_label(entity_type)
    return entity_type if label == entity_type else f"{label} ({entity_type})"


def framework_label(framework: str) -> str:
    return FRAMEWORKS.get(framework) or framework.replace("_", " ").upper()


def class_labels(classes: dict[str, str]) -> list[str]:
    """Return `["PIPL sensitive", "JR/T 0171 C2"]` for the classes of one column; no class is not said."""
    return [f"{framework_label(name)} {tr(value)}" for name, value in classes.items() if value not in {"", "none"}]


def number(value: float | None, digits: int = 0) -> str:
    """Return `value` with thousands separators, or a dash when there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def percent(ratio: float | None) -> str:
    """Return a ratio of 0..1 in percent; neither 0 nor 100 unless it is exactly so."""
    if ratio is None:
        return "–"
    if 0 < ratio < 0.001:
        return "<0.1%"
    if 0.999 < ratio < 1:
        return ">99.9%"
    return f"{100 * ratio:.1f}".removesuffix(".0") + "%"


def duration(seconds: float | None) -> str:
    """Return seconds as `0.8 s`, `3 min 12 s` or `2 h 5 min`."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return tr("{seconds} s", seconds=f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return tr("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def moment(iso: str | None) -> str:
    """Return an ISO time as `2026-03-01 09:30:00 +08:00`; text that is no time stays as it is."""
    if not iso:
        return "–"
    try:
        time = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    except ValueError:
        return iso
    offset = time.isoformat()[19:].lstrip(".0123456789")
    return f"{time:%Y-%m-%d %H:%M:%S} {offset}".rstrip()


def size(count: int | None) -> str:
    """Return a number of bytes as `12.3 MB`."""
    if count is None:
        return "–"
    value, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
