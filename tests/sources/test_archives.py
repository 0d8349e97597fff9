"""Archives: every member is a source, names are read rightly, what is dangerous is refused and the rest is done."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import py7zr
import pytest
import pyzipper

from pii_scanner.config.reading import ArchiveLimits, ReadingSettings
from pii_scanner.errors import SourceError
from pii_scanner.model.table import Problem
from pii_scanner.sources.archives import members
from pii_scanner.sources.discover import discover
from pii_scanner.sources.hand import at_hand, put_away
from pii_scanner.sources.passwords import forget
from pii_scanner.sources.reading import reading_as
from pii_scanner.sources.registry import open_tables
from tests.builders.files import cut, zip_file
from tests.builders.packages import raw_named_zip, tar_file, unicode_path_zip, zip_bytes, zipcrypto_zip

CSV = "姓名,手机号\n张伟,13800138000\n".encode()
OTHER = "姓名,手机号\n李娜,13900139000\n".encode()


@pytest.fixture(autouse=True)
def _no_leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A temporary folder of its own for each test; at its end nothing of a member is in it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr("pii_scanner.sources.scratch._Folder.path", None)
    monkeypatch.delenv("PII_SCANNER_FILE_PASSWORD", raising=False)
    yield
    put_away()
    forget()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def _found(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return the first cell of each source, and the problems."""
    locations, problems = discover([path])
    cells = {}
    for location in locations:
        with at_hand(location) as here:
            (table,) = open_tables(here)
            cells[location.name] = next(table.batches()).column(0)[0].as_py()
            assert table.source == location.name
    return cells, problems


def _problem(path: Path) -> str:
    cells, problems = _found(path)
    assert cells == {}
    (problem,) = problems
    assert "\n" not in problem.message
    return problem.message


def _read(path: Path) -> str:
    """Return the sentence with which the only member cannot be brought out."""
    (location,), _ = discover([path])
    with pytest.raises(SourceError) as caught, at_hand(location) as here:
        open_tables(here)
    return str(caught.value)


def test_members_of_zip_tar_and_7z_are_sources(tmp_path: Path) -> None:
    parts = {"a.csv": CSV, "目录/b.csv": OTHER, "__MACOSX/._a.csv": b"x", "目录/.DS_Store": b"x"}
    zip_file(tmp_path / "x.zip", dict(parts))
    for name in ("x.tar", "x.tar.gz", "x.tgz", "x.tar.bz2", "x.tar.xz"):
        tar_file(tmp_path / name, parts)
    with py7zr.SevenZipFile(tmp_path / "x.7z", "w") as archive:
        for name, content in parts.items():
            archive.writestr(content, name)
    for path in sorted(tmp_path.glob("x.*")):
        cells, problems = _found(path)
        assert cells == {f"{path.name}/a.csv": "张伟", f"{path.name}/目录/b.csv": "李娜"}, path
        assert problems == []


