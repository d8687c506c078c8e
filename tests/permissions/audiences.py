"""Who is meant by a line of the table: named groups of the cast, and what those outside a group are told."""

from dataclasses import dataclass, field

from tests.cast import Cast

Group = frozenset[str]


def names(text: str) -> Group:
    """Return the members of the cast that ``text`` names."""
    return frozenset(text.split())


PUBLIC = frozenset(Cast.names())
SIGNED_IN = PUBLIC - names("visitor")
OUTSIDERS = names("stranger foreigner")
OWNER = names("owner")
COMMITTEE = names("chair treasurer member")
RESIDENTS = names("owner spouse tenant neighbour supervisor") | COMMITTEE
WORKERS = COMMITTEE | names("supervisor cashier building_lead party_secretary")
COMMUNITY = names("community_officer community_secretary")
FINANCE = names("street_finance")
STREET = names("street_officer street_leader") | FINANCE
AUDITOR = names("auditor")
STAFF = COMMUNITY | STREET | AUDITOR | names("social_worker")
SECURITY = names("security_admin")
ADMINISTRATORS = SECURITY | names("system_admin audit_admin")
MEMBERS = RESIDENTS | WORKERS | STAFF
CASHIER = names("cashier")
SECRETARY = names("party_secretary")
TELLERS = COMMITTEE | names("supervisor")
LOOKERS = COMMITTEE | COMMUNITY
REVIEWERS = COMMUNITY | names("street_officer street_leader")
PUBLISHERS = COMMITTEE | REVIEWERS
MINDERS = PUBLISHERS | FINANCE
FILERS = names("treasurer member")
SIGNERS = names("chair treasurer supervisor")
RECORDERS = names("treasurer cashier")
DISCLOSERS = names("chair treasurer")
OVERSEERS = STREET | AUDITOR
FILE_READERS = COMMITTEE | COMMUNITY | OVERSEERS
READERS = FILE_READERS | names("supervisor cashier")
# Who somebody is told apart from: everybody with a capacity in the estate, at the street's desk.
INSIDERS = {"estate": MEMBERS, "office": STAFF | ADMINISTRATORS, "": SIGNED_IN}

Statuses = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """One address, the rows its keys name, who may, and what GET and an empty POST answer them.

    ``but`` tells who, although allowed, is answered otherwise (not theirs, done already, nothing there).
    """

    name: str
    who: Group
    get: int
    post: int
    place: str
    keys: dict[str, str] = field(default_factory=dict)
    but: dict[Group, Statuses] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How a test names the line."""
        return " ".join([self.name, *self.keys.values()])

    def expected(self, asker: str) -> Statuses:
        """Return the statuses of GET and POST for one of the cast.

        A method that is not there is 405 to everybody. Where a sign-in is needed, a visitor is led to it
        (302), an outsider is told that there is nothing (404), an insider which office it takes (403).
        """
        for group, statuses in self.but.items():
            if asker in group:
                return statuses
        if asker in self.who:
            return self.get, self.post
        refused = 302 if asker == "visitor" else 403 if asker in INSIDERS[self.place] else 404
        return (405 if self.get == 405 else refused), (405 if self.post == 405 else refused)


def estate(name: str, who: Group, get: int, post: int, *, but: dict | None = None, **keys: str) -> Row:
    """Return the line of an address under ``/e/<estate>/``."""
    return Row(name, who, get, post, "estate", keys, but or {})


def office(name: str, who: Group, get: int, post: int, *, but: dict | None = None, **keys: str) -> Row:
    """Return the line of an address under ``/office/<street>/``."""
    return Row(name, who, get, post, "office", keys, but or {})


def root(name: str, who: Group, get: int, post: int, *, but: dict | None = None, **keys: str) -> Row:
    """Return the line of an address that belongs to no place."""
    return Row(name, who, get, post, "", keys, but or {})
