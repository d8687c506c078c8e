"""tongxin.dev.bench"""

import pytest

from tongxin.dev import bench
from tongxin.dev.failure import Stop


def test_run_says_so_where_there_are_no_benchmarks(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "ROOT", tmp_path)

    with pytest.raises(Stop, match="There are no benchmarks yet"):
        bench.run([])
