"""Ids of one estate tried in another, in addresses and in forms, by those who have every right there.

Row security, not the views, keeps them apart: what is not of the place is not there (404).
"""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from django.apps import apps
from django.db import connection

from tenancy import jobs
from tenancy.fields import Owned
from tenancy.models import Job
from tenancy.scope import scope
from tests.permissions.asking import address, ask
from tests.permissions.audiences import Row, names
from tests.permissions.audiences import estate as estate_row
from tests.permissions.forms import FORMS, Form
from tests.permissions.rows import changes, everything
from tests.permissions.table import TABLE
from tests.permissions.world import World

ROLES = (
    *("chair", "treasurer", "cashier", "supervisor", "community_officer", "party_secretary"),
    "street_officer",
)
# A month or a figure is no id: every place has its own of that name.
OWN_EVERYWHERE = {"funds:close", "overview:statistic"}


def _with_ids(place: str) -> Iterator[Row]:
    for row in TABLE:
        if row.place == place and row.keys and row.name not in OWN_EVERYWHERE:
            yield row


def _entitled(row: Row, roles: tuple[str, ...]) -> str:
    """Return the first of ``roles`` that a line lets in at home, or the first where it lets in none."""
    able = (role for role in roles if {200, 302, 409, 422} & set(row.expected(role)))
    return next(able, roles[0])


def _leaks(world: World, row: Row, url: str, asker: str, allowed: tuple[int, ...]) -> Iterator[str]:
    for method, own in zip(("GET", "POST"), (row.get, row.post), strict=True):
        expected = (405,) if own == 405 else allowed
        status = ask(world, asker, method, url).status_code
        if status not in expected:
            yield f"{row.label} {url} {method} by {asker}: {status}, not {expected}"


@pytest.mark.parametrize("place", ["a2", "b1"])
def test_an_id_of_another_estate_leads_nowhere(world: World, place: str):
    leaks: list[str] = []
    for row in _with_ids("estate"):
        url = address(world, row, estate=place)
        leaks += _leaks(world, row, url, f"{place}_{_entitled(row, ROLES)}", (404,))
        leaks += _leaks(world, row, url, "owner", (404,))
        leaks += _leaks(world, row, url, "street_officer", (404, 403))
        leaks += _leaks(world, row, url, "visitor", (404, 302))

    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize(
    ("street", "prefix", "roles"),
    [
        ("street-b", "b_", ("street_officer", "street_finance")),
        ("street-a", "a2_", ("community_officer",)),
    ],
)
def test_an_id_out_of_reach_leads_nowhere_at_the_desk(world: World, street, prefix, roles):
    leaks: list[str] = []
    for row in _with_ids("office"):
        if any(row.expected(role)[0] != 403 and row.expected(role)[1] != 403 for role in roles):
            asker = f"{prefix}{_entitled(row, roles)}"
            leaks += _leaks(world, row, address(world, row, street=street), asker, (404,))
            leaks += _leaks(world, row, address(world, row, street=street), "owner", (404,))

    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("projects:paper", {"pk": "project_proposed", "document_pk": "document_shown"}),
        ("projects:acceptance_photo", {"pk": "project_proposed", "acceptance_pk": "acceptance_shown"}),
        ("ballots:sheet", {"pk": "ballot", "count": "count"}),
    ],
)
def test_a_part_of_one_thing_is_not_found_under_another(world: World, name: str, keys: dict[str, str]):
    url = address(world, estate_row(name, names("chair"), 200, 405, **keys))

    assert ask(world, "chair", "GET", url).status_code == 404


@pytest.mark.parametrize("number", ["1012", "1021", "9999"])
def test_a_code_under_another_estates_number_leads_nowhere(world: World, number: str):
    code = world.rows["code"].replace("1011-", f"{number}-")

    statuses = [ask(world, who, "GET", f"/v/{code}/").status_code for who in ("visitor", "chair", "a2_chair")]

    assert code.startswith(number) and statuses == [404] * 3


def _tables() -> list[str]:
    owned = [model for model in apps.get_models() if issubclass(model, Owned)]
    return sorted(model._meta.db_table for model in owned)


def _rows_of_a1(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE street_id = 1 AND estate_id = 11')
        return cursor.fetchone()[0]


@pytest.mark.parametrize("place", [None, (1, 12), (2, None), (2, 21)])
def test_raw_sql_behind_the_wall_sees_nothing_of_a1(world: World, place: tuple[int, int | None] | None):
    with scope(1, 11):
        full = [table for table in _tables() if _rows_of_a1(table)]

    with scope(*place) if place else nullcontext():
        seen = {table: _rows_of_a1(table) for table in full}

    assert len(full) > 35 and seen == dict.fromkeys(full, 0)


@pytest.mark.parametrize("place", [(1, 12), (2, None), (2, 21)])
def test_a_job_of_a1_run_elsewhere_does_nothing(world: World, place: tuple[int, int | None]):
    with scope(1, 11):
        Job.objects.update(state=Job.State.QUEUED, due_at="2026-01-01T00:00Z", token=None)
        ids = list(Job.objects.values_list("pk", flat=True))
    before = everything()

    ran = {jobs.run(*place, job_id) for job_id in ids}

    assert len(ids) > 5 and ran == {False}
    assert everything() == before


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_form_that_is_filled_in_rightly_is_taken(world: World, form: Form):
    response = form.send(world, form.data(world))

    assert (response.status_code, form.refused_words(response)) == (302, "")


@pytest.mark.parametrize("place", ["a2", "b1"])
@pytest.mark.parametrize("form", [form for form in FORMS if form.ids], ids=str)
def test_an_id_of_another_estate_in_a_form_changes_nothing(world: World, form: Form, place: str):
    for name, kind in form.ids.items():
        foreign = {name: world.rows[f"{place}_{kind}"]}
        before = everything()

        response = form.send(world, form.data(world) | foreign, keep=True)

        assert (response.status_code, everything() == before) == (422, True), name


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_fields_that_a_form_does_not_have_are_not_stored(world: World, form: Form):
    data = form.data(world)

    honest = changes(lambda: form.send(world, data, keep=True))
    greedy = changes(lambda: form.send(world, {**form.privileged(world), **data}, keep=True))

    assert honest and greedy == honest
