"""Addresses of the register, part by part."""

from estates.joining import urls as joining
from estates.offices import urls as offices
from estates.privacy import urls as privacy
from estates.register import urls as register
from estates.roster import urls as roster

_PARTS = (register, roster, joining, offices, privacy)
public_urls = [pattern for part in _PARTS for pattern in part.public_urls]
estate_urls = [pattern for part in _PARTS for pattern in part.estate_urls]
office_urls = [pattern for part in _PARTS for pattern in part.office_urls]
