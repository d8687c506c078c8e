"""The whole schema tried with made-up requests, as a visitor, a resident and an officer of the street."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.services import give_token
from overview import description
from tests.permissions.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 6  # per operation and asker: the whole stays under a minute
PLACES = {"estate": ("a1", "a2", "b1", "nowhere"), "street": ("street-a", "street-b", "nowhere")}
ROWS = {
    "notices": ("notice", "printed", "withdrawn", "prepared"),
    "projects": ("project_proposed", "project_settled", "project_draft"),
    "results": ("ballot_counted", "ballot"),
    "ballots": ("ballot", "ballot_counted", "ballot_paper"),
    "concerns": ("concern", "concern_filed", "concern_draft"),
    "expenses": ("expense_filed", "expense_approved", "expense_draft"),
    "reviews": ("project_street_review", "project_approved", "project_draft"),
}
ASKERS = ("visitor", "owner", "chair", "street_officer")


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the connection of the world open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(description.schema())
    schema.app = get_wsgi_application()
    for found in schema.get_all_operations():
        yield found.ok()


def _real(world: World, operation: Any, dice: random.Random) -> dict[str, Any]:
    """Return keys of the address that exist, so that requests come past 404."""
    parts = operation.path.strip("/").split("/")
    noun = parts[4] if len(parts) > 4 else ""
    keys: dict[str, Any] = {name: dice.choice(values[:1] * 6 + values) for name, values in PLACES.items()}
    return keys | {"id": world.rows[dice.choice(ROWS.get(noun, ("notice",)))], "month": world.rows["month"]}


def _try(operation: Any, ask: Callable[[Any], Any]) -> list[int]:
    """Send made-up requests of an operation; return the statuses they got. Raises what breaks the schema."""
    statuses: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        response = ask(case)
        case.validate_response(response, checks=CHECKS)
        statuses.append(response.status_code)

    one()
    return statuses


@pytest.mark.parametrize("asker", ASKERS)
def test_made_up_requests_break_nothing_and_get_what_the_schema_says(world: World, asker: str):
    user, dice, tried = world.cast.user(asker), random.Random(7), {}
    token = {"Authorization": f"Bearer {give_token(user, name='试验', days=1)}"} if user else {}

    for operation in _operations():

        def ask(case: Any, operation: Any = operation) -> Any:
            if dice.random() < 0.8:
                real = _real(world, operation, dice)
                case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
            return case.call(headers={**token, "Idempotency-Key": f"{dice.getrandbits(64):x}"})

        tried[operation.label] = set(_try(operation, ask))

    assert len(tried) == len(list(_operations())) > 25
    assert all(tried.values()) and set().union(*tried.values()) >= {200, 404}
