"""What is done with what is kept about people, one module for each noun."""

from estates.privacy.services.consents import enter_paper, say
from estates.privacy.services.erasing import erase_person
from estates.privacy.services.facts import (
    note_care,
    note_political_status,
    read_fact,
    remove_fact,
    reseal_some,
)
from estates.privacy.services.holds import lift_hold, place_hold
from estates.privacy.services.looks import note_look
from estates.privacy.services.requests import (
    answer_request,
    ask_for_copy,
    file_correction,
    file_erasure,
    withdraw_request,
)
from estates.privacy.services.signing_out import end_sign_in

__all__ = [
    "answer_request",
    "ask_for_copy",
    "end_sign_in",
    "enter_paper",
    "erase_person",
    "file_correction",
    "file_erasure",
    "lift_hold",
    "note_care",
    "note_look",
    "note_political_status",
    "place_hold",
    "read_fact",
    "remove_fact",
    "reseal_some",
    "say",
    "withdraw_request",
]
