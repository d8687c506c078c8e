"""Stored files: bytes for whom the table says, as what they are and nothing else; no way round the views."""

import pytest

from core import files
from tenancy.models import StoredFile
from tenancy.scope import scope
from tests.cast import Cast
from tests.permissions.asking import address, ask
from tests.permissions.audiences import Row
from tests.permissions.table import TABLE
from tests.permissions.world import World

NAMES = (
    "projects:concern_photo",
    "projects:concern_proof",
    "projects:paper",
    "projects:acceptance_photo",
    "projects:review_document",
    "ballots:sheet",
    "estates:consent_photo",
    "estates:join_photo",
    "estates:phone_proof",
    "funds:receipt",
    "funds:original",
    "funds:month_pdf",
    "notices:pdf",
)
LINES = [row for row in TABLE if row.name in NAMES]
ELSEWHERE = ("a2_chair", "b1_chair", "a2_community_officer", "b_street_officer")


def _is_public(row: Row) -> bool:
    return row.expected("visitor")[0] == 200


@pytest.mark.parametrize("row", LINES, ids=lambda row: row.label)
def test_a_stored_file_goes_to_whom_the_table_says_and_to_nobody_else(world: World, row: Row):
    served = set()
    for asker in [*Cast.names(), *ELSEWHERE]:
        response = ask(world, asker, "GET", address(world, row))
        kind = response.headers["Content-Type"]
        if response.status_code == 200:
            served.add(asker)
            assert kind in ("image/jpeg", "image/webp", "application/pdf")
        else:
            assert kind == "text/html; charset=utf-8"

    insiders = {asker for asker in Cast.names() if row.expected(asker)[0] == 200}
    assert served == insiders | (set(ELSEWHERE) if _is_public(row) else set())


@pytest.mark.parametrize("row", LINES, ids=lambda row: row.label)
def test_a_stored_file_can_do_nothing_in_a_browser(world: World, row: Row):
    able = [asker for asker in Cast.names() if row.expected(asker)[0] == 200]
    for asker in able:
        headers = ask(world, asker, "GET", address(world, row)).headers
        public = "public, max-age=3600" if _is_public(row) else None

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert headers["Content-Disposition"].startswith("inline; filename=")
        assert headers["Cache-Control"] in ("no-store, private", public)


@pytest.mark.parametrize("row", LINES, ids=lambda row: row.label)
def test_the_proxy_is_told_of_a_file_only_for_whom_the_table_says(world: World, row: Row, settings):
    settings.FILES_ACCEL = "/_files/"
    told = {}
    for asker in [*Cast.names(), *ELSEWHERE]:
        response = ask(world, asker, "GET", address(world, row))
        where = response.headers.get("X-Accel-Redirect")
        assert (where is None) == (response.status_code != 200)
        if where:
            assert (response.content, response.headers["Content-Type"][:5]) in (
                (b"", "image"),
                (b"", "appli"),
            )
            told[asker] = where

    insiders = {asker for asker in Cast.names() if row.expected(asker)[0] == 200}
    assert set(told) == insiders | (set(ELSEWHERE) if _is_public(row) else set())
    for where in set(told.values()):
        digest = where.rsplit("/", 1)[1]
        assert where == f"/_files/{digest[:2]}/{digest[2:4]}/{digest}" and files.exists(digest)


def test_no_address_reaches_the_store_past_the_views(world: World):
    with scope(1):
        digests = list(StoredFile.objects.values_list("sha256", flat=True))
    where = files.path(digests[0]).relative_to(files.root()).as_posix()
    addresses = [
        f"/media/{where}",
        f"/files/{where}",
        f"/static/{where}",
        f"/{where}",
        f"/static/../{where}",
        f"/_files/{where}",
        f"/static/%2e%2e/%2e%2e/files/{where}",
        f"/static/..%2f..%2ffiles/{where}",
        "/static/../manage.py",
        "/static/%2e%2e/tongxin/settings/base.py",
        "/static//etc/passwd",
        f"/e/a1/funds/receipts/{digests[0]}/",
        "/e/a1/funds/receipts/../../../../etc/passwd",
    ]

    statuses = {
        ask(world, asker, "GET", url).status_code for url in addresses for asker in ("chair", "visitor")
    }

    assert len(digests) > 5 and statuses == {404}
