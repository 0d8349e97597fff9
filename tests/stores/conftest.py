"""An S3-compatible server on this machine (moto), and an endpoint that refuses everything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

moto_server = pytest.importorskip("moto.server")
pytest.importorskip("s3fs")

SECRET = "s3cretAccessKey"


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def account(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Put credentials and the endpoint into the environment; return the endpoint."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return endpoint


@pytest.fixture
def bucket(account: str) -> Iterator[Any]:
    """An empty bucket called `data`, emptied afterwards."""
    import boto3

    store = boto3.resource("s3", endpoint_url=account, region_name="us-east-1")
    made = store.create_bucket(Bucket="data")
    yield made
    made.objects.all().delete()


@pytest.fixture
def refusing() -> Iterator[str]:
    """An endpoint that answers every request with 403."""

    class Refusal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(403)

        def do_HEAD(self) -> None:
            self.send_error(403)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Refusal)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
