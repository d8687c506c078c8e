"""What allauth asks about second factors: how secrets lie in the database, and what a device calls us."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from core.masking import mask_phone
from core.sealing import is_under_first_key, seal, seal_again, unseal

SEALED = ("secret", "seed")  # of an authenticator, of recovery codes


class Adapter(DefaultMFAAdapter):
    """Sealed secrets; a device names the sign-in by its masked phone."""

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as the database kept it."""
        return unseal(encrypted_text)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return mask_phone(user.phone)  # type: ignore[attr-defined]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what a passkey is bound to: this host."""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Return whom a passkey signs in."""
        name = self._get_user_identifier(user)
        return {**super().get_public_key_credential_user_entity(user), "display_name": name, "name": name}


def reseal_factors() -> int:
    """Put every sealed secret of a second factor under the first key; return how many were not.

    Safe to run again. Raises cryptography.fernet.InvalidToken where no key opens one.
    """
    changed = 0
    for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        old = {
            name: value
            for name, value in factor.data.items()
            if name in SEALED and not is_under_first_key(value)
        }
        if old:
            factor.data |= {name: seal_again(value) for name, value in old.items()}
            factor.save(update_fields=["data"])
            changed += 1
    return changed
