from __future__ import annotations

import pytest

from recognizers.person import Person

FINDER = Person()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<req><custName>江波</custName><certNo>1</certNo></req>", "江波"),
        ('{"ts":1773216121,"applicant":"江涛","level":"WARN"}', "江涛"),
        ("userName:于波;userPhone:null", "于波"),
        (r'msg="{\"realName\":\"高峰\",\"age\":3}"', "高峰"),
        ("update t_user set user_name = '汤明' where id=3", "汤明"),
        ("data.receiver=程玲&sign=9f86", "程玲"),
        ('{"name":"程玲"}', "程玲"),
    ],
)
def test_names_behind_the_field_of_a_program_are_found(text: str, name: str) -> None:
    assert [text[span.start : span.end] for span in FINDER.spans(text)] == [name]


@pytest.mark.parametrize(
    "text", ['{"name":"高峰"}', '{"goodsName":"白糖"}', "className=高级", "owner=管理员", "name=安全带"]
)
def test_words_behind_other_fields_are_no_names(text: str) -> None:
    assert FINDER.spans(text) == []
