"""``manage verify_ledger``: every book of every street, recomputed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.models import Book
from ledger.verify import verify_street
from tenancy.models import Estate, Street


class Command(BaseCommand):
    """Recomputes every book; where one is wrong, names its first wrong row and exits 1."""

    help = "Recompute every book. Exit 0 with a summary, or 1 with the first wrong row of each book."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--street``, a slug, to look at one street only."""
        parser.add_argument("--street", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go street by street; say what is wrong at once, and how much was right at the end."""
        streets = Street.objects.order_by("id")
        if options["street"]:
            streets = streets.filter(slug=options["street"])
            if not streets:
                raise CommandError(f"没有这个街道：{options['street']}")
        verdicts = [(street, verdict) for street in streets for verdict in verify_street(street.pk)]
        estates = dict(Estate.objects.values_list("id", "name"))
        wrong = [(street, verdict) for street, verdict in verdicts if verdict.finding]
        for street, verdict in wrong:
            self.stderr.write(f"{_name(street, verdict.book, estates)}：{verdict.finding}")
        if wrong:
            raise CommandError(f"{len(verdicts)} 本账中有 {len(wrong)} 本不对。")
        transactions = sum(verdict.transactions for _, verdict in verdicts)
        postings = sum(verdict.postings for _, verdict in verdicts)
        self.stdout.write(f"{len(verdicts)} 本账、{transactions} 笔记账、{postings} 条分录，全部相符。")


def _name(street: Street, book: Book, estates: dict[int, str]) -> str:
    place = estates[book.estate_id] if book.estate_id else "街道"
    return f"{street.name} {place} {book.get_asset_display()}账本"
