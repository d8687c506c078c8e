"""Keeping the register by hand: each change from a day on, by who keeps it, resting on something."""

from estates.register.services.people import (
    Death,
    correct_person,
    move_in,
    move_out,
    note_death,
    register_person,
)
from estates.register.services.profile import SIX_HAVES, Facts, set_estate_facts
from estates.register.services.titles import Transfer, name_representative, transfer_ownership
from estates.register.services.units import Part, merge_units, split_unit

__all__ = [
    "SIX_HAVES",
    "Death",
    "Facts",
    "Part",
    "Transfer",
    "correct_person",
    "merge_units",
    "move_in",
    "move_out",
    "name_representative",
    "note_death",
    "register_person",
    "set_estate_facts",
    "split_unit",
    "transfer_ownership",
]
