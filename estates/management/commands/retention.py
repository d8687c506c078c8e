"""``manage retention``: what is kept longer than it may be, as JSON; ``--apply`` takes it away."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from estates.privacy.retention import TERMS, count_or_apply, count_or_apply_everywhere
from tenancy.models import Street


class Command(BaseCommand):
    """Counts, and takes away only when told to."""

    help = "Print what is past its time by street, table and rule. Changes nothing without --apply."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to take it away, and the street, if only one is meant."""
        parser.add_argument("--apply", action="store_true", help="take it away")
        parser.add_argument("--street", metavar="SLUG", help="only this street, and nothing outside streets")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts. Raises CommandError for an unknown street."""
        streets = Street.objects.order_by("pk")
        if options["street"]:
            streets = streets.filter(slug=options["street"])
            if not streets:
                raise CommandError(f"没有这个街道：{options['street']}")
        apply = options["apply"]
        told: dict[str, Any] = {"applied": apply, "streets": {}}
        for street in streets:
            counts = count_or_apply(street, apply=apply)
            told["streets"][street.slug] = {
                term.name: {"table": term.table, "rule": term.rule, "rows": counts[term.name]}
                for term in TERMS
            }
        if not options["street"]:
            told["everywhere"] = count_or_apply_everywhere(apply=apply)
        self.stdout.write(json.dumps(told, ensure_ascii=False))
