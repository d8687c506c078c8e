"""How a program signs in: by a token, or with the session of the page it runs in."""

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as DjangoSession
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services import find_token

SCHEMES = ("bearer", "token")


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; a token that counts no more is refused everywhere."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the user and the token; None where no token was sent. Raises AuthenticationFailed."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        found = find_token(token.strip()) if scheme.lower() in SCHEMES else None
        if found is None:
            raise AuthenticationFailed
        return found.user, found

    def authenticate_header(self, request: HttpRequest) -> str:
        """Return what WWW-Authenticate asks for."""
        return "Bearer"


class SessionAuthentication(DjangoSession):
    """The session of somebody who signed in on the page; a POST needs its CSRF token."""


class DescribeToken(OpenApiAuthenticationExtension):
    """The token in the schema."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return how the schema calls it."""
        return {"type": "http", "scheme": "bearer", "description": "./portal manage api_token 手机号"}


class DescribeSession(OpenApiAuthenticationExtension):
    """The session in the schema."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return how the schema calls it."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "POST 还要带 X-CSRFToken",
        }
