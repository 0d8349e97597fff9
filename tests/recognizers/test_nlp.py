from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.nlp import blank_chinese, nlp_engine
from recognizers.segmenter import is_word, tagged

TEXTS = st.text("致电张伟手机13800138000，无人接听。 \n\tＡabc·𬭎😀", max_size=40)


@given(TEXTS)
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(word for word, _ in tagged(text)) == text


@given(TEXTS)
def test_tokens_stand_where_the_words_stand(text: str) -> None:
    document = blank_chinese()(text)
    assert document.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in document)


def test_words_of_the_dictionary_are_known() -> None:
    assert is_word("银行")
    assert not is_word("银行卡号码是")


def test_part_of_speech_is_kept_on_the_tokens() -> None:
    tags = {token.text: token.tag_ for token in blank_chinese()("致电银行")}
    assert tags["银行"] == "n"


def test_model_that_is_not_installed_is_said_to_be_missing() -> None:
    with pytest.raises(OSError, match="no_such_model"):
        nlp_engine("no_such_model")


def test_pipeline_survives_saving(tmp_path: Any) -> None:
    language = blank_chinese()
    language.tokenizer.to_disk(tmp_path / "tokenizer")
    assert language.tokenizer.from_bytes(language.tokenizer.to_bytes()) is language.tokenizer
