"""Passkeys: a device that knows its holder answers in place of typed digits. allauth and fido2 check them."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.errors import PasskeyRefused
from accounts.models import User

MOST = 10
LONGEST = 40
# What a device that is none, or somebody who plays one, may make the reading of its answer end in.
UNREADABLE = (ValidationError, ValueError, TypeError, KeyError, AttributeError)


def to_add(user: User) -> str:
    """Return, as JSON, what a device is asked to make a passkey of; it has to know its holder."""
    return json.dumps(auth.begin_registration(user, passwordless=True))


def add_passkey(user: User, *, credential: str, name: str) -> Authenticator:
    """Keep what a device made. Raises PasskeyRefused."""
    try:
        said: dict[str, Any] = json.loads(credential)
        auth.parse_registration_response(said)
        is_sure = auth.complete_registration(said).is_user_verified()
    except UNREADABLE:
        raise PasskeyRefused from None
    if (
        not is_sure
        or Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() >= MOST
    ):
        raise PasskeyRefused
    kept: Authenticator = auth.WebAuthn.add(user, name.strip()[:LONGEST] or "通行密钥", said).instance
    return kept


def to_prove(user: User | None) -> dict[str, Any]:
    """Return what a device is asked to sign in with, or (``user``) to prove itself as a second factor."""
    return auth.begin_authentication(user)


def check_passkey(request: HttpRequest, user: User | None, credential: str) -> Authenticator:
    """Return the passkey that answered, of ``user`` or of whomever it names. Raises PasskeyRefused."""
    try:
        said: dict[str, Any] = json.loads(credential)
        auth.parse_authentication_response(said)
        whose = user or auth.extract_user_from_response(said)
        found = auth.complete_authentication(whose, said)
    except UNREADABLE:
        raise PasskeyRefused from None
    found.user = whose
    return found
