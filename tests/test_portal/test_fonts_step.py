"""tongxin.dev.fonts_step"""

import pytest

from tongxin.dev import fonts_step
from tongxin.dev.failure import Stop


def test_ensure_says_why_the_fonts_could_not_be_made(tmp_path):
    (tmp_path / "fonts").write_text("a file in the way")

    with pytest.raises(Stop, match="The print fonts could not be made"):
        fonts_step.ensure(tmp_path / "fonts")

    assert (tmp_path / "fonts").read_text() == "a file in the way"
