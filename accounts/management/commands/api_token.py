"""``manage api_token PHONE``: a token for the API, printed once; ``--revoke`` takes tokens back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import give_token, revoke_tokens
from core.errors import Refused
from core.forms import PhoneField


class Command(BaseCommand):
    """Gives out or revokes tokens of one sign-in."""

    help = "Print a new API token of the sign-in with this phone number, or revoke its tokens."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("phone")
        parser.add_argument("--name", default="", help="what the token is for; with --revoke: only those")
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token, or how many were revoked. Raises CommandError."""
        user = _user(options["phone"])
        if options["revoke"]:
            self.stdout.write(f"已收回 {revoke_tokens(user, name=options['name'])} 个令牌。")
            return
        try:
            token = give_token(user, name=options["name"] or "命令行", days=options["days"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(token)
        self.stderr.write(f"有效 {options['days']} 天，只显示这一次，请存到安全的地方。")


def _user(phone: str) -> User:
    """Return the sign-in of a phone number as typed. Raises CommandError."""
    try:
        number = PhoneField().clean(phone)
    except ValidationError as error:
        raise CommandError("; ".join(error.messages)) from error
    user = User.objects.filter(phone=number, is_active=True).first()
    if user is None:
        raise CommandError("没有用这个手机号的登录账号。")
    return user
