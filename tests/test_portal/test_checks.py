"""tongxin.dev.checks"""

import sys

import pytest

from tongxin.dev import checks
from tongxin.dev.checks import Check, all_checks, report, tool
from tongxin.dev.failure import Stop


def test_report_shows_the_words_of_failing_checks_only(capsys):
    code = report(
        [Check("good", lambda: ""), Check("bad", lambda: "line 3 is wrong\n"), Check("last", lambda: "")]
    )

    assert code == 1
    assert capsys.readouterr().out == "✓ good\n✗ bad\nline 3 is wrong\n✓ last\n2 of 3 checks passed\n"


def test_report_returns_0_when_all_is_well(capsys):
    assert report([Check("good", lambda: "")]) == 0


def test_tool_returns_all_output_of_a_failing_program():
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"

    assert tool([sys.executable, "-c", code])() == "out\nerr"


def test_tool_never_returns_nothing_for_a_failure():
    assert tool([sys.executable, "-c", "raise SystemExit(3)"])() == "exit code 3"


def test_tool_returns_nothing_when_the_program_is_content():
    assert tool([sys.executable, "-c", "print('fine')"])() == ""


def test_tool_reaches_no_database():
    code = "from os import environ as e; exit(e['DATABASE_URL'] + ' ' + e['DJANGO_SETTINGS_MODULE'])"

    words = tool([sys.executable, "-c", code], settings="production")()

    assert words == "postgresql://nobody@127.0.0.1:1/none tongxin.settings.production"


def test_all_checks_are_the_ten_of_the_contributing_guide():
    assert [check.name for check in all_checks()] == [
        "ruff check",
        "ruff format",
        "templates",
        "imports point down",
        "types",
        "migrations are complete",
        "API schema is current",
        "ready to deploy",
        "translations are complete",
        "lock file is clean",
    ]


def test_run_takes_no_arguments():
    with pytest.raises(Stop, match="takes no arguments"):
        checks.run(["ruff"])
