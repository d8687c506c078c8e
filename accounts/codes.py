"""A code to a phone, for something else than signing in: confirming, changing the number, joining WeChat.

Kept in the session like allauth's own; requests and wrong tries are counted per number, as for signing in.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts import limits
from accounts.errors import CodeRefused, CodesTooMany, TriesTooMany
from core.text import readable

PLACE = "codes"


@dataclass(frozen=True)
class Sent:
    """A code that was sent, to which number, until when it counts, how often it was missed."""

    phone: str
    code: str
    until: float
    missed: int = 0


def send_code(request: HttpRequest, purpose: str, phone: str, user: AbstractBaseUser) -> Sent:
    """Send a new code to ``phone`` (E.164) and keep it for ``purpose``. Raises CodesTooMany."""
    if not ratelimit.consume(request, action="request_login_code", key=phone):
        raise CodesTooMany
    adapter = get_adapter()
    code = adapter.generate_phone_verification_code(user=user, phone=phone)
    sent = Sent(phone, code, limits.moment() + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    _keep(request, purpose, sent)
    adapter.send_verification_code_sms(user, phone, code)
    return sent


def sent_code(request: HttpRequest, purpose: str) -> Sent | None:
    """Return what was sent for a purpose and still counts."""
    kept: dict[str, Any] | None = request.session.get(PLACE, {}).get(purpose)
    sent = Sent(**kept) if kept else None
    return sent if sent and sent.until > limits.moment() else None


def take_code(request: HttpRequest, purpose: str, typed: str) -> Sent:
    """Return the code that was sent if it is what was typed; it counts no more.

    Raises CodeRefused, TriesTooMany.
    """
    sent = sent_code(request, purpose)
    if sent is None:
        raise CodeRefused
    if not ratelimit.consume(request, action="wrong_code", key=sent.phone, dry_run=True):
        raise TriesTooMany
    if str(readable(typed)).strip() != sent.code:
        ratelimit.consume(request, action="wrong_code", key=sent.phone)
        missed = replace(sent, missed=sent.missed + 1)
        _keep(
            request, purpose, missed if missed.missed < settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS else None
        )
        raise CodeRefused
    _keep(request, purpose, None)
    return sent


def _keep(request: HttpRequest, purpose: str, sent: Sent | None) -> None:
    kept = {name: each for name, each in request.session.get(PLACE, {}).items() if name != purpose}
    request.session[PLACE] = kept | ({purpose: asdict(sent)} if sent else {})
