"""Somebody who acts for themselves, whether or not they hold a capacity any more."""

from dataclasses import dataclass

from estates.models import Person
from estates.privacy.errors import NotOneself


@dataclass(frozen=True)
class Oneself:
    """The person as the actor of what concerns their own data."""

    person: Person

    @property
    def actor_label(self) -> str:
        """How the audit log names this actor."""
        return f"本人 {self.person.masked_name}"

    @property
    def actor_user_id(self) -> int | None:
        """The sign-in of the person."""
        return self.person.user_id


def refuse_others(person: Person, by: Oneself) -> None:
    """Refuse whoever is not the person. Raises NotOneself."""
    if by.person.pk != person.pk:
        raise NotOneself
