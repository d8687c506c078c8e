"""State moves: ``State`` and ``MOVES`` on the model are the data, ``move`` is the only way along them.

class State(models.TextChoices): ...
MOVES = {State.DRAFT: (State.FILED,), State.FILED: (State.APPROVED, State.DRAFT), State.APPROVED: ()}
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from core.errors import NotFoundHere, StateRefused

Moves = Mapping[Any, Iterable[Any]]
Row = TypeVar("Row", bound=models.Model)


def move(row: Row, to: str, *, field: str = "state", update_fields: Iterable[str] = ()) -> Row:
    """Move ``row`` to the state ``to`` in one conditional UPDATE and return it.

    ``update_fields`` names attributes, already set on ``row``, that are written by the same UPDATE. Of
    several concurrent movers from one state exactly one wins. Raises StateRefused (no such move, or another
    was first; ``row`` keeps its state) and NotFoundHere (the row is gone or behind the wall).
    """
    old = getattr(row, field)
    if to not in _moves(row).get(old, ()):
        raise _refusal(row, current=old, wanted=to)
    rows = type(row)._base_manager.using(row._state.db).filter(pk=row.pk)
    # The WHERE on the old state is what keeps two movers apart; a lock taken by the caller is not needed
    # for it.
    changes = {name: getattr(row, name) for name in update_fields}
    if not rows.filter(**{field: old}).update(**changes, **{field: to}):
        current = rows.values_list(field, flat=True).first()
        raise NotFoundHere if current is None else _refusal(row, current=current, wanted=to)
    setattr(row, field, to)
    return row


def unreachable(model: type[models.Model], *, field: str = "state") -> set[str]:
    """Return the states of ``model`` that no chain of moves reaches from the field's default."""
    moves = _moves(model)
    reached: set[Any] = set()
    waiting = [getattr(model(), field)]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(moves.get(state, ()))
    return set(_labels(moves)) - reached


def _moves(thing: Any) -> Moves:
    return thing.MOVES


def _labels(moves: Moves) -> dict[str, str]:
    states = {*moves, *(state for targets in moves.values() for state in targets)}
    return {str(state): str(getattr(state, "label", state)) for state in states}


def _refusal(row: models.Model, *, current: str, wanted: str) -> StateRefused:
    labels = _labels(_moves(row))
    return StateRefused(current=labels.get(str(current), current), wanted=labels.get(str(wanted), wanted))
