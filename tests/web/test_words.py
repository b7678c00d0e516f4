"""The site says everything in both languages."""

from tools import messages


def test_the_chinese_catalogue_is_whole():
    assert sum(1 for _ in messages.found()) > 200
    assert messages.problems() == []
