"""The sheets of claim slips: A4, eight a page, to be cut apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from core import qr
from estates.joining.codes import Code
from tenancy.models import Estate

PER_PAGE = 8


@dataclass(frozen=True)
class Slip:
    """What stands on one slip."""

    address: str
    code: str
    qr: str


def slip_of(address: str, code: Code) -> Slip:
    """Return the slip of a unit; ``address`` is the unit's, the QR leads to where the code is taken."""
    url = f"{settings.BASE_URL}{reverse('estates:claim_code', args=[str(code)])}"
    return Slip(address, str(code), qr.data_uri(url))


def html_of(estate: Estate, slips: Sequence[Slip], *, last_day: date) -> str:
    """Return the sheets; ``last_day`` is the last on which the codes can be used."""
    context = {
        "estate": estate,
        "pages": [slips[start : start + PER_PAGE] for start in range(0, len(slips), PER_PAGE)],
        "last_day": last_day,
        "claim_page": f"{settings.BASE_URL}{reverse('estates:claim')}",
        "phone": estate.phone or estate.street.hotline,
    }
    return render_to_string("pdf/estates/slips.html", context)
