"""Keeping the register by hand: each change from a day on, by who keeps it, resting on something."""

from estates.register.services.people import (
    Death,
    correct_person,
    move_in,
    move_out,
    note_death,
    register_person,
)
from estates.register.services.titles import Transfer, name_representative, transfer_ownership
from estates.register.services.units import Part, merge_units, split_unit

__all__ = [
    "Death",
    "Part",
    "Transfer",
    "correct_person",
    "merge_units",
    "move_in",
    "move_out",
    "name_representative",
    "note_death",
    "register_person",
    "split_unit",
    "transfer_ownership",
]
