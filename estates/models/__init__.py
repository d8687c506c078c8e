"""Who lives where, who owns what, who holds which office, and how they came to be registered."""

from estates.models.dated import Dated, DatedQuerySet
from estates.models.joining import Assistance, ClaimSlip, Delegation, JoinRequest, PhoneChange, SlipBatch
from estates.models.people import Ownership, Person, Residency
from estates.models.places import Building, Unit, UnitSuccession
from estates.models.posts import Post
from estates.models.privacy import Consent, DataRequest, LegalHold, Look, SensitiveFact
from estates.models.roster import ColumnName, RosterDraft, RosterImport, SamePerson

__all__ = [
    "Assistance",
    "Building",
    "ClaimSlip",
    "ColumnName",
    "Consent",
    "DataRequest",
    "Dated",
    "DatedQuerySet",
    "Delegation",
    "JoinRequest",
    "LegalHold",
    "Look",
    "Ownership",
    "Person",
    "PhoneChange",
    "Post",
    "Residency",
    "RosterDraft",
    "RosterImport",
    "SamePerson",
    "SensitiveFact",
    "SlipBatch",
    "Unit",
    "UnitSuccession",
]
