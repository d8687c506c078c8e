"""The forms of signing in and of confirming."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from django import forms

from core.forms import PhoneField, PlainForm

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "class": "code"}

NO_ANSWER = "设备没有回答。请打开网页脚本再试，或用手机号登录。"


class RequestCodeForm(PlainForm, RequestLoginCodeForm):
    """Asks for the phone."""


class ConfirmCodeForm(PlainForm, ConfirmLoginCodeForm):
    """Asks for the code; wrong codes are counted per account, whatever code they were tried against."""

    code = forms.CharField(
        label="验证码",
        help_text="短信里的 6 位数字。",
        widget=forms.TextInput(DIGITS),
    )

    def __init__(self, *args: object, phone: str = "", **kwargs: object) -> None:
        self.phone = phone
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Return the code if it is right and this account has tries left."""
        if not self._count(dry_run=True):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return super().clean_code()
        except forms.ValidationError:
            self._count()
            raise

    def _count(self, *, dry_run: bool = False) -> bool:
        return bool(ratelimit.consume(context.request, action="wrong_code", key=self.phone, dry_run=dry_run))


class CodeForm(PlainForm):
    """Asks for a code that was sent to a phone."""

    code = forms.CharField(
        label="验证码", max_length=12, help_text="短信里的 6 位数字。", widget=forms.TextInput(DIGITS)
    )


class TotpForm(PlainForm):
    """Asks for the first digits of a new authenticator."""

    code = forms.CharField(
        label="动态码",
        max_length=12,
        help_text="身份验证器里“同心”下面的 6 位数字。",
        widget=forms.TextInput(DIGITS),
    )


class FactorForm(PlainForm):
    """Asks for the digits of an authenticator, or for a recovery code."""

    code = forms.CharField(
        label="动态码",
        max_length=20,
        help_text="手机上身份验证器里显示的 6 位数字。手机不在身边，可以填一个备用码。",
        widget=forms.TextInput({**DIGITS, "maxlength": "20"}),
    )


class PasskeyForm(PlainForm):
    """Takes what a device answered; a script fills it in."""

    credential = forms.CharField(
        label="通行密钥", max_length=20_000, widget=forms.HiddenInput, error_messages={"required": NO_ANSWER}
    )


class AddPasskeyForm(PasskeyForm):
    """Takes a new passkey and what its holder calls it."""

    name = forms.CharField(
        label="名称", max_length=40, required=False, help_text="例如：我的手机。删的时候好认。"
    )


class NewPhoneForm(PlainForm):
    """Asks for the number to sign in with from now on."""

    phone = PhoneField(label="新手机号", help_text="能收到短信的号码。我们会发一条验证码过去。")
