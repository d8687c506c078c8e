"""tongxin.dev.logs"""

from tongxin.dev.logs import last_lines, tail


def test_last_lines_are_indented_and_never_empty():
    assert last_lines("a\n\nb\n  \nc\n", 2) == "    b\n    c"


def test_tail_reads_what_is_not_utf8(tmp_path):
    (tmp_path / "log").write_bytes(b"ok\n\xff\n")

    assert tail(tmp_path / "log") == "    ok\n    �"


def test_tail_of_a_missing_log_is_empty(tmp_path):
    assert tail(tmp_path / "log") == ""
