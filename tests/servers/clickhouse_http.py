"""ClickHouse's engine (chDB) behind its HTTP interface, in a process of its own: for tests, where no server is at hand.

python -m tests.servers.clickhouse_http FOLDER PORT
"""

from __future__ import annotations

import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlparse

_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)
_READS = re.compile(r"\s*(?:select|show|describe|desc|with|exists|set)\b", re.IGNORECASE)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    session: Any = None
    lock = threading.Lock()
    read_only: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _answer(self, body: str) -> None:
        url = urlparse(self.path)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/ping":
            self._send(200, b"Ok.\n")
            return
        try:
            self._send(200, self._run(given.get("query") or body, given))
        except Exception as error:
            self._send(500, str(error).encode())

    def _run(self, statement: str, given: dict[str, str]) -> bytes:
        session = given.get("session_id", "")
        if statement.strip().casefold() == "set readonly = 1":
            self.read_only.add(session)
            return b""
        if session in self.read_only and not _READS.match(statement):
            raise RuntimeError("Code: 164. DB::Exception: Cannot execute query in readonly mode. (READONLY)")
        form = given.get("default_format", "TabSeparated")
        if named := _FORMAT.search(statement):
            form, statement = named[1], statement[: named.start()]
        chosen = ", ".join(f"{name}={value}" for name, value in given.items() if name.startswith("output_format"))
        if chosen and statement.lstrip().casefold().startswith("select"):
            statement += f" SETTINGS {chosen}"
        with self.lock:
            if given.get("database"):
                self.session.query(f"USE `{given['database']}`")
            result = self.session.query(statement, form)
        return bytes(result.bytes() or b"")

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-ClickHouse-Summary", "{}")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: a statement may hold values."""


def main(folder: str, port: int) -> None:
    from chdb.session import Session

    Handler.session = Session(folder)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
