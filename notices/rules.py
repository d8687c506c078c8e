"""Who may publish, object and reply; when a notice stands; what may not be in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from core import clock, masking
from estates.models import Ownership, Post, Residency
from notices.models import Notice, Objection

PUBLISHERS = (
    *Post.COMMITTEE,
    *Post.COMMUNITY,
    Post.Role.STREET_OFFICER,
    Post.Role.STREET_LEADER,
)
# Who may start a failed job again.
MINDERS = (*PUBLISHERS, Post.Role.STREET_FINANCE)


def may_publish(by: Post | None, estate_id: int, community_id: int) -> bool:
    """Say whether ``by`` (None is the clock) may publish and withdraw in an estate."""
    return by is None or (by.role in PUBLISHERS and _is_of(by, estate_id, community_id))


def may_object(by: object, notice: Notice) -> bool:
    """Say whether ``by`` is a home or a title in the notice's estate: objections are real-name."""
    return isinstance(by, Residency | Ownership) and by.estate_id == notice.estate_id


def may_answer(by: object, objection: Objection) -> bool:
    """Say whether ``by`` speaks for the committee, its community or the street."""
    estate = objection.estate
    return isinstance(by, Post) and may_publish(by, estate.pk, estate.community_id)


def is_clear(notice: Notice, at: datetime | None = None) -> bool:
    """Say whether what the notice announces may go ahead at ``at`` (now).

    Published and not withdrawn, the period over, no objection without a reply, none upheld: an upheld one
    asks for a withdrawal and a corrected notice. Source: domain.md §0.8, §6 case 40.
    """
    moment = at or clock.now()
    if notice.state != Notice.State.PUBLISHED or notice.published_at is None:
        return False
    if moment < (notice.ends_at or notice.published_at):
        return False
    unanswered = Q(answered_at=None) | Q(answered_at__gt=moment)
    blocking = unanswered | Q(outcome=Objection.Outcome.UPHELD)
    return not notice.objections.filter(blocking, filed_at__lte=moment).exists()


def latest(subject: str, kind: str) -> Notice | None:
    """Return the newest notice of a kind about ``subject`` in the open scope, withdrawn ones left out."""
    live = Notice.objects.filter(subject=subject, kind=kind).exclude(state=Notice.State.WITHDRAWN)
    return live.order_by("-id").first()


def personal_numbers(
    title: str, paragraphs: Sequence[str], snapshot: Mapping[str, object], *, public: Sequence[str] = ()
) -> list[str]:
    """Return in Chinese every place where a number of a person stands: 正文第 2 段有手机号.

    ``public`` are telephone numbers that are meant to be read, such as the office's own.
    """
    texts = [("标题", title)]
    texts += [(f"正文第 {number} 段", text) for number, text in enumerate(paragraphs, 1)]
    texts += [(f"附表“{masking.redact(where)}”", text) for where, text in _strings(snapshot)]
    known = {_digits(number) for number in public if number}
    places = {
        f"{where}有{finding.kind.value}": None
        for where, text in texts
        for finding in masking.scan(text)
        if _digits(text[finding.start : finding.end]) not in known
    }
    return list(places)


def _strings(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield each string in JSON with the key it stands under; the keys themselves are printed too."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield where or str(key), str(key)
            yield from _strings(part, str(key))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part, where)


def _digits(number: str) -> str:
    digits = re.sub("[^0-9]", "", number)
    return digits.removeprefix("86") if len(digits) == 13 else digits


def _is_of(post: Post, estate_id: int, community_id: int) -> bool:
    """Say whether a post reaches an estate: its own, of its community, or of the street."""
    if post.estate_id is not None:
        return post.estate_id == estate_id
    return post.community_id in (None, community_id)
