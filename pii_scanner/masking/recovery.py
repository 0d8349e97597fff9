"""Recovery codes: a master key split so that some of the codes give it back (Shamir, words of SLIP-39)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr


def recovery_codes(master: bytes, shares: int, threshold: int) -> list[str]:
    """Return `shares` codes (lines of English words) of which any `threshold` give the key, fewer tell nothing.

    Raises ConfigError unless 2 <= threshold <= shares <= 16, and for a key of an odd number of bytes.
    """
    if not 2 <= threshold <= shares <= 16:
        raise ConfigError(tr("Codes: 2 to 16, and as many or fewer of them, but two at least, must give the key."))
    if len(master) % 2:
        raise ConfigError(tr("A key of an odd number of bytes cannot be split; `pii-scanner key new` makes one of 32."))
    library = _library()
    return list(library.generate_mnemonics(1, [(threshold, shares)], master)[0])


def recovered(codes: Sequence[str]) -> bytes:
    """Return the key that recovery codes give; raises ConfigError when they are too few, mistyped or of another key."""
    library = _library()
    try:
        typed = list(dict.fromkeys(" ".join(code.lower().split()) for code in codes))
        shares = [library.share.Share.from_mnemonic(code) for code in typed]
        if len({share.identifier for share in shares}) == 1:
            typed = typed[: shares[0].member_threshold]  # the library takes as many as are needed, and no more
        return bytes(library.combine_mnemonics(typed))
    except (library.MnemonicError, ValueError) as error:
        raise ConfigError(
            tr("These codes do not give a key: too few of them, a word mistyped, or codes of different keys.")
        ) from error


def _library() -> Any:
    try:
        import shamir_mnemonic
    except ModuleNotFoundError as error:
        raise ConfigError(tr('Recovery codes need an extra: pip install "pii-scanner[recovery]".')) from error
    return shamir_mnemonic
