"""The print fonts: derived once from Debian's Noto CJK by ``tongxin.dev.fonts``."""

import subprocess
from pathlib import Path

from tongxin.dev.environment import cleaned
from tongxin.dev.failure import Stop
from tongxin.dev.logs import last_lines
from tongxin.dev.project import ROOT, VENV_PYTHON


def ensure(folder: Path) -> None:
    """Have the fonts derived into a folder; the module sees itself whether they are there already."""
    argv = [str(VENV_PYTHON), "-m", "tongxin.dev.fonts", str(folder)]
    done = subprocess.run(argv, cwd=ROOT, env=cleaned(), capture_output=True, text=True)
    if done.returncode:
        tail = last_lines(done.stdout + done.stderr, 4)
        raise Stop(f"The print fonts could not be made in {folder}:\n{tail}")
