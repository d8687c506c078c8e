"""Every address of the portal, who may ask for it, and what GET and an empty POST answer them.

The POST carries a valid key and nothing else, so for those with the right 422 says "the form is empty",
302 "done, there was nothing to fill in", 409 "the state of the thing forbids it", 405 "nothing to send".
"""

from tests.permissions.audiences import (
    CASHIER,
    COMMITTEE,
    COMMUNITY,
    DISCLOSERS,
    FILE_READERS,
    FILERS,
    FINANCE,
    LOOKERS,
    MEMBERS,
    MINDERS,
    OVERSEERS,
    OWNER,
    PUBLIC,
    PUBLISHERS,
    READERS,
    RECORDERS,
    RESIDENTS,
    REVIEWERS,
    SECRETARY,
    SIGNED_IN,
    SIGNERS,
    STAFF,
    STREET,
    TELLERS,
    WORKERS,
    estate,
    names,
    office,
    root,
)
from tests.permissions.people_table import JOINING, OFFICES, PRIVACY, REGISTER, ROSTER, SIGNING_IN

PORTAL = [
    root("overview:find", PUBLIC, 200, 405),
    root("overview:me", SIGNED_IN, 200, 405),
    root("overview:choose_capacity", SIGNED_IN, 405, 302),
    root("core:size", PUBLIC, 405, 302),
    root("core:help", PUBLIC, 200, 405),
    root("core:no_code", PUBLIC, 200, 405),
    root("core:accessibility", PUBLIC, 200, 405),
    root("core:privacy", PUBLIC, 200, 405),
    root("livez", PUBLIC, 200, 405),
    root("readyz", PUBLIC, 200, 405),
    root("account_login", PUBLIC, 302, 302, but={names("visitor"): (200, 422)}),
    root("account_request_login_code", PUBLIC, 302, 302, but={names("visitor"): (200, 422)}),
    root("account_confirm_login_code", PUBLIC, 302, 302),
    root("account_logout", PUBLIC, 405, 302),
    root("account_signup", PUBLIC, 302, 302, but={names("visitor"): (200, 422)}),
    root("account_inactive", PUBLIC, 302, 302, but={names("visitor"): (200, 422)}),
    estate("overview:home", PUBLIC, 200, 405),
    estate("overview:work", WORKERS, 200, 405),
    office("overview:office", STAFF, 200, 405),
]

NOTICES = [
    root("notices:lookup", PUBLIC, 200, 422),
    root("notices:verify", PUBLIC, 200, 422, code="code"),
    estate("notices:list", PUBLIC, 200, 405),
    estate("notices:show", PUBLIC, 200, 405, pk="notice"),
    estate("notices:show", PUBLIC, 404, 405, pk="prepared", but={PUBLISHERS: (200, 405)}),
    estate("notices:show", PUBLIC, 200, 405, pk="withdrawn"),
    estate("notices:pdf", PUBLIC, 200, 405, pk="printed"),
    estate("notices:pdf", PUBLIC, 404, 405, pk="prepared"),
    estate("notices:pdf", PUBLIC, 200, 405, pk="withdrawn"),
    estate("notices:object", RESIDENTS, 200, 422, pk="notice"),
    estate("notices:work", PUBLISHERS, 200, 405),
    estate("notices:withdraw", PUBLISHERS, 200, 422, pk="notice"),
    estate("notices:answer", PUBLISHERS, 200, 422, pk="objection"),
    estate("notices:job", MEMBERS, 200, 405, pk="job"),
    estate("notices:retry_job", MINDERS, 405, 302, pk="job"),
    office("notices:office_job", STAFF, 200, 405, pk="job"),
    office("notices:office_retry_job", COMMUNITY | STREET, 405, 302, pk="job"),
]

BALLOTS = [
    estate("ballots:list", PUBLIC, 200, 405),
    estate("ballots:show", PUBLIC, 200, 405, pk="ballot"),
    estate(
        "ballots:check",
        MEMBERS,
        302,
        302,
        pk="ballot",
        but={names("spouse"): (302, 409), MEMBERS - RESIDENTS: (302, 403)},
    ),
    estate("ballots:cast", MEMBERS, 405, 302, pk="ballot"),
    estate("ballots:done", MEMBERS, 302, 405, pk="ballot", but={OWNER: (200, 405)}),
    estate("ballots:results", PUBLIC, 200, 405, pk="ballot_counted"),
    estate("ballots:results", PUBLIC, 409, 405, pk="ballot"),
    estate("ballots:paper", TELLERS, 200, 422, pk="ballot_paper"),
    estate(
        "ballots:sheet", TELLERS, 404, 405, pk="ballot_paper", count="count", but={names("chair"): (200, 405)}
    ),
    estate("ballots:close", COMMITTEE, 200, 409, pk="ballot_paper"),
    estate("ballots:withdraw", COMMITTEE, 405, 422, pk="ballot"),
]

