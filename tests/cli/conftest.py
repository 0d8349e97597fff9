from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pii_scanner import i18n
from pii_scanner.cli import main
from pii_scanner.demo.persons import Person, persons
from tests.builders.tables import MASTER, person_columns, write_csv
from tests.cli.commands import POLICY, Cli, Outcome


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English messages whatever the machine's locale is, and the key in the environment."""
    monkeypatch.setenv("PII_SCANNER_LANG", "en")
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    before = i18n.current_language()
    yield
    i18n.set_language(before)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as stop:
            main([str(each) for each in arguments])
        said = capsys.readouterr()
        assert isinstance(stop.value.code, int)
        return Outcome(stop.value.code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def people() -> list[Person]:
    return persons(25, 77)


@pytest.fixture
def data(people: list[Person], tmp_path: Path) -> Path:
    write_csv(tmp_path / "data" / "客户.csv", person_columns(people))
    return tmp_path / "data"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path
