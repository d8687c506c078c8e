"""What no log may hold: phones, names, codes and tokens of the people tests are played with (S15)."""

import logging
import re

KINDS = {
    "phone": re.compile(r"(?<![0-9])(?:\+?86)?1380000[0-9]{4}(?![0-9])"),
    "name": re.compile(r"[\u4e00-\u9fff]示例[\u4e00-\u9fff]"),
    "sign-in code": re.compile(r"验证码[^0-9]{0,4}[0-9]{6}"),
    "claim code": re.compile(r"[0-9]+(?:-[0-9A-HJ-NP-Z]{4}){4}"),
    "token": re.compile(r"tongxin_[A-Za-z0-9_-]{20,}"),
    "identity number": re.compile(r"(?<![0-9])[1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])"),
}


def leaks(text: str) -> list[str]:
    """Return which kinds of personal data a line of a log holds."""
    return [kind for kind, pattern in KINDS.items() if pattern.search(text)]


class Listener(logging.Handler):
    """Hears every record that is logged and remembers those that tell too much."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one record, its traceback too."""
        text = self.format(record)
        if found := leaks(text):
            self.told.append(f"{'、'.join(found)}: {text}")
