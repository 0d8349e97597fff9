"""Checksums of tables that stand in no file: whether the rows of a copy are still those that were verified."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.distinct import as_strings
from pii_scanner.model.table import Table

_MODULUS = 1 << 256


def table_checksum(table: Table) -> str:
    """Return the sum of the SHA-256 of all rows, modulo 2^256: it does not depend on their order."""
    total = 0
    for batch in table.batches():
        cells = [pc.replace_substring(as_strings(array), "\x1f", "\x1f\x1f") for array in batch.columns]
        rows = pc.binary_join_element_wise(*cells, "\x1f", null_handling="replace", null_replacement="\x00")
        digests = (hashlib.sha256(row).digest() for row in rows.cast(pa.binary()).to_pylist())
        total += sum(int.from_bytes(digest, "big") for digest in digests)
    return f"{total % _MODULUS:064x}"
