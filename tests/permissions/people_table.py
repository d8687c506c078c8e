"""Lines of the table for the register: people, rosters, joining, offices, their data, signing in."""

from tests.permissions.audiences import (
    ADMINISTRATORS,
    COMMITTEE,
    COMMUNITY,
    MEMBERS,
    OWNER,
    PUBLIC,
    RESIDENTS,
    SECURITY,
    SIGNED_IN,
    WORKERS,
    Row,
    estate,
    names,
    office,
    root,
)

KEEPERS = COMMUNITY | names("street_officer")
_REGISTER_READERS = COMMITTEE | KEEPERS
_REGISTER_ACTS = {
    "house": ("transfer", "move_in", "split", "merge"),
    "shared": ("representative",),
    "resident": ("correct", "death"),
    "home": ("move_out",),
}
REGISTER: list[Row] = [
    estate("estates:people", _REGISTER_READERS, 200, 405),
    estate("estates:unit", _REGISTER_READERS, 200, 405, pk="house"),
    estate("estates:person", _REGISTER_READERS, 200, 405, pk="resident"),
    estate("estates:roll", _REGISTER_READERS, 200, 405),
    office("estates:estates", KEEPERS | names("street_leader"), 200, 405),
    office("estates:estate", KEEPERS, 200, 302, slug="estate_slug"),
    *(
        estate(f"estates:{act}", KEEPERS, 200, 405, pk=key)
        for key, acts in _REGISTER_ACTS.items()
        for act in acts
    ),
    *(
        estate(f"estates:{act}_check", KEEPERS, 302, 422, pk=key)
        for key, acts in _REGISTER_ACTS.items()
        for act in acts
    ),
]
ROSTER: list[Row] = [
    estate("estates:roster", KEEPERS, 200, 422),
    estate("estates:roster_template", KEEPERS, 200, 405),
    estate("estates:roster_export", KEEPERS, 405, 200),
    estate("estates:roster_names", KEEPERS, 200, 405),
    estate("estates:roster_name", KEEPERS, 200, 422, pk="namesake"),
    estate("estates:roster_import", KEEPERS, 200, 405, pk="roster_import"),
    estate("estates:roster_reverse", KEEPERS, 200, 302, pk="roster_import"),
    estate("estates:roster_draft", KEEPERS, 200, 422, pk="roster_draft"),
    estate("estates:roster_columns", KEEPERS, 200, 422, pk="roster_unknown"),
    estate("estates:roster_faults", KEEPERS, 200, 405, pk="roster_draft"),
    estate("estates:roster_drop", KEEPERS, 405, 302, pk="roster_draft"),
]
_MAKERS = COMMITTEE | COMMUNITY | names("street_officer")
_DECIDERS = COMMUNITY | names("chair street_officer")
_VISITORS = COMMUNITY | names("street_officer social_worker")
# What is one person's is not there for the others.
_OTHERS = MEMBERS - OWNER
_HELPING = names("owner neighbour")
_PHONE_CHANGERS = COMMUNITY | names("street_officer")
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
    estate("estates:helpers", RESIDENTS, 200, 422),
    estate(
        "estates:end_helping",
        _HELPING,
        405,
        302,
        but={MEMBERS - _HELPING: (405, 404)},
        pk="delegation",
    ),
    estate("estates:paper_helper", _VISITORS, 200, 422),
    office("estates:office_joining", _VISITORS, 200, 405),
    office("estates:phone_changes", _PHONE_CHANGERS, 200, 405),
    office("estates:new_phone_change", _PHONE_CHANGERS, 200, 422),
    office("estates:phone_change", _PHONE_CHANGERS, 200, 405, pk="phone_change"),
    office("estates:phone_proof", _PHONE_CHANGERS, 200, 405, pk="phone_change"),
    office(
        "estates:approve_phone",
        _PHONE_CHANGERS,
        405,
        302,
        but={names("community_officer"): (405, 403)},
        pk="phone_change",
    ),
    office("estates:refuse_phone", _PHONE_CHANGERS, 405, 422, pk="phone_change"),
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
APPOINTERS = COMMUNITY | names("street_officer")
AUDITORS = names("audit_admin auditor")
OFFICIALS = APPOINTERS | names("street_leader auditor")
OFFICES: list[Row] = [
    estate("estates:estate_posts", WORKERS | OFFICIALS, 200, 405),
    estate("estates:find_official", APPOINTERS, 200, 405),
    estate("estates:new_official", APPOINTERS, 200, 422),
    estate("estates:appoint_official", APPOINTERS, 200, 422, pk="official"),
    estate("estates:end_official", APPOINTERS, 200, 422, pk="seat"),
    office("estates:staff", SECURITY | names("system_admin"), 200, 405),
    office("estates:new_staff", names("system_admin"), 200, 422),
    office("estates:staff_person", SECURITY | names("system_admin"), 200, 422, pk="staff_member"),
    office("estates:appoint_staff", SECURITY, 200, 422, pk="staff_member"),
    office("estates:staff_sign_in", SECURITY, 200, 422, pk="staff_member"),
    office("estates:audit", AUDITORS, 200, 405),
    office("estates:audit_csv", AUDITORS, 405, 200),
    office("estates:sign_ins", AUDITORS, 200, 405),
    office("estates:posts", ADMINISTRATORS | OFFICIALS, 200, 405),
    office("estates:end_office", SECURITY | APPOINTERS, 200, 422, pk="desk", but={APPOINTERS: (403, 403)}),
    office("estates:end_office", SECURITY | APPOINTERS, 200, 422, pk="seat", but={SECURITY: (403, 403)}),
]
_CARERS = COMMUNITY | names("social_worker party_secretary")
_PARTY = names("party_secretary community_secretary")
_HOLDERS = names("street_officer")
_ANSWERERS = COMMUNITY | _HOLDERS
PRIVACY: list[Row] = [
    root("estates:my_data", SIGNED_IN, 200, 405),
    root("estates:say_consent", SIGNED_IN, 405, 302),
    root("estates:copy_my_data", SIGNED_IN, 200, 302),
    root("estates:my_copy", SIGNED_IN, 404, 405, but={OWNER: (200, 405)}),
    root("estates:correct_my_data", SIGNED_IN, 200, 422),
    root("estates:erase_my_data", SIGNED_IN, 200, 422),
    root("estates:withdraw_request", SIGNED_IN, 405, 302),
    estate("estates:data_requests", _ANSWERERS, 200, 405),
    estate("estates:data_request", _ANSWERERS, 200, 422, pk="data_asked"),
    estate("estates:care", _CARERS, 200, 405),
    estate("estates:care_of", _CARERS, 200, 405, pk="cared_for"),
    estate("estates:note_care", _CARERS - names("party_secretary"), 200, 422, pk="cared_for"),
    estate("estates:note_political", _PARTY, 200, 422, pk="cared_for"),
    estate(
        "estates:remove_fact",
        _CARERS,
        405,
        302,
        pk="cared_for",
        kind="fact_kind",
        but={names("party_secretary"): (405, 403)},
    ),
    estate("estates:paper_consent", _ANSWERERS, 200, 422, pk="cared_for"),
    estate("estates:holds", _HOLDERS, 200, 422),
    estate("estates:lift_hold", _HOLDERS, 200, 422, pk="hold"),
]
SIGNING_IN: list[Row] = [
    root("account_confirm", SIGNED_IN, 200, 422),
    root("account_send_confirmation", SIGNED_IN, 405, 302),
    root("mfa_authenticate", PUBLIC, 302, 302),
    root("account_security", SIGNED_IN, 200, 405),
    root("account_totp", SIGNED_IN, 200, 422),
    root("account_passkey_login", PUBLIC, 302, 302, but={names("visitor"): (200, 422)}),
    root("account_add_passkey", SIGNED_IN, 200, 422),
    root("weixin_login", PUBLIC, 404, 405),
    root("weixin_callback", PUBLIC, 404, 405),
    root("account_unlink_weixin", SIGNED_IN, 405, 404),
    root("account_phone", SIGNED_IN, 200, 422),
    root("account_phone_code", SIGNED_IN, 302, 302),
    root("account_recovery_codes", SIGNED_IN, 302, 302, but={names("chair"): (200, 302)}),
    root("account_remove_factor", SIGNED_IN, 405, 404, pk="factor", but={names("chair"): (405, 409)}),
    root("account_end_session", SIGNED_IN, 405, 404, pk="session", but={OWNER: (405, 302)}),
    root("account_end_others", SIGNED_IN, 405, 302),
]
