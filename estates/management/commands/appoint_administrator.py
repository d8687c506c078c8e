"""``manage appoint_administrator --street SLUG --role …``: the first administrators of a street."""

import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import Refused
from core.forms import PhoneField
from estates.models import Post
from estates.offices.services import appoint_administrator
from tenancy.finding import find_street
from tenancy.scope import scope


class Command(BaseCommand):
    """Gives an administrator's post where nobody could give it yet."""

    help = "Appoint the first system, security or audit administrator of a street on a written authority."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the street, the office, the person and the authority."""
        parser.add_argument("--street", metavar="SLUG", required=True)
        parser.add_argument("--role", choices=[role.value for role in Post.ADMINISTRATORS], required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--phone", required=True, help="eleven digits, to sign in with")
        parser.add_argument("--authority", required=True, help="the number of the street's written decision")
        parser.add_argument("--ran-by", default=getpass.getuser(), help="who runs this, if not the login")

    def handle(self, *args: Any, **options: Any) -> None:
        """Appoint. Raises CommandError with the reason where that is refused."""
        street = find_street(options["street"])
        if street is None:
            raise CommandError(f"没有这个街道：{options['street']}")
        try:
            phone = PhoneField().clean(options["phone"])
            with scope(street):
                post = appoint_administrator(
                    street,
                    Post.Role(options["role"]),
                    name=options["name"],
                    phone=phone,
                    authority=options["authority"],
                    ran_by=options["ran_by"],
                )
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        except Refused as refusal:
            raise CommandError(f"{refusal.message}{refusal.hint}") from refusal
        self.stdout.write(f"{street.name}：{post.actor_label}")
