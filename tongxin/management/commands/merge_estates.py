"""``manage merge_estates --into SLUG --from SLUG … --on DATE --evidence TEXT``; ``--apply`` does it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core.errors import Refused
from estates.register.services.places import OWNER, merge_estates
from tongxin.moving import add_common, estate_named, need_settled, told


class Command(BaseCommand):
    """Lets estates go on as one; what they were stays readable."""

    help = "Merge estates into one from a day on. Prints what would go over as JSON; nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the estate that goes on, and those that end."""
        parser.add_argument("--into", required=True, metavar="SLUG")
        parser.add_argument("--from", required=True, nargs="+", dest="sources", metavar="SLUG")
        add_common(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what went over. Raises CommandError where it can't be."""
        into = estate_named(options["into"])
        sources = [estate_named(slug) for slug in dict.fromkeys(options["sources"])]
        try:
            need_settled(sources)
            with transaction.atomic(using=OWNER):
                carried = merge_estates(into, sources, on=options["on"], evidence=options["evidence"])
                transaction.set_rollback(not options["apply"], using=OWNER)
        except Refused as refusal:
            raise CommandError(f"{refusal.message}{refusal.hint}") from refusal
        self.stdout.write(json.dumps(told(carried, applied=options["apply"]), ensure_ascii=False))
