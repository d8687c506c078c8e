"""The doorbell: tells the worker that a job row is waiting, so that it need not wait for the next sweep.

Services ring after commit (``transaction.on_commit``); ``tongxin`` hangs a ringer that sends a Celery task.
The job row is the truth, the bell only saves time: losing one loses nothing, so a ringer may never break
its caller.
"""

import logging
from collections.abc import Callable

Ringer = Callable[[int, int | None, int], object]

logger = logging.getLogger(__name__)


def silence(street_id: int, estate_id: int | None, job_id: int) -> None:
    """Ring nothing; the sweeper will find the job by itself."""


_ringer: Ringer = silence


def set_ringer(ringer: Ringer) -> Ringer:
    """Hang ``ringer`` on the door and return the one that hung there before."""
    global _ringer
    previous, _ringer = _ringer, ringer
    return previous


def ring(street_id: int, estate_id: int | None, job_id: int) -> None:
    """Ring for one job; ``estate_id`` is None for a job of the street itself. Never raises."""
    try:
        _ringer(street_id, estate_id, job_id)
    except Exception:
        logger.exception("bell not heard: street %s, estate %s, job %s", street_id, estate_id, job_id)
