"""Every address of the API, who may ask for it, and what GET and an empty POST (``{}``) answer them.

As in ``table.py``, but nobody is led to a sign-in: a visitor is told 401, an outsider 404, an insider without
the right 403.
"""

from dataclasses import dataclass

from tests.permissions.audiences import (
    CASHIER,
    FILERS,
    INSIDERS,
    LOOKERS,
    MEMBERS,
    OWNER,
    PUBLIC,
    READERS,
    RESIDENTS,
    REVIEWERS,
    SIGNED_IN,
    SIGNERS,
    Group,
    Row,
    names,
)


@dataclass(frozen=True)
class ApiRow(Row):
    """One address of the API; ``posters`` may send something, where they are others than ``who``."""

    posters: Group | None = None

    def expected(self, asker: str) -> tuple[int, int]:
        """Return the statuses of GET and POST for one of the cast."""
        for group, statuses in self.but.items():
            if asker in group:
                return statuses
        posters = self.who if self.posters is None else self.posters
        refused = 401 if asker == "visitor" else 403 if asker in INSIDERS[self.place] else 404
        get = self.get if asker in self.who else refused
        post = self.post if asker in posters else refused
        return (405 if self.get == 405 else get), (405 if self.post == 405 else post)


def _row(place: str, name: str, who: Group, get: int, post: int, extra: dict, keys: dict[str, str]) -> ApiRow:
    return ApiRow(f"api:{name}", who, get, post, place, keys, extra.get("but", {}), extra.get("posters"))


def estate(name: str, who: Group, get: int, post: int = 405, *, extra: dict | None = None, **keys: str):
    """Return the line of an address under ``/api/v1/estates/<estate>/``."""
    return _row("estate", name, who, get, post, extra or {}, keys)


def street(name: str, who: Group, get: int, post: int = 405, *, extra: dict | None = None, **keys: str):
    """Return the line of an address under ``/api/v1/streets/<street>/``."""
    return _row("office", name, who, get, post, extra or {}, keys)


def root(name: str, who: Group, get: int):
    """Return the line of an address that belongs to no place."""
    return _row("", name, who, get, 405, {}, {})


API_TABLE = [
    root("about", PUBLIC, 200),
    root("schema", PUBLIC, 200),
    root("me", SIGNED_IN, 200),
    root("estates", PUBLIC, 200),
    estate("estate", PUBLIC, 200),
    estate("notices", PUBLIC, 200),
    estate("notice", PUBLIC, 200, pk="notice"),
    estate("notice", PUBLIC, 404, pk="prepared"),
    estate("notice", PUBLIC, 200, pk="withdrawn"),
    estate("funds", PUBLIC, 200),
    estate("disclosures", PUBLIC, 200),
    estate("disclosure", PUBLIC, 200, month="month"),
    estate("disclosure", PUBLIC, 404, month="month_making"),
    estate("disclosure", PUBLIC, 404, month="month_next"),
    estate("projects", PUBLIC, 200),
    estate("project", PUBLIC, 200, pk="project_proposed"),
    estate("project", PUBLIC, 200, pk="project_settled"),
    estate("project", PUBLIC, 404, pk="project_draft"),
    estate("results", PUBLIC, 200),
    estate("result", PUBLIC, 200, pk="ballot_counted"),
    estate("result", PUBLIC, 409, pk="ballot"),
    estate("ballots", MEMBERS, 200),
    estate("ballot", MEMBERS, 200, pk="ballot"),
    estate("cast", MEMBERS, 405, 422, pk="ballot"),
    estate("concerns", MEMBERS, 200, 422, extra={"posters": RESIDENTS}),
    estate("concern", MEMBERS, 200, pk="concern"),
    estate("concern", MEMBERS, 404, pk="concern_draft", extra={"but": {OWNER: (200, 405)}}),
    estate("concern", MEMBERS, 404, pk="concern_filed", extra={"but": {OWNER | LOOKERS: (200, 405)}}),
    estate("concern", MEMBERS, 404, pk="concern_declined", extra={"but": {OWNER | LOOKERS: (200, 405)}}),
    estate("support", RESIDENTS, 405, 201, pk="concern", extra={"but": {names("owner spouse"): (405, 409)}}),
    estate("expenses", READERS, 200, 422, extra={"posters": FILERS}),
    estate("expense", READERS, 200, pk="expense_filed"),
    estate("approve", SIGNERS, 405, 422, pk="expense_filed", extra={"but": {names("treasurer"): (405, 403)}}),
    estate("pay", CASHIER, 405, 422, pk="expense_approved"),
    street("street", PUBLIC, 200),
    street("statistics", PUBLIC, 200),
    street("open_data", PUBLIC, 404),
    street("reviews", REVIEWERS, 200),
    street("review", REVIEWERS, 200, pk="project_street_review"),
    street("review", REVIEWERS, 404, pk="project_draft"),
    street("decide", REVIEWERS, 405, 422, pk="project_street_review"),
]
