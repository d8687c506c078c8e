"""In which capacities somebody may act here: the actor of every service is one of these, never a login."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db import connection
from django.http import HttpRequest

from accounts import proof
from accounts.models import ApiToken
from core import clock
from core.errors import NotAllowed
from core.rows import columns, rows_of
from estates.models import Building, Ownership, Person, Post, Residency, Unit
from tenancy.models import Community

# Every page of somebody signed in asks for these: by hand, as ``DatedQuerySet.in_force`` has them.
POSTS = f"""
SELECT {columns(Post, "h")}, {columns(Person, "p")}, {columns(Community, "c")} FROM estates_post h
JOIN estates_person p ON p.street_id = h.street_id AND p.id = h.person_id
LEFT JOIN tenancy_community c ON c.id = h.community_id
WHERE p.user_id = %(user)s AND h.starts_on <= %(today)s AND (h.ends_on IS NULL OR h.ends_on > %(today)s)
AND CASE WHEN %(estate)s::bigint IS NULL THEN h.estate_id IS NULL
         ELSE (h.community_id IS NULL OR h.community_id = %(community)s::bigint)
              AND h.role <> ALL(%(administrators)s) END
ORDER BY h.id
"""  # noqa: S608
# The last column says whether one owns several units or helps somebody, so that a page can offer to switch.
HOMES = f"""
SELECT {columns(Residency, "h")}, {columns(Person, "p")}, {columns(Unit, "u")}, {columns(Building, "b")},
    (SELECT count(*) > 1 FROM estates_ownership o
     WHERE o.estate_id = h.estate_id AND o.person_id = h.person_id
     AND o.starts_on <= %(today)s AND (o.ends_on IS NULL OR o.ends_on > %(today)s))
    OR EXISTS (SELECT 1 FROM estates_delegation d
               WHERE d.estate_id = h.estate_id AND d.helper_id = h.person_id AND d.agreed_at IS NOT NULL
               AND d.starts_on <= %(today)s AND (d.ends_on IS NULL OR d.ends_on > %(today)s))
FROM estates_residency h
JOIN estates_person p ON p.street_id = h.street_id AND p.id = h.person_id
JOIN estates_unit u ON u.estate_id = h.estate_id AND u.id = h.unit_id
JOIN estates_building b ON b.estate_id = u.estate_id AND b.id = u.building_id
WHERE p.user_id = %(user)s AND h.estate_id = %(estate)s AND h.verified_at IS NOT NULL
AND h.starts_on <= %(today)s AND (h.ends_on IS NULL OR h.ends_on > %(today)s)
ORDER BY h.id
"""  # noqa: S608
# Homes of those whom one helps. It ends by itself when either moves out or dies.
HELPED = f"""
SELECT {columns(Residency, "h")}, {columns(Person, "p")}, {columns(Unit, "u")}, {columns(Building, "b")},
    {columns(Person, "q")}
FROM estates_delegation d
JOIN estates_person q ON q.estate_id = d.estate_id AND q.id = d.helper_id
JOIN estates_person p ON p.estate_id = d.estate_id AND p.id = d.principal_id
JOIN estates_residency h ON h.estate_id = d.estate_id AND h.person_id = p.id
JOIN estates_unit u ON u.estate_id = h.estate_id AND u.id = h.unit_id
JOIN estates_building b ON b.estate_id = u.estate_id AND b.id = u.building_id
WHERE q.user_id = %(user)s AND d.estate_id = %(estate)s AND h.verified_at IS NOT NULL
AND d.agreed_at IS NOT NULL AND d.starts_on <= %(today)s AND (d.ends_on IS NULL OR d.ends_on > %(today)s)
AND h.starts_on <= %(today)s AND (h.ends_on IS NULL OR h.ends_on > %(today)s)
AND p.deceased_on IS NULL AND p.erased_at IS NULL AND q.deceased_on IS NULL AND q.erased_at IS NULL
AND (EXISTS (SELECT 1 FROM estates_residency r WHERE r.estate_id = d.estate_id AND r.person_id = q.id
             AND r.verified_at IS NOT NULL
             AND r.starts_on <= %(today)s AND (r.ends_on IS NULL OR r.ends_on > %(today)s))
     OR EXISTS (SELECT 1 FROM estates_ownership o WHERE o.estate_id = d.estate_id AND o.person_id = q.id
                AND o.starts_on <= %(today)s AND (o.ends_on IS NULL OR o.ends_on > %(today)s)))
