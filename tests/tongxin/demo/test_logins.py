from io import StringIO

from django.core.management import call_command

from tongxin.management.commands.demo_logins import cells


def test_demo_logins_prints_nothing_without_a_demonstration(cast):
    printed = StringIO()

    call_command("demo_logins", stdout=printed)

    assert printed.getvalue() == ""


def test_cells_counts_two_for_a_chinese_letter():
    assert cells("街道 A1") == 7