def test_a_compressed_file_is_one_source_whatever_it_is_called(tmp_path: Path) -> None:
    for name, pack in (("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress), ("a.csv.xz", lzma.compress)):
        (tmp_path / name).write_bytes(pack(CSV))
        assert _found(tmp_path / name)[0] == {name: "张伟"}
    (tmp_path / "data").write_bytes(gzip.compress(CSV) + gzip.compress(OTHER.partition(b"\n")[2]))
    assert _found(tmp_path / "data")[0] == {"data": "张伟"}
    zstd = pytest.importorskip("backports.zstd")
    (tmp_path / "a.csv.zst").write_bytes(zstd.compress(CSV))
    assert _found(tmp_path / "a.csv.zst")[0] == {"a.csv.zst": "张伟"}


def test_names_of_a_chinese_windows(tmp_path: Path) -> None:
    names = {"客户/张伟.csv": CSV, "镕\\黎.csv": OTHER}
    raw_named_zip(tmp_path / "g.zip", {name.encode("gbk"): content for name, content in names.items()})
    assert list(_found(tmp_path / "g.zip")[0]) == ["g.zip/客户/张伟.csv", "g.zip/镕/黎.csv"]
    raw_named_zip(tmp_path / "u.zip", {"客户/张伟.csv".encode(): CSV})
    assert list(_found(tmp_path / "u.zip")[0]) == ["u.zip/客户/张伟.csv"]
    # A name whose second byte is a backslash in GBK.
    raw_named_zip(tmp_path / "b.zip", {"誠.csv".encode("gbk"): CSV})
    assert list(_found(tmp_path / "b.zip")[0]) == ["b.zip/誠.csv"]
    unicode_path_zip(tmp_path / "i.zip", b"??.csv", "㐀𠀀.csv", CSV)
    assert list(_found(tmp_path / "i.zip")[0]) == ["i.zip/㐀𠀀.csv"]


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    raw_named_zip(tmp_path / "x.zip", {b"a.csv": CSV, b"b.csv": OTHER})
    data = (tmp_path / "x.zip").read_bytes().replace(b"b.csv", b"a.csv")
    (tmp_path / "x.zip").write_bytes(data)
    assert _found(tmp_path / "x.zip")[0] == {"x.zip/a.csv": "张伟", "x.zip/a (2).csv": "李娜"}


def test_archives_inside_archives_to_a_depth(tmp_path: Path) -> None:
    deepest = zip_bytes({"4.csv": CSV})
    third = zip_bytes({"d.zip": deepest, "3.csv": CSV})
    second = zip_bytes({"c.zip": third, "2.csv.gz": gzip.compress(CSV)})
    zip_file(tmp_path / "a.zip", {"b.zip": second, "1.csv": OTHER})
    cells, problems = _found(tmp_path / "a.zip")
    assert cells == {"a.zip/b.zip/c.zip/3.csv": "张伟", "a.zip/b.zip/2.csv.gz": "张伟", "a.zip/1.csv": "李娜"}
    (problem,) = problems
    assert problem.message == "a.zip/b.zip/c.zip/d.zip is an archive inside 3 others; those are not opened."


def test_names_that_lead_out_and_links_are_not_followed(tmp_path: Path) -> None:
    raw_named_zip(tmp_path / "x.zip", {b"../out.csv": CSV, b"/etc/y.csv": CSV, b"C:\\z.csv": CSV, b"a.csv": CSV})
    cells, problems = _found(tmp_path / "x.zip")
    assert list(cells) == ["x.zip/a.csv"]
    assert len(problems) == 3
    assert all("leads out of its archive" in problem.message for problem in problems)
    tar_file(tmp_path / "x.tar", {"a.csv": CSV, "../../b.csv": CSV}, {"link.csv": "/etc/passwd"})
    cells, problems = _found(tmp_path / "x.tar")
    assert list(cells) == ["x.tar/a.csv"]
    assert sorted(problem.severity for problem in problems) == ["error", "warning"]
    assert not (tmp_path.parent / "b.csv").exists()


def test_bombs_are_refused_and_the_rest_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pii_scanner.sources.archives.formats._SMALL", 1 << 20)
    zip_file(tmp_path / "x.zip", {"bomb.csv": bytes(5 << 20), "a.csv": CSV})
    cells, problems = _found(tmp_path / "x.zip")
    assert list(cells) == ["x.zip/a.csv"]
    assert "more than 500 times its packed size" in problems[0].message
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(bytes(5 << 20)))
    assert "unpacks to more than" in _read(tmp_path / "bomb.csv.gz")
    with reading_as(ReadingSettings(archives=ArchiveLimits(most_members=2))):
        zip_file(tmp_path / "y.zip", {f"{n}.csv": CSV.decode() for n in range(3)})
        assert "more than 2 members" in _problem(tmp_path / "y.zip")
    with reading_as(ReadingSettings(archives=ArchiveLimits(most_unpacked_gb=1e-6))):
        zip_file(tmp_path / "z.zip", {"a.csv": bytes(5000)})
        assert "which is the limit (`archives` in the settings)" in _problem(tmp_path / "z.zip")


def test_a_member_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    packed = zip_file(tmp_path / "x.zip", {"a.csv": CSV * 1000}).read_bytes()
    size = len(CSV * 1000).to_bytes(4, "little")
    (tmp_path / "x.zip").write_bytes(packed.replace(size, (10).to_bytes(4, "little")))
    assert "damaged or cut off inside its archive" in _read(tmp_path / "x.zip")


def test_passwords_of_zip_and_7z(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zipcrypto_zip(tmp_path / "old.zip", {"a.csv": CSV}, "密码".encode("gbk"))
    with pyzipper.AESZipFile(tmp_path / "aes.zip", "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword("密码".encode())
        archive.writestr("a.csv", CSV)
    for name, hidden in (("names.7z", True), ("open.7z", False)):
        with py7zr.SevenZipFile(tmp_path / name, "w", password="密码", header_encryption=hidden) as archive:
            archive.writestr(CSV, "a.csv")
    for name in ("old.zip", "aes.zip", "names.7z", "open.7z"):
        forget()
        monkeypatch.delenv("PII_SCANNER_FILE_PASSWORD", raising=False)
        assert "Give its password in the environment variable PII_SCANNER_FILE_PASSWORD" in _problem(tmp_path / name)
        monkeypatch.setenv("PII_SCANNER_FILE_PASSWORD", "falsch")
        sentence = _problem(tmp_path / name)
        assert "none of those given opens it" in sentence
        assert "falsch" not in sentence
        monkeypatch.setenv("PII_SCANNER_FILE_PASSWORD", "密码")
        assert _found(tmp_path / name)[0] == {f"{name}/a.csv": "张伟"}


def test_damaged_and_empty_archives(tmp_path: Path) -> None:
    whole = {"a.csv": CSV * 500, "b.csv": CSV}
    assert "not a whole archive" in _problem(cut(zip_file(tmp_path / "x.zip", dict(whole)), 0.5))
    assert "cut off" in _problem(cut(tar_file(tmp_path / "x.tar", whole), 0.3))
    assert "cut off" in _problem(cut(tar_file(tmp_path / "x.tar.gz", whole), 0.3))
    (tmp_path / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    assert "not a whole archive" in _problem(tmp_path / "x.7z")
    (tmp_path / "x.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(100))
    assert "make a ZIP or 7z of it" in _problem(tmp_path / "x.rar")
    assert "holds no files" in _problem(zip_file(tmp_path / "e.zip", {}))
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(CSV * 10_000)[:-30])
    assert "damaged or cut off" in _read(tmp_path / "x.csv.gz")


def test_a_missing_library_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    monkeypatch.setitem(__import__("sys").modules, "py7zr", None)
    assert 'pip install "pii-scanner[archives]"' in _problem(tmp_path / "x.7z")


def test_a_member_lies_in_a_private_folder_and_only_while_it_is_read(tmp_path: Path) -> None:
    (location,), _ = discover([zip_file(tmp_path / "x.zip", {"a.csv": CSV})])
    with at_hand(location) as here:
        assert here.path is not None
        assert here.path.read_bytes() == CSV
        for folder in (here.path.parent, here.path.parent.parent):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not here.path.exists()
    assert members._OPEN
    put_away()
    assert not members._OPEN
