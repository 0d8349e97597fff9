from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pii_scanner.jobs.demo import Demo, run_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, made once: sample data, inventory, release."""
    return run_demo(Path(tmp_path_factory.mktemp("demo")) / "demo")
