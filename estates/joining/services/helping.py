"""A relative helps somebody with the portal (亲属协助): to read and to report, never to vote or to decide."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from core import clock, images
from core.errors import NotAllowed
from estates.joining import errors, rules
from estates.joining.services.newcomers import Newcomer
from estates.models import Delegation, Ownership, Person, Post, Residency, Unit
from tenancy.audit import Actor, record
from tenancy.models import StoredFile
from tenancy.storage import keep_photo


@transaction.atomic
def name_helper(home: Residency, *, phone: str, relation: Delegation.Relation, by: Residency) -> Delegation:
    """Return the delegation that a resident gives, in force from today.

    Raises NotAllowed, HelperUnknown, HelpingOneself, AlreadyHelped.
    """
    if home.pk != by.pk or by.helper is not None:
        raise NotAllowed(needed="本人")
    return _delegate(by.person, phone, relation, consent=None, by=by)


@transaction.atomic
def enter_helper(
    unit: Unit, *, name: str, phone: str, relation: Delegation.Relation, photo: bytes, by: Post
) -> Delegation:
    """Return the delegation that a resident of ``unit`` signed on paper, in force from today.

    Raises NotAllowed, PrincipalUnknown, HelperUnknown, HelpingOneself, AlreadyHelped, ImageRefused.
    """
    if not rules.may_visit(by, unit.estate):
        raise NotAllowed(needed=rules.VISITORS_IN_WORDS)
    lives = Residency.objects.in_force().filter(unit=unit, verified_at__isnull=False)
    found = list(Person.objects.filter(pk__in=lives.values("person_id"), name=name, deceased_on=None)[:2])
    if len(found) != 1:
        raise errors.PrincipalUnknown
    place = {"street_id": unit.street_id, "estate_id": unit.estate_id}
    consent = keep_photo(images.clean(photo), user_id=by.actor_user_id, **place)
    return _delegate(found[0], phone, relation, consent=consent, by=by)


@transaction.atomic
def end_help(delegation: Delegation, *, by: Newcomer) -> Delegation:
    """Return the delegation, ended at once by either side. Raises NotAllowed, HelpEnded."""
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("principal", "helper")
    delegation = rows.get(pk=delegation.pk)
    if by.user.pk not in (delegation.principal.user_id, delegation.helper.user_id):
        raise NotAllowed(needed="本人或帮忙的人")
    if delegation.ends_on is not None:
        raise errors.HelpEnded
    delegation.ends_on = clock.today()
    delegation.save(update_fields=["ends_on"])
    record("estates.help_ended", delegation, by=by)
    return delegation


def _delegate(
    principal: Person,
    phone: str,
    relation: Delegation.Relation,
    *,
    consent: StoredFile | None,
    by: Actor,
) -> Delegation:
    # The lock puts two delegations of one principal one after the other.
    Person.objects.select_for_update(of=("self",)).only("pk").get(pk=principal.pk)
    helper = _helper(principal, phone)
    if Delegation.objects.filter(principal=principal, helper=helper, ends_on=None).exists():
        raise errors.AlreadyHelped
    delegation = Delegation.objects.create(
        street_id=principal.street_id,
        estate_id=principal.estate_id,
        principal=principal,
        helper=helper,
        relation=relation,
        consent=consent,
        agreed_at=clock.now(),
    )
    record("estates.helper_named", delegation, by=by, relation=relation, on_paper=consent is not None)
    return delegation


def _helper(principal: Person, phone: str) -> Person:
    """Return who lives or owns in the estate and signs in with the number."""
    lives = Residency.objects.in_force().filter(person=OuterRef("pk"), verified_at__isnull=False)
    owns = Ownership.objects.in_force().filter(person=OuterRef("pk"))
    rows = Person.objects.filter(estate_id=principal.estate_id, user__phone=phone, deceased_on=None)
    helper = rows.filter(Exists(lives) | Exists(owns)).first()
    if helper is None:
        raise errors.HelperUnknown
    if helper.pk == principal.pk:
        raise errors.HelpingOneself
    return helper
