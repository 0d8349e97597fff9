"""pii-scanner key"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr

if TYPE_CHECKING:
    from pii_scanner.config.policy import KeySource

_FILE = click.Path(path_type=Path)


def build() -> click.Command:
    group = click.Group("key", help=tr("Make, show, rotate, split or recover the key of a policy."))
    for command in (_new(), _show(), _rotate(), _split(), _recover()):
        group.add_command(command)
    return group


def _new() -> click.Command:
    @click.option(
        "--output", "-o", type=_FILE, help=tr("A new file for the key (mode 0600) instead of standard output.")
    )
    @click.option("--age", metavar="AGE1...", help=tr("Encrypt the file by age to this recipient (its public key)."))
    def new(output: Path | None, age: str | None) -> int:
        from pii_scanner.masking.keys import new_key, write_key

        if output is None and age is not None:
            raise click.UsageError(tr("--age encrypts a file: name it with -o."))
        if output is None:
            print(new_key())
        else:
            write_key(output, age_recipient=age)
            _say_where(output)
        return 0

    return options.build(
        "new",
        new,
        tr("Make a new master key: 32 random bytes, base64."),
        "  pii-scanner key new -o secret.key\n  pii-scanner key new -o secret.age --age age1...",
    )


def _show() -> click.Command:
    @options.policy
    def show(policy: Path) -> int:
        from pii_scanner.masking.keys import id_of, load_master

        source, recipient = _source(policy)
        print(tr("key id {key}, for recipient {name}", key=id_of(load_master(source)), name=recipient))
        return 0

    return options.build(
        "show", show, tr("Show the id of the key that a policy uses."), "  pii-scanner key show --policy policy.yaml"
    )


def _rotate() -> click.Command:
    @options.policy
    def rotate(policy: Path) -> int:
        from pii_scanner.masking.keys import rotate as rotated

        old, new, kept = rotated(_source(policy)[0])
        print(tr("The key in use is now {new}; the old one, {old}, is kept in {path}.", new=new, old=old, path=kept))
        print(
            tr(
                "Releases from now on do not join with those before: every pseudonym, surrogate and token changes. Mask again what must join. `unmask` finds the old key for old releases as long as that file stays beside the new one."
            )
        )
        return 0

    return options.build(
        "rotate",
        rotate,
        tr("Put a new key in the place of a policy's key file; the old one stays beside it under its id."),
        "  pii-scanner key rotate --policy policy.yaml",
    )


def _split() -> click.Command:
    @options.policy
    @click.option("--shares", type=int, default=3, show_default=True, help=tr("How many codes to print."))
    @click.option("--threshold", type=int, default=2, show_default=True, help=tr("How many of them give the key."))
    def split(policy: Path, shares: int, threshold: int) -> int:
        from pii_scanner.masking.keys import id_of, load_master
        from pii_scanner.masking.recovery import recovery_codes

        master = load_master(_source(policy)[0])
        codes = recovery_codes(master, shares, threshold)
        print(
            tr(
                "Any {threshold} of these {shares} codes give the key {key}. Print them, keep them in different places, leave no file of them.",
                threshold=threshold,
                shares=shares,
                key=id_of(master),
            )
        )
        for number, code in enumerate(codes, 1):
            print(f"\n{number}/{shares}\n{code}")
        return 0

    return options.build(
        "split",
        split,
        tr("Print recovery codes of a policy's key, some of which give it back."),
        "  pii-scanner key split --policy policy.yaml --shares 3 --threshold 2",
    )


def _recover() -> click.Command:
    @click.option("--output", "-o", type=_FILE, required=True, help=tr("A new file for the key (mode 0600)."))
    def recover(output: Path) -> int:
        from pii_scanner.masking.keys import as_text, id_of, master_of, write_key
        from pii_scanner.masking.recovery import recovered

        master = recovered(_codes())
        text = as_text(master)
        master_of(text)
        write_key(output, text)
        print(tr("This is the key {key}.", key=id_of(master)))
        _say_where(output)
        return 0

    return options.build(
        "recover",
        recover,
        tr("Make the key file anew from recovery codes, asked for or one a line on standard input."),
        "  pii-scanner key recover -o secret.key",
    )


def _codes() -> list[str]:
    """Return the codes that a user types (unseen, an empty one ends) or that stand on standard input."""
    if not sys.stdin.isatty():
        # What `key split` prints around the codes, in any language, may stay.
        lines = [line.split() for line in sys.stdin.read().splitlines()]
        return [
            " ".join(words) for words in lines if len(words) > 1 and all(w.isascii() and w.isalpha() for w in words)
        ]
    codes: list[str] = []
    while True:
        code = click.prompt(
            tr("Code {number} (empty: no more)", number=len(codes) + 1), hide_input=True, default="", show_default=False
        )
        if not code.strip():
            return codes
        codes.append(code)


def _source(policy: Path) -> tuple[KeySource, str]:
    """Return where a policy's key is, and its recipient."""
    from pii_scanner.errors import ConfigError
    from pii_scanner.masking.policies import policy_of

    read = policy_of(policy)
    if read.key is None:
        raise ConfigError(tr("{name} names no key.", name=policy.name))
    return read.key, read.recipient.name


def _say_where(path: Path) -> None:
    print(tr("The key is in {path}. Keep it: without it the next release will not join with this one.", path=path))
