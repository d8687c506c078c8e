"""How allauth finds people by phone and sends them codes."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Sign-in by phone and code; nobody signs up by themselves."""
