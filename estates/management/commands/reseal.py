"""``manage reseal``: put everything that is sealed under the first of ``TONGXIN_DATA_KEYS``."""

import json
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.mfa import reseal_factors
from estates.privacy.errors import SealUnreadable
from estates.privacy.services import reseal_some
from tenancy.models import Street
from tenancy.scope import scope

AT_ONCE = 200


class Command(BaseCommand):
    """Goes street by street, some rows a transaction; may be broken off and run again."""

    help = "Encrypt sealed facts under the first data key. Prints counts as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the street, if only one is meant."""
        parser.add_argument("--street", metavar="SLUG", help="only this street")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reseal and print. Raises CommandError for an unknown street, or where no key opens something."""
        streets = Street.objects.order_by("pk")
        if options["street"]:
            streets = streets.filter(slug=options["street"])
            if not streets:
                raise CommandError(f"没有这个街道：{options['street']}")
        told: dict[str, Any] = {street.slug: self._reseal(street) for street in streets}
        if not options["street"]:
            told["second_factors"] = self._factors()
        self.stdout.write(json.dumps(told, ensure_ascii=False))

    def _factors(self) -> int:
        try:
            return reseal_factors()
        except InvalidToken as error:
            raise CommandError("有动态码的密钥用现在的密钥打不开，没有改动它。") from error

    def _reseal(self, street: Street) -> dict[str, int]:
        last, changed, all_of_them = 0, 0, 0
        while True:
            try:
                with scope(street):
                    last, some, looked_at = reseal_some(after=last, count=AT_ONCE)
            except SealUnreadable as error:
                raise CommandError(f"{street.name}：有内容用现在的密钥打不开，没有改动它。") from error
            changed, all_of_them = changed + some, all_of_them + looked_at
            if looked_at < AT_ONCE:
                return {"resealed": changed, "sealed": all_of_them}
