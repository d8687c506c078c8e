"""Signing in without a page: the one place where tests and benchmarks open a session."""

from django.test import Client

from accounts import limits, proof
from accounts.models import User

BACKEND = "accounts.backend.Backend"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of an authenticator, invented


def signed_in(user: User, *, factor: bool = True, client: Client | None = None) -> Client:
    """Return a client in which ``user`` has signed in, with a second factor unless said otherwise.

    The session stays as fresh as on its first minute for a day: a run of tests takes longer than 15 minutes.
    """
    client = client or Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    proof.begin(session, factor=factor, now=limits.moment() + limits.DAY)
    if factor:
        proof.enter_office(session)
    session.save()
    return client


def age(client: Client, seconds: float) -> None:
    """Let the session of a client have begun, been used and been proven ``seconds`` ago."""
    session = client.session
    before = limits.moment() - seconds
    session[proof.PLACE] |= {"began": before, "seen": before, "fresh": before}
    session.save()
