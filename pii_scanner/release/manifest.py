"""The manifest: what a release holds, how it was masked and what was checked; no raw value, never the key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from pii_scanner.config.policy import Policy
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.masking.operators.registry import may_reverse
from pii_scanner.masking.plan import frozen_parameters
from pii_scanner.model.plan import ColumnPlan, Rule
from pii_scanner.model.table import Problem
from pii_scanner.release.checksums import table_checksum
from pii_scanner.release.copies import CopiedFile, CopiedTable
from pii_scanner.release.reopened import reopened
from pii_scanner.release.risk import TableRisk
from pii_scanner.release.verification import Verification
from pii_scanner.version import VERSION

MANIFEST = "manifest.json"


def manifest_of(
    run_id: str,
    created: str,
    policy: Policy,
    key_id: str | None,
    files: Sequence[CopiedFile],
    left_out: Sequence[Problem],
    warnings: Sequence[str],
    risks: Sequence[TableRisk],
    verification: Verification,
    scrub: Callable[[str], str],
    digest: Callable[[Path], str] | None = None,
    stood: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the manifest as a document of plain types; `scrub` takes known values out of its sentences.

    `digest` gives the SHA-256 of a file in hexadecimal digits, by default read here. `stood` are keyed hashes of numbers
    that looked like tokens before there was any.
    """
    limits = policy.risk
    digest = cache(digest or sha256_of)
    return {
        "version": 1,
        "run_id": run_id,
        "created": created,
        "tool_version": VERSION,
        "recipient": {
            "name": policy.recipient.name,
            "purpose": policy.recipient.purpose,
            "agreement": policy.recipient.agreement,
            "expires": policy.recipient.expires.isoformat() if policy.recipient.expires else None,
        },
        "policy_hash": policy.fingerprint(),
        "operators": operators_of(policy),
        "key_id": key_id,
        **_way_back(policy, stood),
        "files": [_file(each, scrub, digest) for each in files],
        "left_out": [
            {"source": scrub(each.source), "table": scrub(each.table), "message": scrub(each.message)}
            for each in left_out
        ],
        "warnings": [scrub(each) for each in warnings],
        "risk": {
            "quasi_identifiers": list(limits.quasi_identifiers) if limits else [],
            "k": min((each.k for each in risks if each.rows), default=None),
            "limit": limits.k if limits else None,
            "tables": [asdict(each) for each in risks],
        },
        "verification": {
            "rescanned_columns": verification.rescanned_columns,
            "searched_values": verification.searched_values,
            "searched_bytes": verification.searched_bytes,
            "checks": [{"check": check, "result": result} for check, result in verification.checks],
        },
    }


def operators_of(policy: Policy) -> dict[str, str]:
    """Return the policy's operator of each entity type."""
    return {name: spec.operator for name, spec in sorted(policy.entities.items())}


def _file(file: CopiedFile, scrub: Callable[[str], str], digest: Callable[[Path], str]) -> dict[str, Any]:
    """Return a file of the release; of a member of an archive, sha256 and bytes are those of the archive."""
    if file.database is not None:
        with reopened(file) as copy:
            sums = {table.name: table_checksum(table) for table in copy.tables}
        tables = [{**_table(each, scrub), "checksum": sums.get(each.name, "")} for each in file.tables]
        whole = hashlib.sha256(json.dumps([(each["table"], each["checksum"]) for each in tables]).encode("utf-8"))
        return {
            "name": file.name,
            "database": {"url": file.database.address, "schema": file.database.server.schema},
            "sha256": whole.hexdigest(),
            "bytes": 0,
            "tables": tables,
            "warnings": [scrub(each) for each in file.warnings],
        }
    member = {"file": file.file} if file.is_member else {}
    inside = {"inside": list(file.inside)} if file.inside else {}
    return {
        "name": file.name,
        **member,
        **inside,
        "sha256": digest(file.path),
        "bytes": file.path.stat().st_size,
        "tables": [_table(each, scrub) for each in file.tables],
        "warnings": [scrub(each) for each in file.warnings],
    }


def _table(table: CopiedTable, scrub: Callable[[str], str]) -> dict[str, Any]:
    names = dict(table.columns)
    return {
        "table": table.name,
        "rows": table.rows,
        "rows_left": dict(table.left),
        "columns": [
            {
                "column": names.get(each.column) or scrub(each.column),
                "entity_types": list(each.entity_types),
                "operator": each.operator,
                "mode": each.mode,
                "explicit": each.explicit,
                **({"kept_by_type": True} if each.kept_by_type else {}),
                "reason": scrub(each.reason),
                **_reversible(each, scrub),
            }
            for each in table.plan.columns
        ],
    }


def _way_back(policy: Policy, stood: Iterable[str]) -> dict[str, Any]:
    """Return what `unmask` must know of values inside texts: the policy's rules of types, and what is no token."""
    rules = [Rule(name, spec.operator, frozen_parameters(spec)) for name, spec in sorted(policy.entities.items())]
    reversible = [each for each in rules if may_reverse(each)]
    return {"way_back": {"rules": _written(reversible), "stood": sorted(stood)}} if reversible else {}


def _reversible(column: ColumnPlan, scrub: Callable[[str], str]) -> dict[str, Any]:
    """Return what `unmask` must know of a column that the holder of the key can turn back."""
    if not any(map(may_reverse, column.rules)):
        return {}
    return {"data_type": scrub(column.data_type), "rules": _written(column.rules)}


def _written(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    return [
        {"entity_type": each.entity_type, "operator": each.operator, "parameters": dict(each.parameters)}
        for each in rules
    ]


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def write_manifest(manifest: dict[str, Any], folder: Path) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a release; raises ConfigError when there is none or it is damaged."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            tr("{name} is no release: it has no manifest.json. Name the folder that mask wrote.", name=folder)
        ) from error
    except ValueError as error:
        raise ConfigError(tr("The manifest of {name} is damaged: it is no JSON.", name=folder)) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), list):
        raise ConfigError(tr("The manifest of {name} is damaged: it lists no files.", name=folder))
    return manifest