CONCERNS = [
    estate("projects:concerns", MEMBERS, 200, 405),
    estate("projects:new_concern", RESIDENTS, 200, 302),
    estate("projects:concern", MEMBERS, 200, 405, pk="concern"),
    estate("projects:concern", MEMBERS, 404, 405, pk="concern_draft", but={OWNER: (200, 405)}),
    estate("projects:concern", MEMBERS, 404, 405, pk="concern_filed", but={OWNER | LOOKERS: (200, 405)}),
    estate("projects:concern", MEMBERS, 404, 405, pk="concern_declined", but={OWNER | LOOKERS: (200, 405)}),
    estate("projects:concern_words", RESIDENTS, 404, 404, pk="concern_draft", but={OWNER: (200, 422)}),
    estate("projects:concern_check", RESIDENTS, 404, 404, pk="concern_draft", but={OWNER: (200, 302)}),
    estate("projects:concern_photo", MEMBERS, 200, 405, pk="concern"),
    estate("projects:concern_photo", MEMBERS, 404, 405, pk="concern_draft", but={OWNER: (200, 405)}),
    estate(
        "projects:concern_photo", MEMBERS, 404, 405, pk="concern_filed", but={OWNER | LOOKERS: (200, 405)}
    ),
    estate("projects:concern_proof", MEMBERS, 200, 405, pk="concern_resolved"),
    estate("projects:concern_proof", MEMBERS, 404, 405, pk="concern"),
    estate("projects:support", RESIDENTS, 405, 302, pk="concern", but={names("owner spouse"): (405, 409)}),
    estate("projects:withdraw_support", RESIDENTS, 405, 409, pk="concern"),
    estate("projects:review_concerns", LOOKERS, 200, 405),
    estate("projects:review_concern", LOOKERS, 200, 422, pk="concern_filed"),
    estate("projects:resolve_concern", LOOKERS, 200, 422, pk="concern"),
]

# Each act of the committee, on the project that stands where it is due.
ACTS = {
    "need": ("draft", 422),
    "plan": ("draft", 422),
    "sources": ("draft", 422),
    "common_part": ("draft", 422),
    "ask_opinion": ("proposed", 302),
    "propose": ("draft", 302),
    "open_vote": ("cosigned", 422),
    "count": ("voting", 302),
    "repeat_notice": ("result_notice", 422),
    "submit": ("result_notice", 302),
    "correct": ("returned", 422),
    "resubmit": ("returned", 422),
    "cover_gap": ("approved", 409),
    "start": ("approved", 409),
    "complete": ("in_progress", 302),
    "acceptance": ("completed", 422),
    "settle": ("accepted", 302),
    "extend": ("settled", 302),
    "close": ("settled", 422),
    "document": ("draft", 422),
    "cancel": ("draft", 422),
}

PROJECTS = [
    estate("projects:list", PUBLIC, 200, 405),
    estate("projects:show", PUBLIC, 200, 405, pk="project_proposed"),
    estate("projects:show", PUBLIC, 200, 405, pk="project_settled"),
    estate("projects:show", PUBLIC, 404, 405, pk="project_draft"),
    estate("projects:co_sign", RESIDENTS, 405, 302, pk="project_proposed"),
    estate("projects:accept", RESIDENTS, 200, 422, pk="project_completed"),
    estate("projects:rate", RESIDENTS, 200, 422, pk="project_settled"),
    estate("projects:paper", PUBLIC, 200, 405, pk="project_settled", document_pk="document_shown"),
    estate(
        "projects:paper",
        PUBLIC,
        404,
        405,
        pk="project_settled",
        document_pk="document",
        but={FILE_READERS: (200, 405)},
    ),
    estate(
        "projects:acceptance_photo", PUBLIC, 200, 405, pk="project_settled", acceptance_pk="acceptance_shown"
    ),
    estate(
        "projects:acceptance_photo",
        PUBLIC,
        404,
        405,
        pk="project_completed",
        acceptance_pk="acceptance",
        but={RESIDENTS | FILE_READERS: (200, 405)},
    ),
    estate("projects:opinions", SECRETARY, 200, 405),
    estate("projects:give_opinion", SECRETARY, 200, 422, pk="project_asked"),
    estate("projects:work_projects", COMMITTEE, 200, 405),
    estate("projects:new_project", COMMITTEE, 200, 422, pk="concern"),
    estate("projects:work_project", COMMITTEE, 200, 405, pk="project_draft"),
    estate("projects:budget", COMMITTEE, 200, 422, pk="project_draft"),
    *(
        estate(f"projects:{act}", COMMITTEE, 200, post, pk=f"project_{state}")
        for act, (state, post) in ACTS.items()
    ),
    office("projects:reviews", REVIEWERS, 200, 405),
    office("projects:review", REVIEWERS, 200, 405, pk="project_street_review"),
    office("projects:review", REVIEWERS, 404, 405, pk="project_draft"),
    office("projects:decide", REVIEWERS, 302, 302, pk="project_street_review"),
    office(
        "projects:decided",
        REVIEWERS,
        200,
        405,
        pk="project_approved",
        but={names("street_leader community_secretary"): (404, 405)},
    ),
    office("projects:review_document", REVIEWERS, 200, 405, pk="project_settled", document_pk="document"),
]

