"""``manage demo_logins``: the table of sign-ins that ``up`` prints."""

from typing import Any
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand

from tongxin.demo.logins import demo_logins

HEAD = ("谁", "手机号", "地方", "试试")


class Command(BaseCommand):
    """Prints whom one can sign in as; nothing where there is no demonstration."""

    help = "Print the demonstration's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table, columns aligned for a terminal that shows Chinese two cells wide."""
        logins = demo_logins()
        if not logins:
            return
        rows = [HEAD, *((login.role, login.phone, login.place, login.to_try) for login in logins)]
        widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            padded = [text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)]
            self.stdout.write("  ".join(padded).rstrip())
        self.stdout.write(
            "输入手机号后，验证码会显示在页面上；物管委主任、财务、出纳和工作人员还要动态码，也会显示（只在本机演示时）。"
        )


def cells(text: str) -> int:
    """Return how many cells of a terminal ``text`` fills."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
