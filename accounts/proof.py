"""What a session has proven: since when, how recently, and whether with a second factor.

Written when somebody signs in or confirms, read from the session that every request has anyhow: no query.
"""

from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from accounts import limits

PLACE = "proof"
Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class Proof:
    """Moments in seconds: signed in, last noted as seen, last proven who one is.

    ``factor``: a second factor was given. ``office``: an office that needs one was acted in, from when on the
    session ends as early as an office's must.
    """

    began: float
    seen: float
    fresh: float
    factor: bool = False
    office: bool = False

    @property
    def limit(self) -> limits.Limit:
        """How long the session counts."""
        return limits.OFFICE if self.office else limits.RESIDENT

    def is_over(self, now: float) -> bool:
        """Return whether one has rested too long, or signed in too long ago."""
        return self.is_beyond(self.limit, now)

    def is_beyond(self, limit: limits.Limit, now: float) -> bool:
        """Return whether a limit is passed."""
        return now - self.seen > limit.idle or now - self.began > limit.absolute


def begin(session: Session, *, factor: bool, now: float | None = None) -> None:
    """Note a sign-in of this moment."""
    now = limits.moment() if now is None else now
    _keep(session, Proof(began=now, seen=now, fresh=now, factor=factor))


def adopt(session: Session, now: float) -> Proof:
    """Return what a session opened before this was noted counts as: begun now, nothing proven lately."""
    adopted = Proof(began=now, seen=now, fresh=0)
    _keep(session, adopted)
    return adopted


def proof_of(session: Session) -> Proof | None:
    """Return what a session has proven; None where it never was a sign-in of ours."""
    kept = session.get(PLACE)
    return Proof(**kept) if kept else None


def is_fresh(session: Session) -> bool:
    """Return whether who one is was proven within the last minutes."""
    proof = proof_of(session)
    return proof is not None and limits.moment() - proof.fresh < limits.FRESH_FOR


def has_factor(session: Session) -> bool:
    """Return whether a second factor was given in this session."""
    proof = proof_of(session)
    return proof is not None and proof.factor


def confirm(session: Session, *, factor: bool) -> None:
    """Note that somebody has just proven again who they are, by a second factor or by a code."""
    proof = proof_of(session)
    if proof is None:
        begin(session, factor=factor)
    else:
        _keep(session, replace(proof, fresh=limits.moment(), factor=proof.factor or factor))


def forget_factor(session: Session) -> None:
    """Note that the second factor exists no more."""
    proof = proof_of(session)
    if proof is not None:
        _keep(session, replace(proof, factor=False))


def enter_office(session: Session) -> bool:
    """Hold the session to an office's limits from now on; return False where it is beyond them already."""
    proof = proof_of(session)
    if proof is None or proof.is_beyond(limits.OFFICE, limits.moment()):
        return False
    if not proof.office:
        _keep(session, replace(proof, office=True))
    return True


def note_seen(session: Session, proof: Proof, now: float) -> None:
    """Note that the session was used at this moment."""
    _keep(session, replace(proof, seen=now))


def _keep(session: Session, proof: Proof) -> None:
    session[PLACE] = asdict(proof)
