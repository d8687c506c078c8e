"""What the launcher says while it works."""

import sys
from collections.abc import Callable


def say(line: str) -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


def complain(line: str) -> None:
    """Print one line on stderr at once."""
    print(line, file=sys.stderr, flush=True)


class Steps:
    """Numbered progress lines: `[3/9] PostgreSQL`."""

    def __init__(self, total: int, tell: Callable[[str], None] = say) -> None:
        self.total = total
        self.tell = tell
        self.done = 0

    def say(self, what: str) -> None:
        """Print the next step's line."""
        self.done += 1
        self.tell(f"[{self.done}/{self.total}] {what}")