TREASURER, MEMBER = names("treasurer"), names("member")
NOT_MINE = {MEMBER: (403, 403)}

FUNDS = [
    estate("funds:home", PUBLIC, 200, 405),
    estate("funds:month", PUBLIC, 200, 405, month="month"),
    estate("funds:month", PUBLIC, 404, 405, month="month_making", but={READERS: (200, 405)}),
    estate("funds:month", PUBLIC, 404, 405, month="month_next"),
    estate("funds:month_pdf", PUBLIC, 200, 405, month="month"),
    estate("funds:month_pdf", PUBLIC, 404, 405, month="month_making"),
    estate("funds:month_pdf", PUBLIC, 404, 405, month="month_next"),
    estate("funds:entry", PUBLIC, 200, 405, seq="entry"),
    estate("funds:entry", PUBLIC, 404, 405, seq="entry_unpublished", but={READERS: (200, 405)}),
    estate("funds:receipt", PUBLIC, 200, 405, pk="receipt"),
    estate("funds:receipt", PUBLIC, 404, 405, pk="receipt_filed", but={READERS: (200, 405)}),
    estate("funds:original", READERS, 200, 405, pk="receipt_filed"),
    estate("funds:cover", SIGNERS, 200, 302, pk="receipt_filed"),
    estate("funds:cover", FILERS, 200, 302, pk="receipt_draft", but=NOT_MINE),
    estate("funds:expenses", READERS, 200, 405),
    estate("funds:new", FILERS, 200, 422),
    estate("funds:expense", READERS, 200, 405, pk="expense_filed"),
    estate("funds:photo", FILERS, 200, 422, pk="expense_draft", but=NOT_MINE),
    estate("funds:amount", FILERS, 200, 422, pk="expense_draft", but=NOT_MINE),
    estate("funds:what", FILERS, 200, 422, pk="expense_draft", but=NOT_MINE),
    estate("funds:check", FILERS, 200, 422, pk="expense_draft", but=NOT_MINE),
    estate("funds:done", FILERS, 200, 405, pk="expense_filed", but={MEMBER: (403, 405)}),
    estate("funds:approve", SIGNERS, 405, 422, pk="expense_filed", but={TREASURER: (405, 403)}),
    estate("funds:send_back", SIGNERS, 405, 422, pk="expense_filed"),
    estate("funds:pay", CASHIER, 405, 422, pk="expense_approved"),
    estate("funds:void", FILERS, 405, 302, pk="expense_draft", but={MEMBER: (405, 403)}),
    estate("funds:remove_photo", FILERS, 405, 302, pk="receipt_draft", but={MEMBER: (405, 403)}),
    estate("funds:contributions", READERS, 200, 405),
    estate("funds:contribution", RECORDERS, 200, 422),
    estate("funds:refunds", READERS, 200, 405),
    estate("funds:refund", CASHIER, 200, 422, pk="refund"),
    estate("funds:months", READERS, 200, 405),
    estate("funds:close", DISCLOSERS, 200, 302, month="month_next"),
    office("funds:grants", OVERSEERS, 200, 405),
    office("funds:disburse", FINANCE, 200, 422, pk="grant"),
    office("funds:returned", FINANCE, 200, 422, pk="returned"),
    office("funds:budget", OVERSEERS, 200, 403, but={FINANCE: (200, 422)}),
]

SPEAKERS = names("street_officer street_leader")
NOT_THE_STREETS = {COMMUNITY: (404, 405)}

STATISTICS = [
    office("overview:statistics", STAFF, 200, 405),
    office("overview:statistic", STAFF, 200, 405, key="statistic"),
    office("overview:print_statistics", STAFF, 405, 302),
    office("overview:printed_reports", STAFF, 200, 405),
    office("overview:printed_report", STAFF, 200, 405, pk="printed_report", but=NOT_THE_STREETS),
    office("overview:printed_report_pdf", STAFF, 200, 405, pk="printed_report", but=NOT_THE_STREETS),
    office("overview:publish_statistics", SPEAKERS, 200, 409, pk="printed_report"),
    root("overview:city", PUBLIC, 200, 405, code="city_code"),
    root("overview:city_street", PUBLIC, 200, 405, code="city_code", street="street_slug"),
    root("overview:city_snapshot", PUBLIC, 200, 405, code="city_code", street="street_slug", pk="snapshot"),
    root(
        "overview:city_snapshot_pdf", PUBLIC, 200, 405, code="city_code", street="street_slug", pk="snapshot"
    ),
]

TABLE = [
    *PORTAL,
    *STATISTICS,
    *NOTICES,
    *BALLOTS,
    *CONCERNS,
    *PROJECTS,
    *FUNDS,
    *REGISTER,
    *ROSTER,
    *JOINING,
    *OFFICES,
    *PRIVACY,
    *SIGNING_IN,
]
