"""Passwords come from the environment or a terminal, each is tried once, and no process beside the first asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pii_scanner.sources import passwords as asked
from pii_scanner.sources.passwords import VARIABLE, forget, passwords, remember


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(VARIABLE, raising=False)
    forget()
    yield
    forget()


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let a user sit at a terminal who types `answers`; return the questions that were put."""
    questions: list[str] = []
    waiting = iter(answers)

    def ask(question: str) -> str:
        questions.append(question)
        return next(waiting)

    monkeypatch.setattr(asked, "can_ask", lambda: True)
    monkeypatch.setattr("getpass.getpass", ask)
    return questions


def test_nobody_is_asked_without_a_terminal() -> None:
    assert list(passwords("a.xlsx")) == []


def test_passwords_of_the_environment_stand_one_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "first one\r\n\nsecond\nfirst one\n")
    assert list(passwords("a.xlsx")) == ["first one", "second"]


def test_the_one_that_fitted_is_tried_first_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "first\nsecond")
    remember("second")
    assert list(passwords("b.xlsx")) == ["second", "first"]


def test_a_user_is_asked_three_times_and_not_again(monkeypatch: pytest.MonkeyPatch) -> None:
    questions = typed(monkeypatch, "wrong", "wrong", "also wrong")
    assert list(passwords("a.xlsx")) == ["wrong", "also wrong"]
    assert list(passwords("a.xlsx")) == []
    assert len(questions) == 3
    assert all("a.xlsx" in question for question in questions)


def test_an_empty_answer_leaves_the_file_out(monkeypatch: pytest.MonkeyPatch) -> None:
    questions = typed(monkeypatch, "", "for the other")
    assert list(passwords("a.xlsx")) == []
    assert next(passwords("b.xlsx")) == "for the other"
    assert len(questions) == 2


def test_the_progress_bar_is_quiet_while_a_user_types(monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager, nullcontext

    seen: list[str] = []

    @contextmanager
    def quiet() -> Iterator[None]:
        seen.append("stopped")
        yield
        seen.append("drawn again")

    typed(monkeypatch, "secret")
    asked.while_asking(quiet)
    try:
        next(passwords("a.xlsx"))
    finally:
        asked.while_asking(nullcontext)
    assert seen == ["stopped", "drawn again"]
