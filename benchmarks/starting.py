"""The figure of starting: how long ``./portal up`` takes on a folder that it has prepared before."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from benchmarks.databases import ROOT
from benchmarks.measure import Figure, alone
from tongxin.dev.network import free_port

STARTS = 3
PATIENCE = 600.0  # seconds for the first start, which loads the demonstration


def second_up() -> Figure:
    """Return the seconds from the command to the line that says ready, of starts after the first."""
    with tempfile.TemporaryDirectory(prefix="tongxin-start-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        (folder / "fonts").symlink_to(ROOT / "var" / "fonts")
        _until_ready(folder)
        seconds = [_until_ready(folder) for _ in range(STARTS)]
    return alone("start", seconds, bound=5.0, unit="s")


def _until_ready(folder: Path) -> float:
    # The run's own databases are not the portal's: it starts servers in its folder, as it does for anybody.
    ours = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    argv = [sys.executable, "portal", "up", "--port", str(free_port()), "--data", str(folder)]
    begin = time.monotonic()
    child = subprocess.Popen(
        argv, cwd=ROOT, env=ours, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said: deque[str] = deque(maxlen=20)
    try:
        for line in child.stdout or ():
            if line.strip().startswith("ready "):
                return time.monotonic() - begin
            said.append(line)
            if time.monotonic() - begin > PATIENCE:
                break
        raise RuntimeError(f"the portal did not get ready:\n{''.join(said)}")
    finally:
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=60)
