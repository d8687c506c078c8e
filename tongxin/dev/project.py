"""Where the project's own files are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"


def site_packages() -> Path | None:
    """Return the virtual environment's package folder, None before it is made."""
    return next(iter(sorted(VENV.glob("lib/python3.*/site-packages"))), None)
