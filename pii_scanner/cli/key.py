"""pii-scanner key"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        help=tr("A new file for the key (mode 0600) instead of standard output."),
    )
    def new(output: Path | None) -> int:
        from pii_scanner.masking.keys import new_key, write_key

        if output is None:
            print(new_key())
        else:
            write_key(output)
            print(
                tr(
                    "The key is in {path}. Keep it: without it the next release will not join with this one.",
                    path=output,
                )
            )
        return 0

    @options.policy
    def show(policy: Path) -> int:
        from pii_scanner.errors import ConfigError
        from pii_scanner.masking.keys import Keys, load_master
        from pii_scanner.masking.policies import policy_of

        read = policy_of(policy)
        if read.key is None:
            raise ConfigError(tr("{name} names no key.", name=policy.name))
        keys = Keys(load_master(read.key), read.recipient.name)
        print(tr("key id {key}, for recipient {name}", key=keys.key_id, name=read.recipient.name))
        return 0

    group = click.Group("key", help=tr("Make a key, or show which one a policy uses (never the key itself)."))
    group.add_command(
        options.build(
            "new", new, tr("Make a new master key: 32 random bytes, base64."), "  pii-scanner key new -o secret.key"
        )
    )
    group.add_command(
        options.build(
            "show",
            show,
            tr("Show the id of the key that a policy uses."),
            "  pii-scanner key show --policy policy.yaml",
        )
    )
    return group
