"""Every field that could say something about somebody is declared, and every declaration is of a field."""

import pytest
from django.apps import apps
from django.db import models

from core import purposes
from core.purposes import Agreement, Basis, Purpose

PEOPLE = {
    "accounts.User",
    "estates.Person",
    "estates.Residency",
    "estates.Ownership",
    "estates.Post",
    "tenancy.StoredFile",
}
DATES = {"born_on", "deceased_on"}
# Free text and files that say nothing of anybody, model by model. A new field is in one of the two lists.
OF_NOBODY = {
    "account.EmailConfirmation": "key",
    "auth.Group": "name",
    "auth.Permission": "name codename",
    "contenttypes.ContentType": "app_label model",
    "socialaccount.SocialApp": "provider provider_id name client_id secret key settings",
    "socialaccount.SocialAccount": "provider",
    "tenancy.Street": "slug name city_code city hotline",
    "tenancy.Community": "name",
    "tenancy.Estate": "slug name sort_key address six_haves committee_name phone",
    "tenancy.EstateSuccession": "evidence",
    "tenancy.AuditEntry": "action subject",
    "tenancy.RuleSet": "values note",
    "tenancy.Job": "kind key error",
    "tenancy.StoredFile": "mime",
    "estates.Building": "name",
    "estates.Unit": "entrance door",
    "estates.RosterImport": "sha256",
    "estates.RosterDraft": "sha256",
    "estates.ColumnName": "head column",
    "estates.SamePerson": "decided_by",
    "ledger.Book": "head_hash",
    "ledger.Account": "code name",
    "ledger.Transaction": "key body_hash kind prev_hash hash",
    "ledger.Hold": "key body_hash",
    "ledger.Closing": "head_hash sha256",
    "notices.Series": "kind",
    "notices.Notice": "number code title template rules_version",
    "ballots.Ballot": "title question subject facts details_url rules rules_version roll_sha256 chain_head "
    "result withdrawn_because",
    "ballots.Matter": "text options",
    "ballots.Slip": "prev_hash hash",
    "ballots.PaperTotal": "choice",
    "funds.Fund": "label rules_version",
    "funds.FundLine": "account_code",
    "funds.Grant": "rules_version",
    "funds.Expense": "rules_version",
    "funds.ReceiptPhoto": "original_sha256",
    "projects.Project": "number title place common_part_reason rules_version settlement",
    "projects.BudgetLine": "item specification unit",
    "projects.Review": "checks",
    "overview.PrintedReport": "figures figures_sha256",
    "overview.StatisticsSnapshot": "figures figures_sha256 pdf_sha256",
}


def _could_be_personal(field: models.Field) -> bool:
    """Say whether a field holds words, files or a way to somebody; choices, figures and times do not."""
    if field.is_relation:
        return field.related_model._meta.label in PEOPLE
    free = (
        models.CharField,
        models.TextField,
        models.JSONField,
        models.BinaryField,
        models.GenericIPAddressField,
    )
    return field.name in DATES or (isinstance(field, free) and not field.choices)


def _declared() -> set[str]:
    return {
        f"{model}.{field}"
        for purpose in purposes.all_purposes()
        for model, fields in purpose.fields.items()
        for field in fields
    }


def _of_nobody() -> set[str]:
    return {f"{model}.{field}" for model, fields in OF_NOBODY.items() for field in fields.split()}


def test_every_field_that_could_be_personal_has_a_purpose():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if _could_be_personal(field)
    }

    assert len(found) > 150
    assert sorted(found - _declared() - _of_nobody()) == []
    assert sorted(_of_nobody() - found) == []
    assert sorted(_of_nobody() & _declared()) == []


def test_every_declaration_is_of_a_field_that_exists_and_of_one_purpose():
    seen: list[str] = []
    for purpose in purposes.all_purposes():
        for label, fields in purpose.fields.items():
            known = {field.name for field in apps.get_model(label)._meta.concrete_fields}
            assert set(fields) <= known, (purpose.key, label, set(fields) - known)
            seen += [f"{label}.{name}" for name in fields]

    assert len(seen) == len(set(seen))


def test_every_purpose_says_what_why_on_what_basis_how_long_and_who_sees_it():
    for purpose in purposes.all_purposes():
        assert all((purpose.title, purpose.kinds, purpose.why, purpose.term, purpose.shown_to)), purpose.key
        assert "{" not in purpose.term
        assert (purpose.basis is Basis.CONSENT) == bool(purpose.agreement)


def test_what_hangs_on_a_consent_names_one_that_is_asked_for():
    keys = {agreement.key for agreement in purposes.all_agreements()}

    assert {purpose.agreement for purpose in purposes.all_purposes() if purpose.agreement} <= keys
    assert all(
        agreement.separate
        for agreement in purposes.all_agreements()
        if agreement.key != "estates.office_name"
    )


def test_declare_refuses_a_key_that_is_taken():
    taken = purposes.all_purposes()[0]

    with pytest.raises(ValueError, match="declared twice"):
        purposes.declare(taken)
    with pytest.raises(ValueError, match="declared twice"):
        purposes.ask_for(purposes.all_agreements()[0])

    assert purposes.agreement("estates.care").version == 1


@pytest.mark.django_db
def test_the_privacy_page_is_the_list(client):
    page = client.get("/privacy/").content.decode()

    missing = [
        words
        for purpose in purposes.all_purposes()
        for words in (purpose.title, purpose.kinds, purpose.why, purpose.term, purpose.shown_to)
        if words not in page
    ]
    assert missing == []
    assert all(agreement.withdrawn in page for agreement in purposes.all_agreements())
    assert f"第 {purposes.VERSION} 版" in page


def test_a_term_takes_its_figure_from_the_rulebook():
    purpose = Purpose("x", "x", {}, "x", "x", Basis.LAW, "{default} 个月", "x", rule="estates.look_months")

    assert purpose.term == "12 个月"
    assert Agreement("x", 1, "x", "x", "x").separate is False
