"""``manage split_estate --from SLUG --part SLUG:NAME:BUILDING,… --on DATE --evidence TEXT [--apply]``."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core.errors import Refused
from estates.register.services.places import OWNER, split_estate
from tenancy.directory import open_estate
from tenancy.models import Estate
from tongxin.moving import add_common, estate_named, need_settled, told


class Command(BaseCommand):
    """Lets an estate go on as several, building by building; what it was stays readable."""

    help = "Split an estate from a day on. Prints what would go over as JSON; nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the estate that ends, and the new ones with their buildings."""
        parser.add_argument("--from", required=True, dest="source", metavar="SLUG")
        parser.add_argument("--part", required=True, action="append", metavar="SLUG:NAME:BUILDING,BUILDING")
        add_common(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what went over. Raises CommandError where it can't be."""
        source = estate_named(options["source"])
        try:
            need_settled([source])
            with transaction.atomic(using=OWNER):
                parts = dict(self._part(source, text) for text in options["part"])
                carried = split_estate(source, parts, on=options["on"], evidence=options["evidence"])
                transaction.set_rollback(not options["apply"], using=OWNER)
        except Refused as refusal:
            raise CommandError(f"{refusal.message}{refusal.hint}") from refusal
        self.stdout.write(json.dumps(told(carried, applied=options["apply"]), ensure_ascii=False))

    def _part(self, source: Estate, text: str) -> tuple[Estate, list[str]]:
        """Return a new estate of the street and the names of its buildings. Raises CommandError."""
        slug, _, rest = text.partition(":")
        name, _, buildings = rest.partition(":")
        if not (slug and name and buildings):
            raise CommandError(f"看不懂 --part {text}，请写成 网址名:小区名:1栋,2栋")
        if Estate.objects.filter(slug=slug).exists():
            raise CommandError(f"网址名 {slug} 已经有小区在用。")
        values = {"address": source.address, "year_built": source.year_built}
        estate = open_estate(source.street, slug, name, community=source.community.name, **values)
        return estate, buildings.split(",")
