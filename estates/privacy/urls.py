"""Addresses of one's own data and of those who keep it."""

from collections.abc import Sequence

from django.urls import URLPattern, path, register_converter

from estates.models import SensitiveFact
from estates.privacy.views import mine, work


class FactKind:
    """A kind of sealed fact: ``care`` or ``political``."""

    regex = "|".join(SensitiveFact.Kind.values)

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


register_converter(FactKind, "fact_kind")

public_urls: Sequence[URLPattern] = [
    path("me/data/", mine.my_data, name="my_data"),
    path("me/data/consent/", mine.say_consent, name="say_consent"),
    path("me/data/copy/", mine.copy_my_data, name="copy_my_data"),
    path("me/data/copy.zip", mine.my_copy, name="my_copy"),
    path("me/data/correct/", mine.correct_my_data, name="correct_my_data"),
    path("me/data/erase/", mine.erase_my_data, name="erase_my_data"),
    path("me/data/withdraw/", mine.withdraw_request, name="withdraw_request"),
]
estate_urls: Sequence[URLPattern] = [
    path("work/data/", work.data_requests, name="data_requests"),
    path("work/data/<int:pk>/", work.data_request, name="data_request"),
    path("work/care/", work.care, name="care"),
    path("work/care/<int:pk>/", work.care_of, name="care_of"),
    path("work/care/<int:pk>/note/", work.note_care, name="note_care"),
    path("work/care/<int:pk>/political/", work.note_political, name="note_political"),
    path("work/care/<int:pk>/<fact_kind:kind>/remove/", work.remove_fact, name="remove_fact"),
    path("work/consents/<int:pk>/", work.paper_consent, name="paper_consent"),
    path("work/holds/", work.holds, name="holds"),
    path("work/holds/<int:pk>/lift/", work.lift_hold, name="lift_hold"),
]
office_urls: Sequence[URLPattern] = []
