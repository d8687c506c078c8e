"""Who can sign in: a phone number and nothing else; what a person is lives behind the wall."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from core import clock


class UserManager(BaseUserManager["User"]):
    """Makes users that have a phone number and no password."""

    def create_user(self, phone: str, **fields: object) -> "User":
        """Return a new user for ``phone`` (E.164, ``+8613800000000``)."""
        user = self.model(phone=phone, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A sign-in: one phone number (E.164). Capacities hang on persons, never on the login."""

    class TextSize(models.TextChoices):
        STANDARD = "", "标准"
        LARGE = "l", "大字"
        LARGEST = "xl", "特大"

    phone = models.CharField("手机号", max_length=16, unique=True)
    phone_verified = models.BooleanField("手机号已验证", default=False)
    is_active = models.BooleanField("可以登录", default=True)
    text_size = models.CharField(
        "字号", max_length=2, choices=TextSize, default=TextSize.STANDARD, blank=True
    )
    joined_at = models.DateTimeField("注册时间", default=clock.now)

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        verbose_name = "登录账号"

    def __str__(self) -> str:
        return f"登录账号 {self.pk}"


class SignIn(models.Model):
    """One attempt to sign in, kept for the log that the law asks for (domain.md §5.2)."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_ins")
    at = models.DateTimeField("时间", default=clock.now)
    succeeded = models.BooleanField("成功")
    address = models.GenericIPAddressField("网络地址", null=True)

    class Meta:
        verbose_name = "登录记录"
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_by_user")]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens, narrowed."""

    def in_force(self) -> "ApiTokenQuerySet":
        """Return those that sign somebody in at this moment."""
        return self.filter(revoked_at=None, expires_at__gt=clock.now(), user__is_active=True)


class ApiToken(models.Model):
    """A secret by which a program of the user signs in; only its SHA-256 is kept: it has 256 random bits."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField("名称", max_length=40)
    sha256 = models.CharField("校验值", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间", default=clock.now)
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("收回时间", null=True)
    last_used_on = models.DateField("最近使用日期", null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "接口令牌"
        indexes = [models.Index(fields=["user", "-id"], name="api_token_by_user")]
