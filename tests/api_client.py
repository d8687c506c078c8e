"""Asking the API as one of the cast."""

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast

ROOT = "/api/v1/"


class Api:
    """One member of the cast with a session; paths are below ``/api/v1/``."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.client: Client = cast.client(name)

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Return the answer to a GET."""
        return self.client.get(ROOT + path, headers=headers)

    def post(self, path: str, body: object = None, *, key: str = "", **headers: str) -> HttpResponse:
        """Return the answer to a POST of JSON, with a fresh key unless one is given."""
        said = json.dumps({} if body is None else body)
        sent = {"Idempotency-Key": key or uuid4().hex, **headers}
        return self.client.post(ROOT + path, said, content_type="application/json", headers=sent)

    def send(self, path: str, form: dict[str, Any]) -> HttpResponse:
        """Return the answer to a POST of a form with files."""
        return self.client.post(ROOT + path, form, headers={"Idempotency-Key": uuid4().hex})
