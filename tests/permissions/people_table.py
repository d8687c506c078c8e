"""Lines of the table for the register: people, rosters, joining, offices, their data, signing in."""

from tests.permissions.audiences import SIGNED_IN, Row, root

REGISTER: list[Row] = []
ROSTER: list[Row] = []
JOINING: list[Row] = []
OFFICES: list[Row] = []
PRIVACY: list[Row] = [
    root("estates:my_data", SIGNED_IN, 200, 405),
]
SIGNING_IN: list[Row] = [
    root("account_confirm", SIGNED_IN, 200, 422),
    root("account_send_confirmation", SIGNED_IN, 405, 302),
]
