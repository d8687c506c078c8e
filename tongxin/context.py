"""What every page is told about itself: where it is, who looks, in which capacity, where one can go."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest

from accounts.models import User
from core.addresses import address
from estates.access import may_open
from estates.capacities import Capacities, capacities_of, capacity_label
from tenancy.middleware import PLACE, place
from tenancy.models import Estate, Street
from tongxin.places import Switcher, switcher

TABS = (("首页", "overview:home"), ("公示", "notices:list"), ("投票", "ballots:list"))
WORK = ("工作", "overview:work")
DESK = (
    ("我的工作", (("总览", "overview:office", "home"), ("补贴审核", "projects:reviews", "inbox"))),
    ("数字", (("统计", "overview:statistics", "list"),)),
    ("管理", (("小区", "estates:estates", "building"),)),
    (
        "人员",
        (
            ("居民登记", "estates:office_joining", "home"),
            ("更换手机号", "estates:phone_changes", "phone"),
            ("街道人员", "estates:staff", "people"),
            ("职务", "estates:posts", "user"),
        ),
    ),
    ("审计", (("审计记录", "estates:audit", "eye"), ("登录记录", "estates:sign_ins", "lock"))),
    ("资金", (("激励资金拨付", "funds:grants", "money"), ("年度额度", "funds:budget", "chart"))),
)


@dataclass(frozen=True)
class Entry:
    """A place one can go to."""

    label: str
    url: str
    current: bool = False
    icon: str = ""
    count: int = 0


@dataclass(frozen=True)
class Group:
    """Entries of the desk's side list under one title."""

    title: str
    items: list[Entry]


@dataclass(frozen=True)
class Phone:
    """A telephone that is answered, and whose it is."""

    whose: str
    number: str


@dataclass
class Page:
    """Everything the frame of a page shows; each part asks the database only if a template uses it."""

    request: HttpRequest
    street: Street | None
    estate: Estate | None
    capacities: Capacities | None = field(repr=False)

    @property
    def user(self) -> object:
        """The sign-in, possibly nobody."""
        return getattr(self.request, "user", None)

    @cached_property
    def size(self) -> str:
        """The text size: of the cookie, else of the sign-in."""
        chosen = self.request.COOKIES.get("size")
        if chosen is None and isinstance(self.user, User):
            chosen = self.user.text_size
        return chosen if chosen in User.TextSize.values else ""

    @property
    def theme(self) -> str:
        """The colour of the masthead."""
        return self.estate.theme if self.estate else "red"

    @property
    def demo(self) -> bool:
        """Whether what is shown is invented."""
        place = self.estate or self.street
        return place.is_demo if place else settings.DEMONSTRATION

    @property
    def hotline(self) -> str:
        """The street's supervision telephone."""
        return self.street.hotline if self.street else ""

    @property
    def help_phone(self) -> str:
        """Whom to ring when the page is too difficult."""
        return (self.estate.phone if self.estate else "") or self.hotline

    @cached_property
    def phones(self) -> list[Phone]:
        """Whom to ring: at a place (or on the way to one by ``?next=``) its own, elsewhere every street's.

        Public, and one query at most.
        """
        street, estate = self.street, self.estate
        if street is None:
            street, estate = _place_meant(self.request.GET.get("next", ""))
        found = [Phone(estate.name, estate.phone)] if estate and estate.phone else []
        streets = [street] if street else Street.objects.order_by("pk")
        return found + [Phone(f"{each.name}监督电话", each.hotline) for each in streets if each.hotline]

    @property
    def onward(self) -> str:
        """The end of an address that keeps where somebody was on the way to: ``?next=…``, or nothing."""
        following = self.request.GET.get("next", "")
        return f"?{urlencode({'next': following})}" if following else ""

    @property
    def acting(self) -> str:
        """In which capacity the page acts: said whenever it does, and wherever there is a choice."""
        capacity = self.capacities.acting if self.capacities else None
        return f"您现在的身份：{capacity_label(capacity)}" if capacity else ""

    @property
    def switch_url(self) -> str:
        """Where somebody who can act here in several ways changes it, and comes back from; or nothing."""
        if self.capacities is None or self.street is None or not self.capacities.has_choice:
            return ""
        place = f"e{self.estate.pk}" if self.estate else f"s{self.street.pk}"
        back = urlencode({"next": self.request.get_full_path()})
        return f"{address('overview:me')}?{back}#place-{place}"

    @property
    def place(self) -> str:
        """Where the page is: the estate, else the street, else the portal."""
        place = self.estate or self.street
        return place.name if place else "同心"

    @property
    def frame(self) -> str:
        """What a refusal stands in: the desk for those who work there, the plain page for everybody else."""
        return "desk.html" if self.side else "base.html"

    @property
    def home(self) -> str:
        """Where the masthead leads: the estate, the desk of those who work there, or the list of estates."""
        if self.estate:
            return address("overview:home", self.estate.slug)
        return self.side[0].items[0].url if self.side else "/"

    @cached_property
    def switcher(self) -> Switcher | None:
        """The list of places in the masthead, for those who have more than this one."""
        if self.street is None or self.capacities is None:
            return None
        return switcher(self.capacities, self.street, self.estate)

    @cached_property
    def nav(self) -> list[Entry]:
        """The four tabs of an estate, and 工作 for those whom it lets in."""
        if self.estate is None:
            return []
        tabs = [*TABS, WORK] if self._opens(WORK[1], self.estate.slug) else TABS
        entries = [self._tab(label, address(name, self.estate.slug)) for label, name in tabs]
        return [*entries, self._tab("我的", address("overview:me"))]

    @cached_property
    def side(self) -> list[Group]:
        """The desk's list: what opens to the reader, nothing for those without an office with the street."""
        if self.street is None or self.estate is not None or not (self.capacities and self.capacities.posts):
            return []
        slug = self.street.slug
        groups = [
            Group(
                title,
                [
                    self._tab(label, address(name, slug), icon)
                    for label, name, icon in items
                    if self._opens(name, slug)
                ],
            )
            for title, items in DESK
        ]
        return [group for group in groups if group.items]

    def _opens(self, name: str, slug: str) -> bool:
        return self.capacities is not None and may_open(self.capacities, address(name, slug))

    def _tab(self, label: str, url: str, icon: str = "") -> Entry:
        path = self.request.path
        home = address("overview:home", self.estate.slug) if self.estate else ""
        office = address("overview:office", self.street.slug) if self.street else ""
        current = path == url or (url not in (home, office) and path.startswith(url))
        return Entry(label, url, current, icon)


def _place_meant(path: str) -> tuple[Street | None, Estate | None]:
    """Return the place that a path of ours leads to, if it is one of the public directory."""
    match = PLACE.match(path)
    try:
        return place(match["kind"], match["slug"]) if match else (None, None)
    except Http404:
        return None, None


def page(request: HttpRequest) -> dict[str, Page]:
    """Return the frame of the page as ``page``; a form that was refused on its way in has it too."""
    street, estate = getattr(request, "street", None), getattr(request, "estate", None)
    held = getattr(request, "capacities", None) or (capacities_of(request) if street else None)
    return {"page": Page(request, street, estate, held)}
