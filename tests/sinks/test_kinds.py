"""What declared types of databases mean to a copy of another dialect."""

from __future__ import annotations

import pytest

from pii_scanner.sinks.databases.kinds import Kind, kind_of


@pytest.mark.parametrize(
    ("declared", "meant"),
    [
        ("UInt64", Kind("uint64")),
        ("Nullable(Int8)", Kind("int16")),
        ("LowCardinality(Nullable(String))", Kind("text")),
        ("FixedString(18)", Kind("text", length=18)),
        ("Nullable(Decimal(18, 2))", Kind("decimal", precision=18, scale=2)),
        ("DateTime('Asia/Shanghai')", Kind("timestamptz")),
        ("DateTime64(3)", Kind("timestamp")),
        ("Enum8('正常' = 1, '逾期' = 2)", Kind("enum", labels=("正常", "逾期"))),
        ("Enum16('a`b\\'c' = 1000)", Kind("enum", labels=("a`b'c",))),
        ("SimpleAggregateFunction(sum, UInt64)", Kind("uint64")),
        ("Map(String, String)", Kind("other")),
    ],
)
def test_types_of_clickhouse_are_understood(declared: str, meant: Kind) -> None:
    assert kind_of(declared, "clickhousedb") == meant


def test_an_int8_of_postgresql_has_eight_bytes() -> None:
    assert kind_of("int8", "postgresql") == Kind("int64")
