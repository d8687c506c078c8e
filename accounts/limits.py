"""How long a sign-in counts, with what each figure rests on (docs/decisions/0017).

Measured in real seconds, as allauth measures its codes: the travelling clock of tests and of the
demonstration neither ages a sign-in nor renews it.
"""

import time
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
# Before money leaves, a ballot is closed, data leave or offices change (ASVS 7.5.3).
FRESH_FOR = 15 * MINUTE
# What was last seen is written at most this often: one statement in some minutes, not one a request.
NOTED_EVERY = 5 * MINUTE


@dataclass(frozen=True)
class Limit:
    """After which rest, and after which time in all, somebody has to sign in again (ASVS 7.3.1, 7.3.2)."""

    idle: int
    absolute: int


# One's own phone, where a code costs an elder minutes: NIST SP 800-63B AAL1 asks again after 30 days of rest.
RESIDENT = Limit(idle=30 * DAY, absolute=90 * DAY)
# Offices that decide over others or over money: AAL2 asks after 12 hours in all; it says 30 minutes of rest,
# which ends while a resident at the desk explains something. An hour it is.
OFFICE = Limit(idle=HOUR, absolute=12 * HOUR)


def moment() -> float:
    """Return the present moment in seconds."""
    return time.time()
