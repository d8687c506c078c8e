"""What is done about joining, one module for each noun."""

from estates.joining.services.claims import claim_home, open_slip
from estates.joining.services.helping import end_help, enter_helper, name_helper
from estates.joining.services.newcomers import Newcomer
from estates.joining.services.phones import (
    approve_phone_change,
    file_phone_change,
    refuse_phone_change,
)
from estates.joining.services.requests import (
    accept_request,
    file_request,
    refuse_request,
    unit_at,
    withdraw_request,
)
from estates.joining.services.slips import clear_slips, order_slips
from estates.joining.services.visits import confirm_visit, dispute_visit, open_visit, register_on_visit

__all__ = [
    "Newcomer",
    "accept_request",
    "approve_phone_change",
    "claim_home",
    "clear_slips",
    "confirm_visit",
    "dispute_visit",
    "end_help",
    "enter_helper",
    "file_phone_change",
    "file_request",
    "name_helper",
    "open_slip",
    "open_visit",
    "order_slips",
    "refuse_phone_change",
    "refuse_request",
    "register_on_visit",
    "unit_at",
    "withdraw_request",
]
