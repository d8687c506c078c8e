"""The command that gives a street its first administrators."""

import io

import pytest
from django.core.management import CommandError, call_command

from estates.models import Post
from tenancy.models import AuditEntry
from tenancy.scope import scope
from tests.cast import Cast, phone

GIVEN = {
    "street": "street-b",
    "role": "security_admin",
    "name": "许示例首任",
    "phone": "13800000081",
    "authority": "示例街办〔2026〕1号",
    "ran_by": "示例运维",
}


def _run(**changes: str) -> str:
    said = io.StringIO()
    call_command("appoint_administrator", **(GIVEN | changes), stdout=said)
    return said.getvalue()


def test_the_command_appoints_and_writes_who_ran_it(cast: Cast):
    assert _run() == "B街道：安全管理员 许示例首任\n"

    with scope(2):
        post = Post.objects.select_related("person__user").get(street=2)
        found = (post.role, post.authority, post.person.user.phone)
        assert found == ("security_admin", GIVEN["authority"], phone(81))
        entry = AuditEntry.objects.get(action="estates.administrator_appointed")
        assert (entry.details["ran_by"], entry.details["authority"]) == ("示例运维", GIVEN["authority"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"street": "nowhere"}, "没有这个街道"),
        ({"street": "street-a"}, "已经有“安全管理员”了"),
        ({"phone": "123"}, "手机号"),
        ({"authority": " "}, "还没有写依据"),
    ],
)
def test_the_command_says_why_it_does_not(cast: Cast, changes: dict, words: str):
    with scope(1):
        before = Post.objects.count()

    with pytest.raises(CommandError, match=words):
        _run(**changes)

    with scope(1):
        assert Post.objects.count() == before
    with scope(2):
        assert Post.objects.count() == 0
