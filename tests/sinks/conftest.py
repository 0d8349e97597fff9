"""What the tests of several sinks need."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that converts files with LibreOffice; skip the test without it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def convert(to: str, folder: Path, *files: Path) -> Path:
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to]
        command += ["--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return folder

    return convert
