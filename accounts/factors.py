"""Second factors: six digits of an authenticator, recovery codes, passkeys. allauth keeps and checks them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, validate_totp_code
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.errors import FactorCodeRefused, FactorDemanded, TriesTooMany
from accounts.models import User

Type = Authenticator.Type
PERIOD = 30  # seconds that six digits stand (RFC 6238 §4.1)


@dataclass(frozen=True)
class Factors:
    """What somebody gives besides the code to the phone; recovery codes alone are no factor."""

    totp: Authenticator | None
    passkeys: Sequence[Authenticator]
    recovery: Authenticator | None

    @property
    def exist(self) -> bool:
        """Whether there is a second factor at all."""
        return self.totp is not None or bool(self.passkeys)

    @property
    def recovery_left(self) -> int:
        """How many recovery codes were not used yet."""
        return len(self.recovery.wrap().get_unused_codes()) if self.recovery else 0


def factors_of(user: User) -> Factors:
    """Return the second factors of ``user``."""
    kept = list(Authenticator.objects.filter(user=user).order_by("pk"))
    by_type = {each.type: each for each in kept}
    passkeys = [each for each in kept if each.type == Type.WEBAUTHN]
    return Factors(by_type.get(Type.TOTP), passkeys, by_type.get(Type.RECOVERY_CODES))


def demanded_of(user: User) -> list[str]:
    """Return the offices of ``user`` that can't be without a second factor, in words."""
    return list(import_string(settings.SECOND_FACTOR_DEMANDED_BY)(user.pk))


def check_code(request: HttpRequest, user: User, typed: str) -> Authenticator:
    """Return what took the typed digits: the authenticator, or a recovery code that counts no more.

    Raises FactorCodeRefused, TriesTooMany: five wrong ones in five minutes, whatever else is tried.
    """
    if not ratelimit.consume(request, action="wrong_code", key=_key(user), dry_run=True):
        raise TriesTooMany
    factors, digits = factors_of(user), "".join(typed.split())
    for factor in (factors.totp, factors.recovery):
        if factor is not None and factor.wrap().validate_code(digits) and _is_unused(user, digits):
            factor.user = user
            return factor
    ratelimit.consume(request, action="wrong_code", key=_key(user))
    raise FactorCodeRefused


def begin_totp(request: HttpRequest, secret: str, typed: str) -> bool:
    """Return True once the digits an authenticator makes of ``secret`` came back; keep the secret then.

    Raises FactorCodeRefused, TriesTooMany.
    """
    user: User = request.user  # type: ignore[assignment]
    if not ratelimit.consume(request, action="wrong_code", key=_key(user), dry_run=True):
        raise TriesTooMany
    digits = "".join(typed.split())
    if not (validate_totp_code(secret, digits) and _is_unused(user, digits)):
        ratelimit.consume(request, action="wrong_code", key=_key(user))
        raise FactorCodeRefused
    set_up_totp(user, secret)
    return True


def set_up_totp(user: User, secret: str) -> None:
    """Keep the secret of an authenticator, in place of the one before."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
        TOTP.activate(user, secret)


def give_recovery_codes(user: User) -> list[str]:
    """Return ten new recovery codes; those given before count no more."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
        return list(RecoveryCodes.activate(user).get_unused_codes())


def remove_factor(factor: Authenticator) -> None:
    """Take a factor away; recovery codes go with the last one. Raises FactorDemanded."""
    user: User = factor.user
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        others = Authenticator.objects.filter(user=user).exclude(pk=factor.pk)
        is_last = not others.exclude(type=Type.RECOVERY_CODES).exists()
        if is_last and demanded_of(user):
            raise FactorDemanded
        factor.delete()
        if is_last:
            others.delete()


def demonstration_code(user: User) -> str:
    """Return digits that the authenticator of ``user`` shows now and that were not used yet, or nothing."""
    totp = factors_of(user).totp
    if totp is None:
        return ""
    secret = decrypt(totp.data["secret"])
    codes = [digits_of(secret, step) for step in (0, 1, -1)]
    return next((code for code in codes if cache.get(_used(user, code)) is None), codes[0])


def digits_of(secret: str, step: int = 0) -> str:
    """Return the digits an authenticator shows now, or ``step`` periods on."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + step)))


def _is_unused(user: User, digits: str) -> bool:
    """Note that digits were used; while the clocks' tolerance still takes them, nobody uses them again."""
    return bool(cache.add(_used(user, digits), 1, PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)))


def _used(user: User, digits: str) -> str:
    return f"factor-used:{user.pk}:{digits}"


def _key(user: User) -> str:
    return f"factor:{user.pk}"
