"""Rows of joining at a1: slips, a request of ``owner``, visits, a helper, a change of ``tenant``'s phone."""

from typing import Any

from core import clock
from estates.joining.codes import make_code
from estates.joining.services import (
    Newcomer,
    file_phone_change,
    file_request,
    name_helper,
    open_visit,
    order_slips,
)
from estates.joining.services.slips import PRINT
from estates.joining.tasks import Printed, finish, load
from estates.models import Assistance
from tenancy.models import Estate, Job
from tenancy.scope import scope
from tests.cast import Cast, phone
from tests.projects import road


def make_joining(cast: Cast) -> dict[str, Any]:
    """Return the keys by the name that the table gives them."""
    with road.at_home():
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        (batch,) = order_slips(estate, cast.units[:1], by=cast.chair)
        job = Job.objects.get(kind=PRINT, key=str(batch.pk))
        code = make_code(estate.number)
        finish(job, load(job), Printed({cast.units[0].pk: code}, b"%PDF-"))
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
        said = {"name": cast.owner.person.name, "tenure": "tenant", "owns": False}
        asked = file_request(cast.units[1], **said, photo=road.photo("navy"), by=Newcomer(cast.user("owner")))
        visit = open_visit(estate, photo=road.photo("maroon"), by=cast.community_officer)
        done = open_visit(estate, photo=road.photo("maroon"), by=cast.community_officer)
        registered = {"person": cast.owner.person, "unit": cast.units[0], "ended_at": clock.now()}
        helped = name_helper(cast.owner, phone=phone(4), relation="child", by=cast.owner)
        Assistance.objects.filter(pk=done.pk).update(**registered, done="登记为 1栋1单元101 家人")
    said = {"name": cast.tenant.person.name, "old_phone": phone(3), "phone": phone(98), "reason": "号码停用"}
    with scope(1):
        change = file_phone_change(estate, **said, photo=road.photo("teal"), by=cast.community_officer)
    return {
        "delegation": helped.pk,
        "phone_change": change.pk,
        "slip_batch": batch.pk,
        "slip_code": str(code),
        "join_request": asked.pk,
        "visit": visit.pk,
        "assisted": done.pk,
    }
