"""Ending an office, adding the street's people, and its first administrators."""

from datetime import date

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.rows import locked, update
from estates.models import Person, Post
from estates.offices import errors, rules
from estates.offices.holding import refuse_appointer
from estates.services import appoint, give_sign_in
from tenancy.audit import Actor, record
from tenancy.models import Estate, Street


@transaction.atomic
def end_post(post: Post, *, on: date, ending: str, by: Actor) -> Post:
    """Let ``post`` be held until ``on``, the first day without it; one that has not begun never begins.

    Raises NotAllowed, OwnOffice, AuthorityMissing, EndsInThePast, PostHasEnded.
    """
    person = post.person
    post = locked(post)
    post.person, authority, post.authority = person, post.authority, ending.strip()
    refuse_appointer(post, by)
    post.authority = authority
    if on < clock.today():
        raise errors.EndsInThePast
    if post.ends_on is not None and post.ends_on <= on:
        raise errors.PostHasEnded(role=post.label, day=post.ends_on.isoformat())
    post.ends_on, post.ending = max(on, post.starts_on), ending.strip()
    update(post, "ends_on", "ending")
    record("estates.post_ended", post, by=by, role=post.role, on=post.ends_on.isoformat(), ending=post.ending)
    return post


@transaction.atomic
def add_staff(street: Street, *, name: str, phone: str, by: Actor | None) -> Person:
    """Return a new person of the street who signs in by ``phone`` and holds no office yet.

    Raises NotAllowed, SignInTaken.
    """
    rules.refuse_unless_keeper(by)
    person = Person.objects.create(street=street, estate=None, name=name, phone=phone)
    record("estates.staff_added", person, by=by)
    return give_staff_sign_in(person, phone, by=by)


@transaction.atomic
def give_staff_sign_in(person: Person, phone: str, *, by: Actor | None) -> Person:
    """Return ``person`` of the street, who now signs in by ``phone``.

    Raises NotAllowed, SignInTaken, AlreadyHasAnotherSignIn, PostConflict.
    """
    rules.refuse_unless_keeper(by)
    person = locked(person)
    taken = Person.objects.filter(street_id=person.street_id, estate=None, user__phone=phone)
    if taken.exclude(pk=person.pk).exists():
        raise errors.SignInTaken
    give_sign_in(person, phone, by=by)
    return person


@transaction.atomic
def add_official(estate: Estate, *, name: str, phone: str, by: Actor) -> Person:
    """Return a new person of ``estate`` who is to hold an office there and neither lives nor owns there.

    Raises NotAllowed.
    """
    if not rules.may_appoint(by, Post.Role.CASHIER, estate.pk, estate.community):
        raise NotAllowed(needed=rules.APPOINTER_IN_WORDS)
    person = Person.objects.create(street_id=estate.street_id, estate=estate, name=name, phone=phone)
    record("estates.official_added", person, by=by)
    return person


@transaction.atomic
def appoint_administrator(
    street: Street, role: Post.Role, *, name: str, phone: str, authority: str, ran_by: str
) -> Post:
    """Return the post of an administrator given from the command line, where nobody could give it yet.

    Raises AdministratorThere where somebody holds it, and what ``appoint`` raises.
    """
    if Post.objects.in_force().filter(street=street, role=role).exists():
        raise errors.AdministratorThere(role=role.label)
    if not authority.strip():
        raise errors.AuthorityMissing
    person = Person.objects.filter(street=street, estate=None, user__phone=phone).first()
    if person is None:
        person = add_staff(street, name=name, phone=phone, by=None)
    post = appoint(person, role, authority=authority, by=None)
    record("estates.administrator_appointed", post, by=None, role=role, authority=authority, ran_by=ran_by)
    return post
