"""Text in any encoding is read from any byte of its UTF-8 on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.sources.encoding import detect_encoding
from pii_scanner.sources.utf8_file import Utf8File

# Characters of one to four bytes, so that pieces of the file end in the midst of some.
_TEXT = "".join(f"{n},张伟a𠮷é\n" for n in range(200_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_reading_begins_anywhere(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = _TEXT if encoding != "big5" else "".join(f"{n},張偉的貸款已還清a\n" for n in range(200_000))
    path.write_bytes(text.encode(encoding))
    file, whole = Utf8File(path, detect_encoding(path)), text.encode()
    with file.opened() as stream:
        assert stream.read() == whole
    for begin in range(0, len(whole), len(whole) // 17):
        with file.opened(begin) as stream:
            assert stream.read(999) == whole[begin : begin + 999]
