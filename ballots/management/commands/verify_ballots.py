"""``manage verify_ballots``: every ballot of every street, proven again from its rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ballots.models import Ballot
from ballots.verify import faults
from tenancy.models import Street
from tenancy.scope import scope


class Command(BaseCommand):
    """Asks every ballot for its faults; names them and exits 1, or says how many ballots hold."""

    help = "Recount every ballot and its chain. Exit 0 with a summary, or 1 with what does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--street``, a slug, to look at one street only."""
        parser.add_argument("--street", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go street by street; a ballot that does not hold is named at once."""
        streets = Street.objects.order_by("id")
        if options["street"]:
            streets = streets.filter(slug=options["street"])
            if not streets:
                raise CommandError(f"没有这个街道：{options['street']}")
        asked, wrong = 0, 0
        for street in streets:
            with scope(street):
                for ballot in Ballot.objects.announced().select_related("estate").order_by("pk"):
                    asked, wrong = asked + 1, wrong + self._is_wrong(ballot)
        if wrong:
            raise CommandError(f"{asked} 次表决中有 {wrong} 次不对。")
        self.stdout.write(f"{asked} 次表决，全部相符。")

    def _is_wrong(self, ballot: Ballot) -> bool:
        found = faults(ballot)
        for fault in found:
            self.stderr.write(f"{ballot.estate.name} {ballot.pk} {ballot.title}：{fault}")
        return bool(found)
