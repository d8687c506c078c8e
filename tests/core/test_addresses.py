"""Addresses: remembered, and in templates what Django's own tag says."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse

from core.addresses import address


def _rendered(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


def test_an_address_is_what_reverse_says():
    for _ in range(2):
        assert address("overview:home", "a1") == reverse("overview:home", args=["a1"]) == "/e/a1/"
        assert address("projects:show", "a1", 7) == "/e/a1/projects/7/"
    assert address("overview:me") == "/me/"


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("{% url 'projects:show' slug 7 %}", "/e/a1/projects/7/"),
        ("{% url 'projects:show' slug 7 as found %}[{{ found }}]", "[/e/a1/projects/7/]"),
        ("{% url 'overview:home' estate=slug %}", "/e/a1/"),
        ("{% url 'no:where' as found %}[{{ found }}]", "[]"),
    ],
)
def test_the_tag_says_the_address(text: str, rendered: str):
    assert [_rendered(text, slug="a1") for _ in range(2)] == [rendered] * 2


def test_the_tag_refuses_what_leads_nowhere():
    with pytest.raises(NoReverseMatch):
        _rendered("{% url 'no:where' %}")
