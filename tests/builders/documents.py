"""Word documents and PDFs made by hand, no larger than a test needs."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.builders.files import zip_file

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Algorithm 2 of ISO 32000-1, 7.6.3.3.
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def paragraph(text: str) -> str:
    """Return a paragraph whose text is cut into two runs, as Word does at any change of format."""
    half = len(text) // 2
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(each)}</w:t></w:r>' for each in (text[:half], text[half:]))
    return f"<w:p>{runs}</w:p>"


def word_table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def text_box(text: str) -> str:
    return f'<w:p><w:r><w:pict><w:txbxContent xmlns:w="{_W}">{paragraph(text)}</w:txbxContent></w:pict></w:r></w:p>'


def docx_file(path: Path, body: str, parts: dict[str, str] | None = None, *, author: str = "") -> Path:
    """Write a document; `parts` are further parts by their short name (header1, comments) with their paragraphs."""
    found = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": _part("document", f"<w:body>{body}</w:body>"),
    }
    for name, content in (parts or {}).items():
        found[f"word/{name}.xml"] = _part("part", content)
    if author:
        found["docProps/core.xml"] = f'<c xmlns:dc="http://purl.org/dc/"><dc:creator>{author}</dc:creator></c>'
    return zip_file(path, dict(found))


def _part(tag: str, content: str) -> str:
    return f'<w:{tag} xmlns:w="{_W}">{content}</w:{tag}>'


def pdf_file(path: Path, pages: Sequence[Sequence[str] | None], *, author: str = "", password: str = "") -> Path:
    """Write a PDF: each page has lines of text, or is a picture (None); encrypted with RC4 if there is a password."""
    count = len(pages)
    first = 5
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(count))
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 80>>>>]>>"
    )
    seal = _Seal(password)
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode(),
        3: font,
        4: picture + b"stream\n" + seal(4, b"\x80") + b"\nendstream",
    }
    for number, lines in enumerate(pages):
        at = first + 2 * number
        objects[at] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {at + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>/XObject<</I 4 0 R>>>>>>"
        ).encode()
        content = b"q 500 0 0 700 0 0 cm /I Do Q" if lines is None else _shown(lines)
        objects[at + 1] = f"<</Length {len(content)}>>stream\n".encode() + seal(at + 1, content) + b"\nendstream"
    last = first + 2 * count
    named = b"\xfe\xff" + author.encode("utf-16-be")
    objects[last] = b"<</Author<" + seal(last, named).hex().encode() + b">>>" if author else b"<<>>"
    path.write_bytes(_assembled(objects, seal, last))
    return path


def _shown(lines: Sequence[str]) -> bytes:
    text = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -16 Td" for line in lines)
    return f"BT /F1 12 Tf 40 800 Td {text} ET".encode()


def _assembled(objects: dict[int, bytes], seal: _Seal, info: int) -> bytes:
    data, places = bytearray(b"%PDF-1.4\n"), {}
    if seal.dictionary:
        objects[info + 1] = seal.dictionary
    for number, content in objects.items():
        places[number] = len(data)
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for number in sorted(objects):
        data += f"{places[number]:010d} 00000 n \n".encode()
    more = f"/Encrypt {info + 1} 0 R/ID[<{'00' * 16}><{'00' * 16}>]" if seal.dictionary else ""
    data += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info {info} 0 R{more}>>\n".encode()
    return bytes(data) + f"startxref\n{start}\n%%EOF\n".encode()


class _Seal:
    """The standard security handler, revision 2 (40 bits); without a password it leaves bytes as they are."""

    def __init__(self, password: str) -> None:
        self.dictionary, self._key = b"", b""
        if not password:
            return
        padded = (password.encode("ascii") + _PADDING)[:32]
        owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
        rights = struct.pack("<i", -4)
        self._key = hashlib.md5(padded + owner + rights + bytes(16)).digest()[:5]
        user = _rc4(self._key, _PADDING)
        self.dictionary = f"<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{user.hex()}>/P -4>>".encode()

    def __call__(self, number: int, data: bytes) -> bytes:
        if not self._key:
            return data
        return _rc4(hashlib.md5(self._key + struct.pack("<I", number)[:3] + b"\x00\x00").digest()[:10], data)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    made, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + state[i]) & 255
        state[i], state[j] = state[j], state[i]
        made.append(byte ^ state[(state[i] + state[j]) & 255])
    return bytes(made)
