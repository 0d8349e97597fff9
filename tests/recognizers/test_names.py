from __future__ import annotations

from recognizers import names


def test_data_files_hold_single_characters_and_words() -> None:
    assert {"王", "李"} <= names.surnames()
    assert "欧阳" in names.compound_surnames()
    assert all(len(each) == 1 for each in names.surnames() | names.given_characters())
    assert {"li", "wang", "ouyang"} <= names.pinyin_surnames()


def test_rare_surnames_are_not_among_the_usual_ones_and_do_not_repeat() -> None:
    assert not set(names.RARE_SURNAMES) & names.surnames()
    assert len(set(names.RARE_SURNAMES)) == len(names.RARE_SURNAMES)


def test_every_first_character_of_a_name_is_in_the_table() -> None:
    table = names.surname_table()
    assert all(table[ord(char)] for char in names.surnames() | set(names.RARE_SURNAMES))
    assert table[ord("欧")]
    assert not table[ord("的")]


def test_what_is_never_in_a_given_name_is_not_called_common() -> None:
    assert not names.given_characters() & names.NEVER_GIVEN
