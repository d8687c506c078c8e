"""众人事 as history: ``projects.services.concerns`` in memory."""

from core import clock
from estates.models import Building, Post, Residency
from projects.models import Concern, ConcernSupport
from tenancy.models import Estate
from tongxin.demo.history.desk import Desk


class Concerns(Desk):
    """A concern is started, filed, looked over, shared by others, resolved."""

    def start_concern(self, estate: Estate, *, photo: bytes, by: Residency) -> Concern:
        """Return the new draft with its photo."""
        concern = Concern(
            street_id=estate.street_id,
            estate=estate,
            residency=by,
            person=by.person,
            unit=by.unit,
            photo=self.keep(photo, by),
        )
        return self.shelf.add(concern)

    def describe_concern(
        self, concern: Concern, *, building: Building | None, place: str, words: str, by: Residency
    ) -> Concern:
        """Return the draft with where and what."""
        concern.building, concern.place, concern.words = building, place, words
        return concern

    def file_concern(self, concern: Concern, *, by: Residency) -> Concern:
        """Return the concern before committee and community."""
        concern.state, concern.filed_at = Concern.State.FILED, clock.now()
        self.shelf.change(concern)
        return concern

    def publish_concern(
        self, concern: Concern, *, place: str, words: str, photo_shown: bool, by: Post
    ) -> Concern:
        """Return the concern, readable by neighbours."""
        concern.state, concern.public_place, concern.public_words = Concern.State.PUBLISHED, place, words
        concern.photo_shown, concern.reviewed_by, concern.reviewed_at = photo_shown, by, clock.now()
        self.shelf.change(concern)
        return concern

    def support_concern(self, concern: Concern, *, by: Residency) -> ConcernSupport:
        """Return 我家也有 of a home."""
        support = ConcernSupport(**self.place, concern=concern, unit=by.unit, person=by.person)
        return self.shelf.add(support)

    def resolve_concern(self, concern: Concern, *, words: str, photo: bytes, by: Post) -> Concern:
        """Return the concern, resolved with its proof."""
        concern.resolution, concern.proof = words, self.keep(photo, by)
        concern.resolved_at, concern.resolved_by = clock.now(), by
        concern.state = Concern.State.RESOLVED
        self.shelf.change(concern)
        return concern
