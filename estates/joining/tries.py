"""Looking for slips and claiming them with a limited number of wrong tries (trust.md C4)."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest

from core.errors import Refused
from estates.joining.codes import code_meant
from estates.joining.errors import CodeUnknown, OwnerNameDiffers, TooManyCodes, TooManyNames
from estates.joining.services import Newcomer, claim_home, open_slip
from estates.models import ClaimSlip, Residency
from tenancy.finding import find_estate
from tenancy.middleware import NOWHERE
from tenancy.scope import scope

CODE, NAME = "claim_code", "claim_name"


def slip_of(request: HttpRequest, typed: str) -> ClaimSlip:
    """Return the slip of a typed code, found by its estate's number; an unknown estate takes the same steps.

    Raises TooManyCodes, CodeUnknown, CodeWithdrawn, CodeUsed, CodeExpired.
    """
    if not _is_left(request, CODE):
        raise TooManyCodes
    try:
        return _slip_of(typed)
    except Refused:
        ratelimit.consume(request, action=CODE)
        raise


def _slip_of(typed: str) -> ClaimSlip:
    code = code_meant(typed)
    if code is None:
        raise CodeUnknown
    estate = find_estate("number", code.number)
    with scope(estate.street_id if estate else NOWHERE, estate.pk if estate else NOWHERE):
        return open_slip(code.sha256)


def claim(request: HttpRequest, sha256: str, **said: Any) -> Residency:
    """Return the residency that a slip gave; owners' names may be tried a few times only.

    Raises TooManyNames, and what ``claim_home`` raises.
    """
    if not _is_left(request, NAME, sha256):
        raise TooManyNames
    try:
        return claim_home(sha256, **said, by=Newcomer(request.user))  # type: ignore[arg-type]
    except OwnerNameDiffers:
        ratelimit.consume(request, action=NAME, key=sha256)
        raise


def _is_left(request: HttpRequest, action: str, key: str | None = None) -> bool:
    return bool(ratelimit.consume(request, action=action, key=key, dry_run=True))
