from __future__ import annotations

import os
from pathlib import Path

import pytest

from pii_scanner.errors import ConfigError
from pii_scanner.release.staging import refuse_existing, staging


def test_a_release_appears_whole_at_the_end(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "release"
    with staging(folder) as partial:
        (partial / "copy.csv").write_text("x", encoding="utf-8")
        assert not folder.exists()
    assert [each.name for each in folder.iterdir()] == ["copy.csv"]
    assert [each.name for each in folder.parent.iterdir()] == ["release"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, MemoryError])
def test_nothing_stays_when_something_fails(error: type[BaseException], tmp_path: Path) -> None:
    folder = tmp_path / "release"

    def fail() -> None:
        with staging(folder) as partial:
            (partial / "sub").mkdir()
            (partial / "sub" / "copy.csv").write_text("x", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_becomes_the_release(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    with staging(tmp_path / "release") as partial:
        (partial / "copy.csv").write_text("x", encoding="utf-8")
    assert (tmp_path / "release" / "copy.csv").exists()


def test_a_release_is_never_written_over_another_nor_over_a_file_or_link(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("x", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("full", "file", "link"):
        with pytest.raises(ConfigError, match="exists already"):
            refuse_existing(tmp_path / name)
    assert (tmp_path / "full" / "a").read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_nobody_else_reads_copies_that_are_not_verified(tmp_path: Path) -> None:
    with staging(tmp_path / "release") as partial:
        assert partial.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name != "posix", reason="whether a process lives is asked on POSIX only")
def test_what_a_killed_run_left_behind_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".release.partial-999999999"
    left.mkdir()
    (left / "copy.csv").write_text("x", encoding="utf-8")
    other = tmp_path / ".other.partial-999999999"
    other.mkdir()
    with staging(tmp_path / "release"):
        assert not left.exists()
    assert other.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be written"), staging(tmp_path / "file" / "release"):
        pass


def _published_while_another_was_faster(folder: Path) -> None:
    with staging(folder) as partial:
        (partial / "a.csv").write_text("a", encoding="utf-8")
        folder.mkdir()
        (folder / "b.csv").write_text("b", encoding="utf-8")


def test_of_two_runs_into_one_folder_the_later_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="exists already"):
        _published_while_another_was_faster(tmp_path / "release")
    assert [each.name for each in tmp_path.rglob("*.csv")] == ["b.csv"]
