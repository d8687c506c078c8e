"""What is done with what is kept about people, one module for each noun."""

from estates.privacy.services.consents import enter_paper, say
from estates.privacy.services.facts import (
    note_care,
    note_political_status,
    read_fact,
    remove_fact,
    reseal_some,
)
from estates.privacy.services.looks import note_look
from estates.privacy.services.signing_out import end_sign_in

__all__ = [
    "end_sign_in",
    "enter_paper",
    "note_care",
    "note_look",
    "note_political_status",
    "read_fact",
    "remove_fact",
    "reseal_some",
    "say",
]
