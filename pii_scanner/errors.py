"""The errors a user may see: each says what is wrong, where, and what to do."""

from __future__ import annotations


class PiiScannerError(Exception):
    """Base of all expected failures; `exit_code` is what the command line returns."""

    exit_code = 1


class ConfigError(PiiScannerError):
    """A policy, preset or command-line value that cannot be used."""

    exit_code = 2


class PolicyError(ConfigError):
    """A policy that does not fit the data (a column no rule names, an unknown operator)."""


class SourceError(PiiScannerError):
    """A file, folder or database that cannot be read."""

    exit_code = 3


class ReleaseRefused(PiiScannerError):
    """A masked copy that might still hold personal information; nothing was published."""

    exit_code = 4


class LockedError(PiiScannerError):
    """Another run holds the lock on the same output."""

    exit_code = 75
