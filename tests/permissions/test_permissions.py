"""Every address × the whole cast × GET and POST; an address that the table does not know fails."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from core import clock
from estates.models import Post
from tenancy.scope import scope
from tests.cast import Cast
from tests.permissions.api_table import API_TABLE
from tests.permissions.asking import address, ask
from tests.permissions.table import TABLE
from tests.permissions.world import World


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        else:
            yield from _names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def test_the_table_names_every_address_and_no_other():
    assert {row.name for row in (*TABLE, *API_TABLE)} == set(_names(get_resolver()))


@pytest.mark.parametrize("asker", Cast.names())
def test_every_address_answers_everybody_as_the_table_says(world: World, asker: str):
    wrong = []
    for row in TABLE:
        url = address(world, row)
        for method, expected in zip(("GET", "POST"), row.expected(asker), strict=True):
            response = ask(world, asker, method, url)
            if response.status_code != expected:
                wrong.append(f"{row.label} {method}: {response.status_code}, not {expected}")

    assert not wrong, "\n".join(wrong)


def test_the_table_has_five_thousand_cells_and_more():
    """An address, somebody of the cast and a method: GET and POST here, the others in test_requests.py."""
    assert len(Cast.names()) * len(TABLE) * len(("GET", "POST")) >= 5_000


def test_an_office_that_ends_today_opens_nothing_from_today_on(world: World):
    lines = [row for row in TABLE if row.place == "estate" and row.expected("owner") == (403, 403)]
    with scope(1, 11):
        Post.objects.filter(pk=world.cast.chair.pk).update(ends_on=clock.today())

    statuses = {ask(world, "chair", "GET", address(world, row)).status_code for row in lines}

    assert len(lines) > 20 and statuses == {403}


def test_a_sign_in_that_was_shut_is_nobody_on_the_next_request(world: World):
    lines = [row for row in TABLE if row.place and row.expected("visitor")[0] == 302]
    User.objects.filter(pk=world.cast.user("chair").pk).update(is_active=False)

    statuses = {ask(world, "chair", "GET", address(world, row)).status_code for row in lines}

    assert len(lines) > 40 and statuses == {302}
