"""What the tests of joining have in common: a printed slip, and somebody whom nobody knows."""

from accounts.models import User
from estates.joining.codes import Code, make_code
from estates.joining.services import Newcomer, order_slips
from estates.joining.services.slips import PRINT
from estates.joining.tasks import Printed, finish, load
from estates.models import SlipBatch, Unit
from tenancy.models import Estate, Job
from tenancy.scope import scope
from tests.cast import Cast


def at_home():
    """Open the scope of estate a1."""
    return scope(1, 11)


def here() -> Estate:
    """Return a1 with its street and community."""
    return Estate.objects.select_related("street", "community").get(pk=11)


def print_slips(cast: Cast, *units: Unit) -> tuple[SlipBatch, list[Code]]:
    """Return a batch whose print is done, without drawing it, and its codes in the order of the units."""
    with at_home():
        (batch,) = order_slips(here(), list(units), by=cast.chair)
        job = Job.objects.get(kind=PRINT, key=str(batch.pk))
        order = load(job)
        codes = {unit.pk: make_code(order.estate.number) for unit in units}
        finish(job, order, Printed(codes, b"%PDF-"))
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
        return SlipBatch.objects.get(pk=batch.pk), list(codes.values())


def newcomer(number: int = 70) -> Newcomer:
    """Return somebody who signed in with a number that nobody has registered."""
    phone = f"+861380000{number:04d}"
    return Newcomer(User.objects.create_user(phone, phone_verified=True))