ORDER BY h.id
"""  # noqa: S608
HELPING = "helped:"
Capacity = Residency | Ownership | Post
Kind = TypeVar("Kind", Residency, Ownership, Post)


@dataclass
class Capacities:
    """What one sign-in may act as in the open scope; each list is asked for once and only when needed."""

    user_id: int | None
    estate_id: int | None
    community_id: int | None = None
    chosen: str = ""
    has_factor: bool = True
    used: list[Capacity] = field(default_factory=list)

    @cached_property
    def posts(self) -> list[Post]:
        """Offices held today: in this estate, with its community, or with the street.

        At the street's desk only offices with the street count: a street's scope shows the posts of all its
        estates, and their committees have nothing to do there. Administrators are strangers in an estate.
        """
        return [post for post in self.appointed if self.has_factor or not post.needs_second_factor]

    @cached_property
    def appointed(self) -> list[Post]:
        """The same with those that nobody acts in before a second factor was given in this session."""
        if self.user_id is None:
            return []
        return _posts_of(self.user_id, self.estate_id, self.community_id)

    @property
    def is_withheld(self) -> bool:
        """Whether an office is held here that waits for a second factor."""
        return len(self.posts) < len(self.appointed)

    def with_every_office(self) -> "Capacities":
        """Return the same with the offices that wait for a second factor, to ask what they would open."""
        every = Capacities(self.user_id, self.estate_id, self.community_id, self.chosen)
        every.__dict__ |= {"appointed": self.appointed, "residencies": self.residencies}
        return every

    @property
    def is_in_office(self) -> bool:
        """Whether an office that needs a second factor was looked for and found; asks for none."""
        return any(post.needs_second_factor for post in self.__dict__.get("posts", ()))

    @cached_property
    def residencies(self) -> list[Residency]:
        """Homes in this estate that the committee or community has verified; set aside while helping."""
        if self.user_id is None or self.estate_id is None or self.helping:
            return []
        return _homes_of(self.user_id, self.estate_id)

    @cached_property
    def ownerships(self) -> list[Ownership]:
        """Units owned in this estate; set aside while helping."""
        if self.user_id is None or self.estate_id is None or self.helping:
            return []
        owned = Ownership.objects.in_force().filter(estate_id=self.estate_id, person__user_id=self.user_id)
        return list(owned.select_related("person", "unit__building").order_by("id"))

    @cached_property
    def helped(self) -> list[Residency]:
        """Homes of those whom this sign-in may help (亲属协助), each with its ``helper``; never one's own."""
        if self.user_id is None or self.estate_id is None:
            return []
        return _helped_by(self.user_id, self.estate_id)

    @cached_property
    def helping(self) -> Residency | None:
        """The home of somebody else that was chosen on 我的 to help with; asked only where one was."""
        return self._pick(self.helped) if self.chosen.startswith(HELPING) and self.helped else None

    @property
    def known(self) -> list[Capacity]:
        """What was already asked for on the way to this page, a home first; asks for nothing itself."""
        lists = ("residencies", "ownerships", "posts", "helped")
        return [each for name in lists for each in self.__dict__.get(name, ())]

    @property
    def has_choice(self) -> bool:
        """Whether one is known to hold several of a kind here or to help somebody; asks for nothing.

        A home, a property and an office are held side by side: each page takes of them what it needs.
        """
        kinds = [len(self.__dict__.get(name, ())) for name in ("residencies", "ownerships", "posts")]
        helps = self.__dict__.get("helping") or self.__dict__.get("helped")
        return max(kinds) > 1 or bool(helps) or any(getattr(each, "has_others", False) for each in self.known)

    @property
    def acting(self) -> Capacity | None:
        """In which capacity the page acts, or would where there is a choice; asks for nothing."""
        if self.used or not self.has_choice:
            return self.used[-1] if self.used else None
        chosen = [each for each in self.known if capacity_key(each) == self.chosen]
        own = [each for each in self.known if not getattr(each, "helper", None)]
        return next(iter(chosen or own), None)

    @property
    def residency(self) -> Residency | None:
        """The home acted for: the one chosen on 我的, else the first."""
        return self._pick(self.residencies)

    @property
    def ownership(self) -> Ownership | None:
        """The property acted for: the one chosen on 我的, else the first."""
        return self._pick(self.ownerships)

    def post(self, *roles: str) -> Post | None:
        """Return the post of one of ``roles`` (if none are named, of any but an administrator's), if held."""
        held = [post for post in self.posts if (post.role in roles if roles else not post.is_administrator)]
        return self._pick(held)

    @property
    def is_empty(self) -> bool:
        """Whether this sign-in is a stranger here."""
        return not (self.posts or self.residencies or self.ownerships or self.helping)

    def need_residency(self) -> Residency:
        """Return one's own home acted for. Raises NotAllowed, while helping in any case."""
        needed = f"{self.helping.person.masked_name} 本人（您现在是代办）" if self.helping else "本小区居民"
        return self._need(self.residency, needed)

    def need_home(self, *, helped: bool = False) -> Residency:
        """Return the home acted for; with ``helped`` also that of somebody whom one helps.

        Only reading and reporting ask so: whoever helps never votes, co-signs, rates, objects or confirms.
        Raises NotAllowed.
        """
        if helped and self.helping:
            return self._need(self.helping, "")
        return self.need_residency()

    def need_post(self, *roles: str) -> Post:
        """Return the post acted in. Raises NotAllowed that names the roles."""
        names = "、".join(str(Post.Role(role).label) for role in roles) or "工作人员"
        return self._need(self.post(*roles), names)

    def _need(self, capacity: Kind | None, needed: str) -> Kind:
        if capacity is None:
            raise NotAllowed(needed=needed)
        self.used.append(capacity)
        return capacity

    def _pick(self, held: list[Kind]) -> Kind | None:
        for capacity in held:
            if self.chosen == capacity_key(capacity):
                return capacity
        return held[0] if held and not (isinstance(held[0], Residency) and held[0].helper) else None


