"""Lines of the table for the register: people, rosters, joining, offices, their data, signing in."""

from tests.permissions.audiences import (
    COMMITTEE,
    COMMUNITY,
    MEMBERS,
    OWNER,
    PUBLIC,
    SIGNED_IN,
    Row,
    estate,
    names,
    root,
)

REGISTER: list[Row] = []
ROSTER: list[Row] = []
_MAKERS = COMMITTEE | COMMUNITY | names("street_officer")
_DECIDERS = COMMUNITY | names("chair street_officer")
_VISITORS = COMMUNITY | names("street_officer social_worker")
# What is one person's is not there for the others.
_OTHERS = MEMBERS - OWNER
JOINING: list[Row] = [
    root("estates:claim", PUBLIC, 200, 422),
    root("estates:claim_code", PUBLIC, 302, 405, code="slip_code"),
    estate("estates:claim_unit", PUBLIC, 302, 302),
    estate("estates:join", PUBLIC, 200, 422, but={OWNER: (302, 302), names("visitor"): (200, 302)}),
    estate("estates:join_proof", PUBLIC, 302, 302),
    estate("estates:join_request", OWNER, 200, 405, but={_OTHERS: (404, 405)}, pk="join_request"),
    estate("estates:withdraw_join", OWNER, 405, 302, but={_OTHERS: (405, 404)}, pk="join_request"),
    estate("estates:joining", _DECIDERS, 200, 405),
    estate("estates:joining_request", _DECIDERS, 200, 405, pk="join_request"),
    estate("estates:join_photo", _DECIDERS, 200, 405, pk="join_request"),
    estate("estates:accept_join", _DECIDERS, 405, 302, pk="join_request"),
    estate("estates:refuse_join", _DECIDERS, 405, 422, pk="join_request"),
    estate("estates:my_visit", OWNER, 200, 405, but={_OTHERS: (404, 405)}, pk="assisted"),
    estate("estates:confirm_my_visit", OWNER, 405, 302, but={_OTHERS: (405, 404)}, pk="assisted"),
    estate("estates:dispute_my_visit", OWNER, 405, 422, but={_OTHERS: (405, 404)}, pk="assisted"),
    estate("estates:visits", _VISITORS, 200, 405),
    estate("estates:consent_form", _VISITORS, 200, 405),
    estate("estates:new_visit", _VISITORS, 200, 422),
    estate("estates:visit", _VISITORS, 200, 422, pk="visit"),
    estate("estates:consent_photo", _VISITORS, 200, 405, pk="visit"),
    estate("estates:slips", _MAKERS, 200, 405),
    estate("estates:new_slips", _MAKERS, 200, 422),
    estate("estates:slip_batch", _MAKERS, 200, 405, pk="slip_batch"),
    estate("estates:slip_pdf", _MAKERS, 200, 405, pk="slip_batch"),
    estate("estates:clear_batch", _MAKERS, 405, 302, pk="slip_batch"),
]
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
