"""Rosters of a1 that were uploaded and imported, and namesakes here and elsewhere."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from estates.models import SamePerson
from estates.roster.services import import_roster, upload_roster
from estates.roster.writing import roster_of
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import Cast, make_person
from tests.estates.roster.sheets import HEADS, flat, text

PLACES = {"": (1, 11), "a2_": (1, 12), "b1_": (2, 21)}
UNKNOWN = ["楼", "门", "几号", "平米", "来源", "人", "证", "怎么有", "电话号", "住着"]


class Roster(SimpleUploadedFile):
    """A file that can be sent again and again."""

    def read(self, *args: Any) -> bytes:
        """Return all of it."""
        self.seek(0)
        return bytes(super().read())


def make_rosters(cast: Cast) -> dict[str, Any]:
    """Return the keys of drafts, an import that changed nothing, and questions about two of one name."""
    rows: dict[str, Any] = {}
    with scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        by, same = cast.community_officer, roster_of(estate)
        unknown = text([flat()], heads=UNKNOWN)
        rows["roster_unknown"] = upload_roster(estate, unknown, file_name="名册.csv", by=by).pk
        rows["roster_draft"] = upload_roster(estate, text([flat()]), file_name="名册.csv", by=by).pk
        rows["roster_import"] = import_roster(estate, same, file_name="名册.xlsx", by=by).pk
    for prefix, place in PLACES.items():
        with scope(*place):
            first, second = make_person("孔示例同名"), make_person("孔示例同名")
            rows[f"{prefix}question"] = SamePerson.objects.create(first=first, second=second).pk
            rows[f"{prefix}namesake"] = first.pk
    return rows


def roster_file() -> Roster:
    """Return a roster as somebody uploads it."""
    return Roster("名册.csv", text([flat()]))


def unknown_columns() -> dict[str, str]:
    """Return what the heads that nobody knows mean, as the form sends it."""
    return {f"column_{number}": UNKNOWN[number] for number, _head in enumerate(HEADS)}
