"""The command line of the benchmarks, and one figure through to the end."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from benchmarks.__main__ import NAMES, parse
from benchmarks.databases import ROOT, named
from tests.conftest import database_url


def test_parse_takes_names_and_rounds():
    options = parse(["list", "vote", "--rounds", "3"])

    assert (options.names, options.rounds) == (["list", "vote"], 3)


def test_parse_names_the_figures_there_are(capsys):
    with pytest.raises(SystemExit):
        parse(["lists"])

    said = capsys.readouterr().err
    assert [name for name in NAMES if name not in said] == []


def test_named_keeps_who_and_where():
    assert named("postgresql://a:b@127.0.0.1:5/x", "y") == "postgresql://a:b@127.0.0.1:5/y"


def test_a_figure_is_printed_as_json_and_leaves_no_database_behind():
    owner = settings.DATABASES["owner"]
    place = f"{owner['HOST']}:{owner['PORT']}"
    environment = os.environ | {
        "DATABASE_URL": database_url("tongxin"),
        "OWNER_DATABASE_URL": f"postgresql://{owner['USER']}:{owner['PASSWORD']}@{place}/tongxin",
    }
    argv = [sys.executable, "-m", "benchmarks", "ledger_post", "--rounds", "2"]

    done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True)

    (figure,) = json.loads(done.stdout or "[]") or [done.stderr]
    assert {key: figure[key] for key in ("name", "bound", "unit", "rounds", "at_least")} == {
        "name": "ledger_post",
        "bound": 0.5,
        "unit": "ms",
        "rounds": 2,
        "at_least": True,
    }
    assert figure["ok"] is (figure["ratio"] >= 0.5)
