"""Reading the end of a log for a person."""

from pathlib import Path


def tail(path: Path, count: int = 8) -> str:
    """Return the last lines of a log file, indented; nothing if there is none."""
    try:
        return last_lines(path.read_text(errors="replace"), count)
    except OSError:
        return ""


def last_lines(text: str, count: int = 8) -> str:
    """Return the last lines of a text that are not empty, indented."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-count:])
