"""Cells that do not show what they hold: hashes, encrypted values, Base64; and what stands inside Base64."""

from __future__ import annotations

import base64
import binascii

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.detection.spans import joined_spans
from recognizers import forms
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.ordered import spread

Bools = npt.NDArray[np.bool_]
# Hexadecimal digests of 128 to 512 bits, in one case; password hashes and tokens by how they begin.
_HEX = "|".join(f"[0-9a-f]{{{n}}}|[0-9A-F]{{{n}}}" for n in (32, 40, 48, 56, 64, 96, 128))
_HASHED = (
    rf"^(?:(?:0x|md5[:$]|sha(?:1|224|256|384|512)[:$])?(?:{_HEX}))$"
    r"|^(?:\$2[abxy]?\$|\$argon2|\$pbkdf2|\$[156]\$|\{S?SHA(?:256|512)?\}|pbkdf2_sha256\$|gAAAAA|ENC\(|-----BEGIN |eyJ[A-Za-z0-9_-]+\.eyJ)"
)
_BASE64 = r"^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^(?:[A-Za-z0-9_-]{4}){4,}(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$"
# Digests of 128 to 512 bits in Base64, with the signs that fill it up.
_DIGEST = r"^(?:[A-Za-z0-9+/_-]{22}==|[A-Za-z0-9+/_-]{27}=|[A-Za-z0-9+/_-]{43}=|[A-Za-z0-9+/_-]{86}==)$"
_DIGEST_LENGTHS = np.zeros(90, dtype=np.bool_)
_DIGEST_LENGTHS[[24, 28, 44, 88]] = True
# Random numbers of RFC 9562 as 32 hexadecimal digits: one digest in eight has a version and a variant where they have them.
_UUID = r"^[0-9A-Fa-f]{12}[1-8][0-9A-Fa-f]{3}[89ABab][0-9A-Fa-f]{15}$"
_BEYOND_ASCII = forms.HAN | forms.ODD | forms.FOREIGN
_BOTH_CASES = forms.UPPER | forms.LOWER
_SHORTEST_DIGEST = 32
# How hashes begin that are shorter than a digest, or longer.
_BEGINS_HASHED = np.zeros(256, dtype=np.bool_)
_BEGINS_HASHED[[*b"$0ms{pgE-e"]] = True
_SHORTEST = 16
_DECODED_PER_BATCH = 100
_MOST_BYTES = 1 << 16
_PRINTABLE = 0.95


def count_opaque(
    profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None, claimed: Bools
) -> None:
    """Count the cells of a batch, among those that are no value, that do not show what they hold."""
    rest = np.flatnonzero(~claimed & (column.lengths >= _SHORTEST))
    if len(rest) * 2 < len(column):
        return
    rest = rest[column.classes[rest] & _BEYOND_ASCII == 0]
    if not len(rest):
        return
    weight = np.ones(len(rest), dtype=np.int64) if weights is None else weights[rest]
    lengths, first = column.lengths[rest], column.data[column.offsets[:-1][rest]]
    # A number of so many digits is one of an order or a ledger.
    lettered = column.classes[rest] & _BOTH_CASES != 0
    hashed = _matching(column, rest, lettered & ((lengths >= _SHORTEST_DIGEST) | _BEGINS_HASHED[first]), _HASHED)
    # Words run together use one case; what is encoded has capitals, small letters and, mostly, digits.
    mixed = column.classes[rest] & _BOTH_CASES == _BOTH_CASES
    hashed |= _matching(column, rest, mixed & _DIGEST_LENGTHS[np.minimum(lengths, len(_DIGEST_LENGTHS) - 1)], _DIGEST)
    profile.hashed += int(weight[hashed].sum())
    likely = hashed & (lengths == _SHORTEST_DIGEST)
    profile.uuids += int(weight[_matching(column, rest, likely, _UUID)].sum())
    encoded = _matching(column, rest, mixed & (lengths % 4 == 0) & ~hashed, _BASE64)
    if not encoded.any():
        return
    profile.encoded += int(weight[encoded].sum())
    _look_inside(profile, column.array.take(pa.array(rest[encoded])))


def _matching(column: TextColumn, rows: npt.NDArray[np.int64], likely: Bools, pattern: str) -> Bools:
    """Return which of the likely ones among some rows match a pattern."""
    found = np.zeros(len(rows), dtype=np.bool_)
    chosen = np.flatnonzero(likely)
    if len(chosen):
        found[chosen] = holding(column.array.take(pa.array(rows[chosen])), pattern)
    return found


def _look_inside(profile: ColumnProfile, cells: pa.Array) -> None:
    """Decode some of the cells; what is readable text is searched for values."""
    if not len(cells):
        return
    chosen = spread(len(cells), _DECODED_PER_BATCH)
    texts = [_decoded(cell) for cell in cells.take(pa.array(chosen)).to_pylist()]
    profile.decoded_of += len(texts)
    readable = [text for text in texts if text is not None]
    profile.decoded += len(readable)
    if not readable:
        return
    rows, spans = joined_spans(readable, failed=profile.failed)
    found: dict[str, set[int]] = {}
    for row, span in zip(rows.tolist(), spans, strict=True):
        found.setdefault(span.entity_type, set()).add(row)
    for entity_type, there in found.items():
        profile.inside_encoded[entity_type] = profile.inside_encoded.get(entity_type, 0) + len(there)


def _decoded(cell: str) -> str | None:
    """Return the text that a Base64 cell holds, or None where it holds none."""
    try:
        data = base64.b64decode(cell[:_MOST_BYTES].replace("-", "+").replace("_", "/"), validate=True)
        text = data.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    shown = sum(character.isprintable() or character in "\r\n\t" for character in text)
    return text if text and shown >= _PRINTABLE * len(text) else None
