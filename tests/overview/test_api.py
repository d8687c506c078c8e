"""Places by program, the schema and the page about it."""

import pytest
import yaml
from django.conf import settings

from overview import description
from tests.api_client import Api
from tests.cast import Cast
from tongxin.management.commands.api_schema import FILE, schema_yaml


def test_an_estate_and_a_street_are_everybodys(cast: Cast):
    visitor = Api(cast, "visitor")

    estate = visitor.get("estates/a1/").json()
    street = visitor.get("streets/street-a/").json()

    assert (estate["name"], estate["street"], estate["community"]) == ("A1小区", "street-a", "A1社区")
    assert [building["name"] for building in estate["buildings"]] == ["1栋"]
    assert [community["name"] for community in street["communities"]] == ["A1社区", "A2社区"]
    assert street["open_data_as_of"] is None


@pytest.mark.parametrize(
    ("query", "slugs"),
    [("", ["a1", "a2", "b1"]), ("street=street-b", ["b1"]), ("q=A2", ["a2"]), ("q=%00", ["a1", "a2", "b1"])],
)
def test_estates_are_found_by_street_and_name(cast: Cast, query: str, slugs: list[str]):
    found = Api(cast, "visitor").get(f"estates/?{query}").json()["items"]

    assert [row["slug"] for row in found] == slugs


def test_me_tells_the_capacities_by_place(cast: Cast):
    places = Api(cast, "chair").get("me/").json()

    (place,) = places
    keys = {held["key"] for held in place["capacities"]}
    assert (place["name"], place["url"]) == ("A1小区", "/e/a1/")
    assert {f"post:{cast.chair.pk}", f"residency:{cast.chair_home.pk}"} < keys


@pytest.mark.django_db
def test_the_schema_in_the_repository_is_what_the_code_says():
    assert (settings.ROOT / FILE).read_text(encoding="utf8") == schema_yaml()


@pytest.mark.django_db
def test_the_schema_is_served_as_it_stands_in_the_repository(client):
    answer = client.get("/api/v1/schema/")

    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.json() == yaml.safe_load((settings.ROOT / FILE).read_text(encoding="utf8"))


@pytest.mark.django_db
def test_every_operation_names_its_refusals_and_every_post_its_key():
    for path, methods in description.schema()["paths"].items():
        for method, said in methods.items():
            headers = {one["name"] for one in said.get("parameters", []) if one["in"] == "header"}
            assert {"401", "404", "429"} <= set(said["responses"]), path
            assert ("Idempotency-Key" in headers) == (method == "post"), path
            assert said["summary"] and len(said["tags"]) == 1


@pytest.mark.django_db
def test_the_page_about_the_api_lists_every_operation_and_runs_no_script(client):
    page = client.get("/api/v1/").content.decode()

    for part in description.parts():
        for operation in part.operations:
            assert f"{operation.method} {operation.path}" in page
    assert "curl" in page and "<script>" not in page