def _posts_of(user_id: int, estate_id: int | None, community_id: int | None) -> list[Post]:
    """Return the posts with their person and community."""
    posts = []
    here: dict[str, Any] = {"user": user_id, "estate": estate_id, "community": community_id}
    here |= {"today": clock.today(), "administrators": list(Post.ADMINISTRATORS)}
    with connection.cursor() as cursor:
        cursor.execute(POSTS, here)
        for found in cursor.fetchall():
            post, post.person, post.community = rows_of((Post, Person, Community), found)
            posts.append(post)
    return posts


def _homes_of(user_id: int, estate_id: int) -> list[Residency]:
    """Return the verified homes with their person, unit and building."""
    homes = []
    with connection.cursor() as cursor:
        cursor.execute(HOMES, {"user": user_id, "estate": estate_id, "today": clock.today()})
        for found in cursor.fetchall():
            home, home.person, home.unit, building = rows_of((Residency, Person, Unit, Building), found[:-1])
            home.has_others = found[-1]
            home.unit.building = building
            homes.append(home)
    return homes


def _helped_by(user_id: int, estate_id: int) -> list[Residency]:
    """Return the homes of those whom a sign-in helps, with person, unit, building and the helper."""
    homes, models = [], (Residency, Person, Unit, Building, Person)
    with connection.cursor() as cursor:
        cursor.execute(HELPED, {"user": user_id, "estate": estate_id, "today": clock.today()})
        for found in cursor.fetchall():
            home, home.person, home.unit, building, home.helper = rows_of(models, found)
            home.unit.building = building
            homes.append(home)
    return homes


def capacity_key(capacity: Capacity) -> str:
    """Return how the session names a capacity: ``residency:12``, ``helped:12`` for one whom one helps."""
    if isinstance(capacity, Residency) and capacity.helper:
        return f"{HELPING}{capacity.pk}"
    return f"{capacity._meta.model_name}:{capacity.pk}"


def capacity_label(capacity: Capacity) -> str:
    """Return a capacity in words: the office, or the unit and whether one lives in it or owns it."""
    if isinstance(capacity, Post):
        return capacity.label
    if isinstance(capacity, Residency) and capacity.helper:
        return f"代 {capacity.person.masked_name} 办理"
    return f"{capacity.unit.label} {'业主' if isinstance(capacity, Ownership) else '居民'}"


def capacities_of(request: HttpRequest) -> Capacities:
    """Return what the caller may act as in the scope of this request."""
    user_id = request.user.pk if request.user.is_authenticated else None
    estate = request.estate  # type: ignore[attr-defined]
    street = request.street  # type: ignore[attr-defined]
    place = f"e{estate.pk}" if estate else f"s{street.pk}" if street else ""
    chosen = request.session.get("capacities", {}).get(place, "") if user_id else ""
    if street is None:
        return Capacities(None, None)
    has_factor = is_by_token(request) or proof.has_factor(request.session)
    if estate is None:
        return Capacities(user_id, None, chosen=chosen, has_factor=has_factor)
    return Capacities(user_id, estate.pk, estate.community_id, chosen, has_factor)


def is_by_token(request: HttpRequest) -> bool:
    """Return whether a program asks by a token, which was given out on the command line."""
    return isinstance(getattr(request, "auth", None), ApiToken)
