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
    root("mfa_authenticate", PUBLIC, 302, 302),
    root("account_security", SIGNED_IN, 200, 405),
    root("account_totp", SIGNED_IN, 200, 422),
    root("account_recovery_codes", SIGNED_IN, 302, 302, but={names("chair"): (200, 302)}),
    root("account_remove_factor", SIGNED_IN, 405, 404, pk="factor", but={names("chair"): (405, 409)}),
    root("account_end_session", SIGNED_IN, 405, 404, pk="session", but={OWNER: (405, 302)}),
    root("account_end_others", SIGNED_IN, 405, 302),
]
