import itertools
from types import SimpleNamespace

import pytest
from django.db import models

from core.errors import NotFoundHere, StateRefused
from core.states import move, unreachable


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    FILED = "filed", "已提交"
    APPROVED = "approved", "已批准"


MOVES = {
    State.DRAFT: (State.FILED,),
    State.FILED: {State.APPROVED, State.DRAFT},
}


class Rows:
    """A table in a dict with the few queryset methods that a move needs."""

    def __init__(self, table, **found):
        self.table, self.found, self.alias = table, found, None

    def using(self, alias):
        self.table["alias"] = alias
        return self

    def filter(self, **more):
        return Rows(self.table, **self.found, **more)

    def matches(self):
        rows = [row for row in (self.table.get(self.found["pk"]),) if row]
        return [row for row in rows if all(row[name] == value for name, value in self.found.items())]

    def update(self, **changes):
        matches = self.matches()
        for row in matches:
            row.update(changes)
        return len(matches)

    def values_list(self, name, *, flat):
        return SimpleNamespace(first=lambda: next((row[name] for row in self.matches()), None))


def row_in(state, *, stored=None, field="state"):
    table = {1: {"pk": 1, field: stored or state, "note": ""}}
    kind = type("Expense", (), {"MOVES": MOVES, "_base_manager": Rows(table)})
    row = kind()
    row.pk, row.note, row._state = 1, "", SimpleNamespace(db="default")
    setattr(row, field, state)
    return row, table


@pytest.mark.parametrize(("old", "new"), list(itertools.product(State, State)))
def test_move_goes_exactly_where_the_moves_say(old, new):
    row, table = row_in(old)

    if new in MOVES.get(old, ()):
        assert move(row, new) is row
        assert (row.state, table[1]["state"]) == (new, new)
    else:
        with pytest.raises(StateRefused) as refusal:
            move(row, new)
        assert refusal.value.details == {"current": old.label, "wanted": new.label}
        assert (row.state, table[1]["state"]) == (old, old)


def test_move_takes_a_state_as_the_database_gives_it():
    row, table = row_in("draft")

    move(row, "filed")

    assert (row.state, table[1]["state"]) == ("filed", "filed")


def test_move_writes_the_named_fields_in_the_same_update():
    row, table = row_in(State.DRAFT)
    row.note = "附发票"

    move(row, State.FILED, update_fields=["note"])

    assert table[1] == {"pk": 1, "state": "filed", "note": "附发票"}


def test_move_writes_no_other_field():
    row, table = row_in(State.DRAFT)
    row.note = "附发票"

    move(row, State.FILED)

    assert table[1] == {"pk": 1, "state": "filed", "note": ""}


def test_move_uses_the_database_of_the_row():
    row, table = row_in(State.DRAFT)

    move(row, State.FILED)

    assert table["alias"] == "default"


def test_move_follows_another_field():
    row, table = row_in(State.DRAFT, field="stage")

    move(row, State.FILED, field="stage")

    assert (row.stage, table[1]["stage"]) == ("filed", "filed")


def test_move_refuses_whoever_comes_second():
    row, table = row_in(State.FILED, stored=State.APPROVED)

    with pytest.raises(StateRefused) as refusal:
        move(row, State.DRAFT)

    assert refusal.value.details == {"current": "已批准", "wanted": "草稿"}
    assert (row.state, table[1]["state"]) == (State.FILED, State.APPROVED)


def test_move_refuses_a_row_that_is_gone():
    row, table = row_in(State.DRAFT)
    del table[1]

    with pytest.raises(NotFoundHere):
        move(row, State.FILED)

    assert row.state == State.DRAFT


def test_move_refuses_a_state_nobody_knows():
    row, table = row_in(State.DRAFT)

    with pytest.raises(StateRefused) as refusal:
        move(row, "lost")

    assert refusal.value.details == {"current": "草稿", "wanted": "lost"}
    assert table[1]["state"] == State.DRAFT


class Sheet(models.Model):
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    stage = models.CharField(max_length=9, choices=State, default=State.FILED)
    MOVES = MOVES

    class Meta:
        app_label = "core_states_example"
        managed = False


class Broken(models.Model):
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    MOVES = {State.DRAFT: (State.FILED,), State.FILED: (), State.APPROVED: (State.DRAFT,)}

    class Meta:
        app_label = "core_states_example"
        managed = False


def test_unreachable_is_empty_where_every_state_has_a_way():
    assert unreachable(Sheet) == set()
    assert unreachable(Sheet, field="stage") == set()


def test_unreachable_names_the_state_that_no_move_leads_to():
    assert unreachable(Broken) == {"approved"}
