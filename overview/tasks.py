"""What happens by the clock: each street's open data is made anew on a day on which something changed."""

from dataclasses import dataclass
from datetime import date

from celery import shared_task

from core import clock
from estates.privacy.retention import count_or_apply_everywhere
from estates.privacy.tasks import RETENTION
from overview import open_data
from tenancy import jobs
from tenancy.models import Job, Street
from tenancy.scope import scope
from tenancy.storage import keep_made

OPEN_DATA = "overview.open_data"


@dataclass(frozen=True)
class Loaded:
    """What was read for one street; ``files`` is empty where the last file says the same."""

    files: dict[str, bytes]
    fingerprint: str
    street: Street
    day: date


@shared_task(name="overview.due_open_data")
def due_open_data() -> None:
    """Queue one job per street and day."""
    for street in Street.objects.order_by("id"):
        with scope(street):
            jobs.enqueue(OPEN_DATA, f"{clock.today():%Y-%m-%d}", street_id=street.pk, estate_id=None)


@shared_task(name="overview.due_retention")
def due_retention() -> None:
    """Queue one clearing job per street and day, and clear what belongs to no street."""
    for street in Street.objects.order_by("id"):
        with scope(street):
            jobs.enqueue(RETENTION, f"{clock.today():%Y-%m-%d}", street_id=street.pk, estate_id=None)
    count_or_apply_everywhere(apply=True)


def load(job: Job) -> Loaded:
    """Return the street's tables as they are now."""
    street = Street.objects.get(pk=job.street_id)
    files, last = open_data.read(street), open_data.latest(street)
    fingerprint = open_data.fingerprint(files)
    unchanged = last is not None and last.original_sha256 == fingerprint
    return Loaded({} if unchanged else files, fingerprint, street, clock.today())


def work(loaded: object) -> bytes:
    """Return the archive; empty where nothing changed."""
    assert isinstance(loaded, Loaded)
    if not loaded.files:
        return b""
    return open_data.zipped(loaded.files, street=loaded.street.name, day=loaded.day)


def finish(job: Job, loaded: object, data: object) -> None:
    """Keep the archive; the newest is the one that is handed out."""
    assert isinstance(loaded, Loaded) and isinstance(data, bytes)
    if data:
        name = f"{open_data.PREFIX}{loaded.street.slug}-{loaded.day:%Y-%m-%d}.zip"
        keep_made(
            data,
            name,
            mime=open_data.MIME,
            original_sha256=loaded.fingerprint,
            estate_id=None,
            street_id=job.street_id,
        )


jobs.declare(jobs.Kind(name=OPEN_DATA, label="生成开放数据", load=load, work=work, finish=finish))
