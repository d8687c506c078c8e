"""The audit log: what every action is called, how it is narrowed, read and taken out."""

import ast
import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.models import SignIn
from core import clock
from estates.offices import log
from estates.offices.words import ACTIONS
from projects.models import Project
from tenancy.audit import record
from tenancy.models import AuditEntry, Street
from tenancy.scope import scope
from tests.cast import Cast

APPS = ("accounts", "tenancy", "estates", "ledger", "ballots", "notices", "funds", "projects", "overview")
CODE = re.compile(rf"({'|'.join(APPS)})\.[a-z_]+")
# Services that hand the action on to ``record``.
PASSING_ON = {"record", "_record", "_send_away"}


def _recorded() -> set[str]:
    """Return every action that the code records."""
    found = {f"projects.{state.value}" for state in Project.State}
    for app in APPS:
        for path in sorted((Path(__file__).parents[3] / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PASSING_ON:
                    found |= {
                        each.value
                        for argument in node.args
                        for each in ast.walk(argument)
                        if isinstance(each, ast.Constant) and CODE.fullmatch(str(each.value))
                    }
    return found


def test_every_action_that_is_recorded_has_words_and_no_other():
    assert set(ACTIONS) == _recorded()


def test_no_two_actions_are_called_the_same():
    assert len(set(ACTIONS.values())) == len(ACTIONS)


def _entries(cast: Cast) -> None:
    with clock.travel_to(2026, 3, 2, 9, 0), scope(1, 11):
        record("ballots.vote_cast", cast.owner, by=cast.owner)
    with clock.travel_to(2026, 3, 3, 23, 59), scope(1, 12):
        record("notices.published", cast.stranger, by=cast.street_officer, title="=1+1")
    with clock.travel_to(2026, 3, 4, 0, 0), scope(1):
        record("funds.budget_set", cast.street_finance, by=None)


def _read(client: Client, query: str) -> list[str]:
    page = client.get(f"/office/street-a/audit/?{query}").content.decode()
    return re.findall(r'<td data-th="动作"><div>([^<]+)<', page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("since=2026-03-02&until=2026-03-02", ["参加投票"]),
        ("since=2026-03-02&until=2026-03-04", ["设定年度额度", "发布公示", "参加投票"]),
        ("since=2026-03-03&until=2026-03-03", ["发布公示"]),
        ("estate=12&action=notices.published", ["发布公示"]),
        ("action=funds.budget_set", ["设定年度额度"]),
        ("action=notices.published&actor=街道经办", ["发布公示"]),
        ("action=notices.published&actor=主任", []),
    ],
)
@pytest.mark.parametrize("who", ["audit_admin", "auditor"])
def test_audit_is_narrowed_by_day_estate_action_and_actor(cast: Cast, who: str, query: str, found: list[str]):
    _entries(cast)

    assert _read(cast.client(who), query) == found


def test_audit_is_narrowed_by_what_it_was_done_to(cast: Cast):
    _entries(cast)

    query = f"subject=estates.residency&number={cast.owner.pk}&action=ballots.vote_cast"
    assert _read(cast.client("audit_admin"), query) == ["参加投票"]
    assert _read(cast.client("audit_admin"), "subject=estates.residency&number=999999") == []


def test_reading_the_audit_log_writes_nothing(cast: Cast):
    client = cast.client("audit_admin")
    with scope(1):
        before = AuditEntry.objects.count()

    for url in ("audit/", "audit/?page=2", "audit/sign-ins/"):
        assert client.get(f"/office/street-a/{url}").status_code == 200

    with scope(1):
        assert AuditEntry.objects.count() == before


def _export(client: Client, **narrowed: str) -> HttpResponse:
    return client.post("/office/street-a/audit/export/", {"idempotency_key": uuid4().hex, **narrowed})


def test_the_sheet_holds_what_was_narrowed_computes_nothing_and_is_on_record(cast: Cast):
    _entries(cast)

    answer = _export(cast.client("audit_admin"), since="2026-03-03", until="2026-03-03")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[:3] for row in rows] == [
        ["时间", "小区", "动作"],
        ["2026-03-03 23:59:00", "A2小区", "发布公示"],
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    with scope(1):
        entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.actor) == ("estates.audit_exported", cast.audit_admin.actor_label)
    assert entry.details == {"narrowed": {"since": "2026-03-03", "until": "2026-03-03"}}


def test_a_sheet_of_days_that_are_none_is_not_made(cast: Cast):
    with scope(1):
        before = AuditEntry.objects.count()

    assert _export(cast.client("audit_admin"), since="gestern").status_code == 422

    with scope(1):
        assert AuditEntry.objects.count() == before


def test_sign_ins_are_those_of_the_streets_people(cast: Cast):
    with clock.travel_to(2026, 3, 2, 9, 0):
        for who, succeeded in (("street_officer", True), ("owner", True), ("auditor", False)):
            SignIn.objects.create(user=cast.user(who), succeeded=succeeded, address="192.0.2.7")

    with scope(1):
        tries = list(log.sign_ins_of(Street(pk=1)).order_by("pk"))

    known = {cast.user("street_officer").pk: True, cast.user("auditor").pk: False}
    assert {each.user_id: each.succeeded for each in tries if each.address == "192.0.2.7"} == known
    page = cast.client("audit_admin").get("/office/street-a/audit/sign-ins/").content.decode()
    assert ("褚示例auditor" in page, "没有成功" in page, "钱示例一" in page) == (True, True, False)


@pytest.mark.parametrize(
    "narrowed", [{}, {"action": "estates.appointed"}, {"estate": 11}], ids=["all", "action", "estate"]
)
def test_a_page_of_the_log_is_read_from_an_index_in_order(cast: Cast, narrowed: dict):
    with scope(1), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        rows = log.entries_of(Street(pk=1), **narrowed).order_by("-pk")[:21]
        plan = rows.explain()

    assert re.search(r"Index Scan using audit_(newest|by_action|by_place)", plan), plan
    assert "Sort" not in plan and "Seq Scan on tenancy_auditentry" not in plan


def test_days_are_those_of_shanghai(cast: Cast):
    _entries(cast)
    day = clock.local(clock.now()).date()

    with scope(1):
        none = log.entries_of(Street(pk=1), since=day + timedelta(1))
        assert list(none) == []
