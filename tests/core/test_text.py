"""Text as people can read it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from core.text import readable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("车棚漏雨", "车棚漏雨"),
        ("第一行\r\n第二行\t尾", "第一行\r\n第二行\t尾"),
        ("响\x07铃\x1b[31m红", "响铃[31m红"),
        ("付 100 元\u202e元 001 付\u202c。", "付 100 元元 001 付。"),
        ("\u2066甲\u2069\x85", "甲"),
        ("零\x00", "零\x00"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_readable_takes_out_what_cannot_be_seen_and_nothing_else(typed: str, kept: str):
    assert readable(typed) == kept


def test_readable_goes_through_all_that_was_sent():
    assert readable({"a": ["\x07甲", {"b": "\u202e乙"}], "n": 3}) == {"a": ["甲", {"b": "乙"}], "n": 3}


def test_readable_keeps_the_files_and_the_many_values_of_a_form():
    photo = SimpleUploadedFile("a.jpg", b"\xff\xd8")
    sent = QueryDict("word=%07a&word=b", mutable=True)
    sent["photo"] = photo

    freed = readable(sent)

    assert (freed.getlist("word"), freed["photo"] is photo) == (["a", "b"], True)
    assert sent.getlist("word") == ["\x07a", "b"]
