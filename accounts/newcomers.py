"""Sign-ins for numbers that nobody has registered: only for a browser that was let in (decision 0016).

What lets a browser in is a claim code that counts, or asking to join with a proof; both stand above. Here is
only that it was let in, for how long, and how many messages that may cost.
"""

from datetime import timedelta

from allauth.core import ratelimit
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User
from core import clock

PLACE = "newcomer_until"
LIFE = timedelta(hours=1)
UNPROVEN = timedelta(days=1)  # after which a number that nobody answered from is forgotten


def let_in(request: HttpRequest) -> None:
    """Let this browser's session begin a sign-in with a number that is not known."""
    request.session[PLACE] = int((clock.now() + LIFE).timestamp())


def is_let_in(request: HttpRequest) -> bool:
    """Say whether this session may begin a sign-in with a number that is not known."""
    return request.session.get(PLACE, 0) > clock.now().timestamp()


def begin_sign_in(request: HttpRequest, phone: str) -> User | None:
    """Return the user of a number (E.164) from which no code has come back yet, made now if need be.

    None where the session was not let in, where the number belongs to a sign-in that was shut, or where the
    messages of the number, the address or the day are used up: the page says the same in each case.
    """
    if not (is_let_in(request) and _has_messages_left(request, phone)):
        return None
    _forget_unproven()
    user, _ = User.objects.get_or_create(phone=phone, defaults={"password": make_password(None)})
    return user if user.is_active else None


def _has_messages_left(request: HttpRequest, phone: str) -> bool:
    """Count one message of the number and the address, and one of the day for the whole portal."""
    return bool(
        ratelimit.consume(request, action="newcomer", key=phone)
        and ratelimit.consume(request, action="newcomers", key="all")
    )


def _forget_unproven() -> None:
    """Delete numbers that somebody typed and nobody answered from, unless the log of tries names them."""
    old = User.objects.filter(phone_verified=False, last_login=None, sign_ins=None)
    keys = list(old.filter(joined_at__lt=clock.now() - UNPROVEN).values_list("pk", flat=True)[:100])
    User.objects.filter(pk__in=keys).delete()
