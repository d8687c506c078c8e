"""``manage seed_demo``: the demonstration street, the same rows every time; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from tongxin.demo.seed import seed


class Command(BaseCommand):
    """Makes the demonstration's places, people and cases where they are not there yet."""

    help = "Make the demonstration street (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line of progress per part that was made."""
        seed(self.stdout.write)
