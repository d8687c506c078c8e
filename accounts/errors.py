"""Refusals about sign-ins."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused


class TokenNameTooLong(Invalid):
    """A token's name says more than there is room for."""

    field = "name"
    message = _("令牌的名称最多 {most} 个字。")


class TokenTermImpossible(Invalid):
    """A token would count for no day, or for longer than anybody remembers it."""

    field = "days"
    message = _("令牌的有效期要在 1 到 {most} 天之间。")


class CodesTooMany(Invalid):
    """More codes were asked for than a number gets in a few minutes."""

    field = "code"
    message = _("这个号码收的验证码太多了。")
    hint = _("请等 5 分钟再试。")


class CodeRefused(Invalid):
    """The code is not the one that was sent, or counts no more."""

    field = "code"
    message = _("验证码不对，或者已经过期。")
    hint = _("请看最新一条短信，重新输入；没有收到就再发一次。")


class TriesTooMany(Invalid):
    """More wrong codes than anybody mistypes."""

    field = "code"
    message = _("试的次数太多了。")
    hint = _("请等 5 分钟再试。")


class FactorCodeRefused(Invalid):
    """The six digits are not those of the moment, or were used before."""

    field = "code"
    message = _("动态码不对，或者刚刚用过。")
    hint = _("请看手机上的身份验证器，输入现在显示的 6 位数字；也可以用一个备用码。")


class SignInClosed(Refused):
    """What counts the tries is away: nobody gets a code or has one looked at until it is back."""

    status = 503
    heading = _("暂时不能登录")
    message = _("系统的一个部件正在恢复，暂时不能登录，也不能确认身份。")
    hint = _("请过几分钟再试。已经登录的可以照常看；急事请打电话给工作人员。")


class PhoneUnchanged(Invalid):
    """The new number is the old one."""

    field = "phone"
    message = _("这就是您现在登录用的号码。")
    hint = _("请填新的手机号。")


class PhoneNotFree(Invalid):
    """The number signs in somebody already."""

    field = "phone"
    message = _("这个号码不能用：已经有人用它登录。")
    hint = _("请核对号码；如果两个号码都是您的，请打电话给工作人员。")


class PasskeyRefused(Invalid):
    """A device's answer that is none to what it was asked."""

    field = "credential"
    message = _("没有认出这个通行密钥。")
    hint = _("请再试一次；不行就用手机号和验证码登录。")


class FactorDemanded(Refused):
    """Whoever holds such an office can't be without a second factor."""

    message = _("您的职务要求两步登录，不能去掉最后一种方式。")
    hint = _("想换手机上的身份验证器，请先添加一个通行密钥，再去掉旧的；或者点“换一个身份验证器”。")


class ConfirmationNeeded(Refused):
    """An act that needs a recent proof of who acts; said to programs, people are led to /me/confirm/."""

    message = _("这一步要先确认是您本人。")
    hint = _("请在网页上打开 /me/confirm/ 确认，15 分钟内有效；命令行发的令牌不用。")
    status = 403
