"""The story of a decision: find the place in the inventory, add the decision, write the reports again."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path

from pii_scanner.errors import ConfigError
from pii_scanner.frameworks.registry import shipped_frameworks
from pii_scanner.i18n import tr
from pii_scanner.inventory import store
from pii_scanner.inventory.decisions import append, history
from pii_scanner.jobs.lock import locked
from pii_scanner.jobs.scan import INVENTORY
from pii_scanner.model.decisions import ACCEPTED, HUMAN, LEVEL, REJECTED, WITHDRAWN, Decision, last_words
from pii_scanner.model.inventory import Inventory
from pii_scanner.reports import write_reports
from recognizers.registry import recognizers

Place = tuple[str, str, str]
LEVEL_WORD = "level"


@dataclass(frozen=True)
class Choices:
    """What is decided about one column: entity types, a level (1-5), and which earlier decisions end.

    `withdraw` names entity types, or "level".
    """

    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    level: int | None = None
    withdraw: tuple[str, ...] = ()


def decide(
    database: Path,
    name: str,
    choices: Choices,
    *,
    reason: str,
    author: str,
    until: date | None = None,
    source: str | None = None,
) -> list[Decision]:
    """Add decisions on a column (`table.column`, or its lone name) to an inventory, and return them.

    The reports beside the inventory are written again. Raises ConfigError when the newest run has no
    such column or several, for an unknown entity type, or when there is nothing to decide or withdraw.
    """
    reason, author = (" ".join(text.split()) for text in (reason, author))
    if not reason or not author:
        raise ConfigError(tr("A decision needs a reason and an author."))
    if until is not None and until < date.today():
        raise ConfigError(tr("{day} is past: name a later day, or none.", day=until.isoformat()))
    with locked(database.parent):
        inventory, past = store.load(database), last_words(history(database))
        mine = [each for each in past if each.origin == HUMAN]
        place = _place(name, source, inventory, mine)
        _check(choices, inventory, [each for each in mine if each.place == place])
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        day = until.isoformat() if until else None

        def made(state: str, entity_type: str, level: int | None = None) -> Decision:
            last = None if state == WITHDRAWN else day
            return Decision(*place, state, entity_type, level, reason, author, now, last)

        decisions = [
            *(made(ACCEPTED, each) for each in choices.accept),
            *(made(REJECTED, each) for each in choices.reject),
            *([made(LEVEL, "", choices.level)] if choices.level is not None else []),
            *(made(WITHDRAWN, _subject(each)) for each in choices.withdraw),
        ]
        append(database, decisions)
        if database.name == INVENTORY:
            write_reports(store.load(database).document(), database.parent)
    return decisions


def _place(name: str, source: str | None, inventory: Inventory, mine: Iterable[Decision]) -> Place:
    """Return the one place that a name means: of the newest run or, where it has none, of an earlier decision."""
    scanned = [(record.source, record.table, record.column) for record in inventory.columns]
    earlier = [decision.place for decision in mine]
    if source is not None:
        scanned, earlier = ([place for place in each if place[0] == source] for each in (scanned, earlier))
        if not scanned and not earlier:
            raise ConfigError(
                tr("The newest run has no source {name}: write it as `inventory show` lists it.", name=source)
            )
    found = _named(name, scanned) or _named(name, earlier)
    if not found:
        raise ConfigError(
            tr("There is no column {name}: write it as TABLE.COLUMN, as `inventory show` lists it.", name=name)
        )
    if len({place[1:] for place in found}) > 1:
        places = ", ".join(dict.fromkeys(f"{table}.{column}" for _, table, column in found))
        raise ConfigError(tr("{name} is not one column: choose one of {places}.", name=name, places=places))
    if len(found) > 1:
        sources = ", ".join(place[0] for place in found)
        raise ConfigError(
            tr("{name} is in several sources: add --source, one of {sources}.", name=name, sources=sources)
        )
    return found[0]


def _named(name: str, places: Iterable[Place]) -> list[Place]:
    """Return the places that a name fits, without regard to case only where none fits exactly."""
    known = list(dict.fromkeys(places))
    exact = [place for place in known if name in (place[2], f"{place[1]}.{place[2]}")]
    folded = name.casefold()
    return exact or [each for each in known if folded in (each[2].casefold(), f"{each[1]}.{each[2]}".casefold())]


def _check(choices: Choices, inventory: Inventory, mine: Sequence[Decision]) -> None:
    """Raise ConfigError for choices that say nothing, contradict themselves or name what is not there."""
    subjects = [*choices.accept, *choices.reject, *choices.withdraw]
    subjects += [LEVEL_WORD] if choices.level is not None else []
    if not subjects:
        raise ConfigError(tr("Nothing is decided: give --accept, --reject, --level or --withdraw."))
    for subject in subjects:
        if subjects.count(subject) > 1:
            raise ConfigError(tr("{name} is decided twice: give it once.", name=subject))
    known = {each.entity_type for each in recognizers()} | {
        kind for law in shipped_frameworks() for kind in law.entities
    }
    known |= {finding.entity_type for record in inventory.columns for finding in record.entity_types}
    for entity_type in (*choices.accept, *choices.reject):
        if entity_type not in known:
            near = ", ".join(difflib.get_close_matches(entity_type.upper(), sorted(known), 3, 0.6))
            said = tr("There is no entity type {name}; `pii-scanner recognizers list` names them.", name=entity_type)
            raise ConfigError(said + (" " + tr("Did you mean {names}?", names=near) if near else ""))
    decided = {decision.entity_type for decision in mine}
    for each in choices.withdraw:
        if _subject(each) not in decided:
            raise ConfigError(tr("No decision on {name} is there to withdraw.", name=each))


def _subject(withdrawn: str) -> str:
    """Return the entity type of the decision that is withdrawn; a level has none."""
    return "" if withdrawn == LEVEL_WORD else withdrawn
