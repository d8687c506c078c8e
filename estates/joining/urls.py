"""Addresses of joining: claim slips, claims, requests with a proof, visits, helping, changing a phone."""

from collections.abc import Sequence

from django.urls import URLPattern, path

from estates.joining.views import claims, desk, helping, office, requests, slips, visits

public_urls: Sequence[URLPattern] = [
    path("claim/", claims.claim, name="claim"),
    path("claim/<str:code>/", claims.claim_code, name="claim_code"),
]
estate_urls: Sequence[URLPattern] = [
    path("claim/", claims.claim_unit, name="claim_unit"),
    path("join/", requests.join, name="join"),
    path("join/proof/", requests.join_proof, name="join_proof"),
    path("join/<int:pk>/", requests.join_request, name="join_request"),
    path("join/<int:pk>/withdraw/", requests.withdraw_join, name="withdraw_join"),
    path("work/joining/", desk.joining, name="joining"),
    path("work/joining/<int:pk>/", desk.joining_request, name="joining_request"),
    path("work/joining/<int:pk>/photo/", desk.join_photo, name="join_photo"),
    path("work/joining/<int:pk>/accept/", desk.accept_join, name="accept_join"),
    path("work/joining/<int:pk>/refuse/", desk.refuse_join, name="refuse_join"),
    path("visits/<int:pk>/", visits.my_visit, name="my_visit"),
    path("visits/<int:pk>/confirm/", visits.confirm_my_visit, name="confirm_my_visit"),
    path("visits/<int:pk>/dispute/", visits.dispute_my_visit, name="dispute_my_visit"),
    path("work/visits/", visits.visits, name="visits"),
    path("work/visits/form/", visits.consent_form, name="consent_form"),
    path("work/visits/new/", visits.new_visit, name="new_visit"),
    path("work/visits/<int:pk>/", visits.visit, name="visit"),
    path("work/visits/<int:pk>/consent/", visits.consent_photo, name="consent_photo"),
    path("helpers/", helping.helpers, name="helpers"),
    path("helpers/<int:pk>/end/", helping.end_helping, name="end_helping"),
    path("work/visits/helper/", helping.paper_helper, name="paper_helper"),
    path("work/slips/", slips.slips, name="slips"),
    path("work/slips/new/", slips.new_slips, name="new_slips"),
    path("work/slips/<int:pk>/", slips.slip_batch, name="slip_batch"),
    path("work/slips/<int:pk>/pdf/", slips.slip_pdf, name="slip_pdf"),
    path("work/slips/<int:pk>/clear/", slips.clear_batch, name="clear_batch"),
]
office_urls: Sequence[URLPattern] = [
    path("joining/", office.office_joining, name="office_joining"),
    path("phone-changes/", office.phone_changes, name="phone_changes"),
    path("phone-changes/new/", office.new_phone_change, name="new_phone_change"),
    path("phone-changes/<int:pk>/", office.phone_change, name="phone_change"),
    path("phone-changes/<int:pk>/photo/", office.phone_proof, name="phone_proof"),
    path("phone-changes/<int:pk>/approve/", office.approve_phone, name="approve_phone"),
    path("phone-changes/<int:pk>/refuse/", office.refuse_phone, name="refuse_phone"),
]
