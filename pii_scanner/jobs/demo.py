"""The story of the demo: sample data, a scan, a policy with its key, a release."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pii_scanner.demo.portfolio import write_portfolio
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.jobs.mask import Release, mask_sources
from pii_scanner.jobs.scan import scan_into
from pii_scanner.masking.keys import write_key
from pii_scanner.masking.policies import policy_of
from pii_scanner.model.inventory import Inventory
from pii_scanner.model.watcher import Watcher
from pii_scanner.presets import preset_path

_KEY_LINE = "key: {env: PII_SCANNER_KEY}"


@dataclass(frozen=True)
class Demo:
    """What the demo made, and where."""

    data: Path
    report: Path
    policy: Path
    inventory: Inventory
    release: Release


def run_demo(folder: Path, *, watch: Watcher | None = None) -> Demo:
    """Make sample data, scan it and mask it, all below `folder`.

    Raises ConfigError when `folder` holds something already or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(tr("{name} exists already: name a new folder for the demo.", name=folder))
    data, inventory, policy, release = (folder / name for name in ("data", "inventory", "policy.yaml", "release"))
    try:
        write_portfolio(data)
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=folder, reason=reason)) from error
    found = scan_into([str(data)], inventory, watch=watch).inventory
    write_key(folder / "demo.key")
    text = preset_path("policies/partner.yaml").read_text(encoding="utf-8")
    policy.write_text(text.replace(_KEY_LINE, "key: {file: demo.key}"), encoding="utf-8")
    published = mask_sources([str(data)], policy_of(policy), release, watch=watch)
    return Demo(data, inventory / "report.html", policy, found, published)
