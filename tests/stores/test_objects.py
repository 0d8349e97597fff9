"""Objects of an S3-compatible store: listed, read, masked; what fails is one sentence without credentials."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pii_scanner.config.reading import ReadingSettings
from pii_scanner.config.settings import settings_of
from pii_scanner.errors import ConfigError
from pii_scanner.jobs.mask import mask_sources
from pii_scanner.jobs.scan import scan_into, scan_sources
from pii_scanner.model.inventory import Inventory
from pii_scanner.sources.discover import discover
from pii_scanner.sources.reading import reading_as
from pii_scanner.sources.stores import filesystem
from tests.builders.packages import zip_bytes
from tests.builders.tables import MASTER, policy
from tests.stores.conftest import SECRET

CSV = "姓名,手机号\n" + "".join(f"张伟,1380013{n:04d}\n" for n in range(40))


@pytest.fixture
def settings(account: str) -> ReadingSettings:
    return ReadingSettings(stores={"s3": {"endpoint_url": account}})


@pytest.fixture
def filled(bucket: Any, tmp_path: Path) -> Any:
    pq.write_table(pa.table({"手机号": [f"1380013{n:04d}" for n in range(40)]}), tmp_path / "a.parquet")
    bucket.put_object(Key="in/客户.csv", Body=CSV.encode())
    bucket.put_object(Key="in/2026/a.csv.gz", Body=gzip.compress(CSV.encode()))
    bucket.put_object(Key="in/2026/包.zip", Body=zip_bytes({"内/b.csv": CSV.encode(), "c.csv": CSV.encode()}))
    bucket.put_object(Key="in/2026/a.parquet", Body=(tmp_path / "a.parquet").read_bytes())
    bucket.put_object(Key="in/empty/", Body=b"")
    bucket.put_object(Key="other/x.csv", Body=CSV.encode())
    return bucket


def _sentence(argument: str) -> str:
    locations, (problem,) = discover([argument])
    assert locations == []
    assert SECRET not in problem.message
    assert "\n" not in problem.message
    return problem.message


def test_a_prefix_an_object_and_a_glob(filled: Any, settings: ReadingSettings) -> None:
    with reading_as(settings):
        names = [location.name for location in discover(["s3://data/in/"])[0]]
        assert names == [
            "s3://data/in/2026/a.csv.gz",
            "s3://data/in/2026/a.parquet",
            "s3://data/in/2026/包.zip/内/b.csv",
            "s3://data/in/2026/包.zip/c.csv",
            "s3://data/in/客户.csv",
        ]
        assert [each.copy_name for each in discover(["s3://data/in/客户.csv"])[0]] == ["客户.csv"]
        found = discover(["s3://data/in/*/a.*"])[0]
        assert [each.copy_name for each in found] == ["2026/a.csv.gz", "2026/a.parquet"]


def test_objects_are_scanned_like_files(filled: Any, settings: ReadingSettings) -> None:
    with reading_as(settings):
        inventory = scan_sources(["s3://data/in"])
    assert inventory.problems == ()
    found = {(record.source, record.column) for record in inventory.columns if "CN_MOBILE" in record.types()}
    assert len(found) == 5
    assert SECRET not in repr(inventory)


def test_masked_objects_become_a_local_release(
    filled: Any, settings: ReadingSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = policy(
        entities={"CN_MOBILE": "pseudonymize", "PERSON": "surrogate"}, default="redact", key={"env": "PII_SCANNER_KEY"}
    )
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    with reading_as(settings):
        release = mask_sources(["s3://data/in"], rules, tmp_path / "release")
    names = sorted(p.relative_to(release.folder).as_posix() for p in release.folder.rglob("*") if p.is_file())
    assert names == ["2026/a.csv.gz", "2026/a.parquet", "2026/包.zip", "manifest.json", "report.html", "客户.csv"]
    assert "1380013" not in gzip.decompress((release.folder / "2026/a.csv.gz").read_bytes()).decode()
    # The store is only read.
    assert filled.Object("in/客户.csv").get()["Body"].read() == CSV.encode()


def test_what_is_not_there(bucket: Any, settings: ReadingSettings) -> None:
    with reading_as(settings):
        for url in ("s3://no-such-bucket/a/", "s3://data/none.csv"):
            assert _sentence(url) == f"{url} does not exist: check the bucket and the path."
        for url in ("s3://data/none/*.csv", "s3://data/"):
            assert _sentence(url) == f"{url} holds no objects: check the bucket and the path."


def test_a_refusal(account: str, refusing: str) -> None:
    with reading_as(ReadingSettings(stores={"s3": {"endpoint_url": refusing}})):
        assert "may not be read with the credentials in use" in _sentence("s3://data/a.csv")


def test_an_endpoint_that_does_not_answer(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filesystem, "_WAIT", 0)
    with reading_as(ReadingSettings(stores={"s3": {"endpoint_url": "http://127.0.0.1:9"}})):
        assert "cannot be reached: check the network and the endpoint" in _sentence("s3://data/a.csv")


def test_no_credentials(endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with reading_as(ReadingSettings(stores={"s3": {"endpoint_url": f"{endpoint}/", "anon": False}})):
        assert "no credentials were found" in _sentence("s3://data/a.csv")


def test_an_object_gone_between_listing_and_reading_is_a_problem_of_its_own(
    filled: Any, settings: ReadingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading_as(settings):
        found = discover(["s3://data/in/2026/a.parquet", "s3://data/in/客户.csv"])
        filled.Object("in/客户.csv").delete()
        monkeypatch.setattr("pii_scanner.engines.engine.discover", lambda *_: found)
        inventory = scan_sources(["x"])
    assert [problem.message for problem in inventory.problems] == [
        "s3://data/in/客户.csv does not exist: check the bucket and the path."
    ]
    assert {record.source for record in inventory.columns} == {"s3://data/in/2026/a.parquet"}


def test_a_dropped_connection_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filesystem, "_WAIT", 0)
    times: list[int] = []

    def read() -> str:
        times.append(1)
        if len(times) < 3:
            raise ConnectionResetError
        return "read"

    assert filesystem.tried("s3://data/a.csv", read) == "read"


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert 'pip install "pii-scanner[object-stores]"' in _sentence("s3://data/a.csv")


def test_accounts_and_signatures_are_never_shown() -> None:
    assert filesystem.shown("sftp://me:s3cret@host/a.csv") == "sftp://host/a.csv"
    assert filesystem.shown("https://host/a.csv?X-Amz-Signature=abc") == "https://host/a.csv"


def test_credentials_in_the_settings_are_refused() -> None:
    with pytest.raises(ConfigError, match="looks like a credential"):
        settings_of({"stores": {"s3": {"client_kwargs": {"aws_secret_access_key": "x"}}}})
    assert settings_of({"stores": {"s3": {"endpoint_url": "http://minio:9000"}}}).reading.stores


def test_an_object_that_did_not_change_is_not_fetched_again(
    filled: Any, settings: ReadingSettings, tmp_path: Path
) -> None:
    def scanned(**how: bool) -> Inventory:
        return scan_into(["s3://data/in"], tmp_path / "out", **how).inventory

    with reading_as(settings):
        first = scanned()
        filled.put_object(Key="in/客户.csv", Body=CSV.replace("1380013", "1380014").encode())
        second = scanned()
        assert (first.run.unchanged, second.run.unchanged, scanned().run.unchanged) == (0, 4, 5)
        assert [c for c in second.columns if c.source != "s3://data/in/客户.csv"] == [
            c for c in first.columns if c.source != "s3://data/in/客户.csv"
        ]
        assert scanned(full=True).run.unchanged == 0
