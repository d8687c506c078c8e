"""How allauth finds people by phone and sends them codes. Nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.cryptokit import generate_user_code
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import proof, sms
from accounts.models import SignIn, User
from accounts.weixin import linking
from core.forms import PhoneField
from core.way_back import UNSENT, was_unsent


class Adapter(DefaultAccountAdapter):
    """Sign-in by phone (E.164) and a six-digit code."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("验证码不对。请看最新一条短信，重新输入。"),
        "too_many_login_attempts": _("试的次数太多了。请等 5 分钟再试。"),
        "rate_limited": _("刚刚发过短信。请等一分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the community registers people, a phone alone makes nobody a resident."""
        return False

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """Return the field that takes a mainland number as typed."""
        return PhoneField(label="手机号", help_text="填登记在小区的手机号。", **kwargs)

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Keep the number of a sign-in."""
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def get_phone(self, user: User) -> tuple[str, bool]:
        """Return the number and whether a code has come back from it."""
        return user.phone, user.phone_verified

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Note that a code has come back from the number."""
        if User.objects.filter(pk=user.pk, phone=phone).update(phone_verified=True):
            user.phone_verified = True

    def get_user_by_phone(self, phone: str) -> User | None:
        """Return who may sign in with the number."""
        return User.objects.filter(phone=phone, is_active=True).first()

    def generate_phone_verification_code(self, *, user: User, phone: str) -> str:
        """Return six digits: people read them from one screen and type them on another."""
        return str(generate_user_code(**settings.ACCOUNT_LOGIN_BY_CODE_FORMAT))

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Send the code."""
        sms.sender().send(phone, f"【同心】验证码 {code}，5 分钟内有效。请不要告诉别人。")

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Send nothing: else anybody could have us text any number on earth. The page says whom to ring."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Send nothing: there is no sign-up that could find the number taken."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where somebody goes who came without an address to return to."""
        return reverse("overview:me")

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Return False: ``accounts.fresh`` asks, for the code to a phone too, which allauth does not know."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session under a new key, and note what was proven."""
        records = get_authentication_records(request, user)
        super().login(request, user)
        proof.begin(request.session, factor=any(each["method"] == "mfa" for each in records))
        if any(each["method"] == "code" for each in records):
            linking.link_waiting(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Note the sign-in in the log, and say so where an act was not sent for want of it."""
        SignIn.objects.create(user=user, succeeded=True, address=self.get_client_ip(request))
        response = super().post_login(request, user, **kwargs)
        if was_unsent(request):
            messages.warning(request, UNSENT)
        return response
