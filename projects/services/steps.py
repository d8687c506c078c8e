"""The one way a project moves: locked, checked against the table, written down for everybody to read."""

from collections.abc import Iterable, Sequence

from core.errors import StateRefused
from core.masking import scan
from core.states import move
from estates.models import Ownership, Post, Residency
from notices.models import Notice
from notices.services import publish
from projects.errors import NumbersInText, ReasonRequired
from projects.models import Project, Step
from projects.models.projects import State
from tenancy.audit import record

WORDS_LENGTH = 400  # characters a step can hold


def lock(project: Project) -> Project:
    """Return the fresh row of a project, locked until the end of the transaction, with place and concern."""
    rows = Project.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("estate__street", "estate__community", "concern").get(pk=project.pk)


def expect(project: Project, to: State) -> None:
    """Refuse with StateRefused unless the table has a move from the project's state to ``to``."""
    if to not in Project.MOVES[Project.State(project.state)]:
        raise StateRefused(current=project.get_state_display(), wanted=to.label)


def require(project: Project, state: State, wanted: str) -> None:
    """Refuse with StateRefused unless the project is in ``state``; ``wanted`` names what was to be done."""
    if project.state != state:
        raise StateRefused(current=project.get_state_display(), wanted=wanted)


def take_step(
    project: Project,
    to: State,
    *,
    by: Post | Residency | None,
    words: str = "",
    update_fields: Iterable[str] = (),
    **details: object,
) -> Project:
    """Move the project, add the step everybody can read and the audit entry. Raises StateRefused."""
    move(project, to, update_fields=update_fields)
    Step.objects.create(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        state=to,
        actor=public_name(by),
        words=words[:WORDS_LENGTH],
    )
    record(f"projects.{to.value}", project, by=by, **details)
    return project


def announce(project: Project, title: str, paragraphs: Sequence[str], *, by: Post) -> Notice:
    """Return a published 公告 about the project: it tells and has no period."""
    return publish(
        estate=project.estate,
        kind=Notice.Kind.ANNOUNCEMENT,
        title=title,
        paragraphs=paragraphs,
        subject=project.subject,
        by=by,
    )


def public_name(by: Post | Residency | Ownership | None) -> str:
    """Return who acted as everybody may read it: 物管委主任 张**, 居民 李**, 系统."""
    if by is None:
        return "系统"
    role = by.label if isinstance(by, Post) else "居民"
    return f"{role} {by.person.masked_name}"


def public_text(text: str, field: str) -> str:
    """Return ``text`` without blanks around it, fit for neighbours to read. Raises NumbersInText."""
    words = text.strip()
    kinds = {finding.kind.value: None for finding in scan(words)}
    if kinds:
        raise NumbersInText(field=field, kinds="、".join(kinds))
    return words


def reason_text(text: str, field: str = "reason") -> str:
    """Return the reason, fit to be read. Raises ReasonRequired, NumbersInText."""
    words = public_text(text, field)
    if not words:
        raise ReasonRequired(field=field)
    return words
