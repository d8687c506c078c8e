"""Signs in by allauth, and reads who is signed in as each request needs it."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from core.rows import find


class Backend(AuthenticationBackend):
    """allauth's sign-in; the user of a session is read by hand, for nearly every request asks for it."""

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, unless the sign-in was disabled."""
        found = find(User, id=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
