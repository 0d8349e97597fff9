"""The commands of the README and of the notebook do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _commands(page: str) -> list[str]:
    """Return the lines of a page's examples that begin with `$ `."""
    return re.findall(r"^\$ (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `pii-scanner` is this checkout, also where it is not installed."""
    script = folder / "pii-scanner"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pii_scanner "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


@pytest.mark.skipif(os.name != "posix", reason="the examples are for a POSIX shell")
def test_every_command_of_the_readme_works(tmp_path: Path) -> None:
    commands = [command.removeprefix("pip install . && ") for command in _commands("README.md")]
    assert len(commands) >= 7
    tools = tmp_path / "bin"
    tools.mkdir()
    script = "\n".join(["set -e", *commands])
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=_environment(tools), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "out" / "report.html").is_file()
    assert (tmp_path / "release" / "manifest.json").is_file()


def test_both_readmes_show_the_same_commands() -> None:
    assert _commands("README.md") == _commands("README.zh-CN.md")
    assert _commands("docs/en/inventory.md") == _commands("docs/zh/inventory.md")
    assert _commands("docs/en/keys.md") == _commands("docs/zh/keys.md")
    assert _commands("docs/en/jobs.md") == _commands("docs/zh/jobs.md")


@pytest.mark.skipif(os.name != "posix", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize(
    ("page", "said"), [("docs/en/inventory.md", "withdrawn: Level"), ("docs/en/jobs.md", "The job can run.")]
)
def test_every_command_of_a_guide_works_beside_the_demo(page: str, said: str, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    script = "\n".join(["set -e", "pii-scanner demo", *_commands(page)])
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=_environment(tools), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert said in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="the examples are for a POSIX shell")
def test_every_command_of_the_guide_to_keys_works(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/en/keys.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "tokens.yaml").write_text(shown, encoding="utf-8")
    script = "\n".join(["set -e", *_commands("docs/en/keys.md")])
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=_environment(tools), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "do not join" in done.stdout
    assert any((tmp_path / "raw-again").iterdir())


@pytest.mark.parametrize("page", ["docs/en/jobs.md", "docs/zh/jobs.md"])
def test_the_job_in_the_guide_is_valid(page: str) -> None:
    from pii_scanner.config.documents import parse_document
    from pii_scanner.config.job import Job

    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert parse_document(shown, Job, page).mask[0].keep == 14


@pytest.mark.parametrize("page", ["docs/en/inventory.md", "docs/zh/inventory.md"])
def test_the_suppressions_in_the_guide_are_valid(page: str) -> None:
    from pii_scanner.config.documents import parse_document
    from pii_scanner.config.settings import Settings

    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert len(parse_document(shown, Settings, page).suppressions) == 2


def test_the_policy_in_the_readme_is_valid() -> None:
    from pii_scanner.config.documents import parse_document
    from pii_scanner.config.policy import Policy
    from pii_scanner.masking.operators.registry import operators

    operators()
    for page in ("README.md", "README.zh-CN.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        (shown,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
        assert parse_document(shown, Policy, page).entities


@pytest.mark.parametrize("notebook", sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb")))
def test_every_notebook_runs(notebook: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("matplotlib")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    source = shutil.copy(ROOT / "notebooks" / notebook, tmp_path)
    book = nbformat.read(source, as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    client.NotebookClient(book, timeout=240, kernel_name="python3", resources=resources).execute()
    pictures = [out for cell in book.cells for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
    assert pictures
