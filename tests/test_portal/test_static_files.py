"""tongxin.dev.static_files"""

import os

from tongxin.dev.project import ROOT, VAR
from tongxin.dev.static_files import STAMP, collect, fingerprint, sources


def test_fingerprint_changes_with_content_and_with_a_new_file(tmp_path):
    one, two = tmp_path / "one.css", tmp_path / "two.css"
    one.write_text("a")
    two.write_text("b")
    before = fingerprint([one])

    os.utime(one, ns=(1, 1))

    assert fingerprint([one]) != before
    assert fingerprint([one]) != fingerprint([one, two])
    assert fingerprint([one]) == fingerprint([one])


def test_sources_are_files_of_the_project():
    found = sources()

    assert found
    assert all(path.is_file() and ROOT in path.parents for path in found)


def test_sources_do_not_hold_what_was_collected_from_them():
    collected = VAR / "static" / "collected-by-a-test.css"
    collected.parent.mkdir(parents=True, exist_ok=True)
    collected.touch()
    found = sources()
    collected.unlink()

    assert collected not in found
    assert any(path.parent == ROOT / "static" / "css" for path in found)


def test_collect_starts_nothing_when_nothing_has_changed(tmp_path):
    (tmp_path / STAMP).write_text(fingerprint(sources()))

    # With this environment Django could not start.
    collect(tmp_path, {})

    assert [each.name for each in tmp_path.iterdir()] == [STAMP]
