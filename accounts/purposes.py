"""What is kept about those who sign in, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "accounts.sign_in",
        "登录",
        {
            "accounts.User": ("phone", "password"),
            "account.EmailAddress": ("user", "email"),
            "mfa.Authenticator": ("user", "data"),
            "socialaccount.SocialAccount": ("user", "uid", "extra_data"),
            "socialaccount.SocialToken": ("token", "token_secret"),
            "accounts.ApiToken": ("user", "name", "sha256"),
            "tenancy.Membership": ("user",),
        },
        "手机号；微信登录时的微信编号和昵称；动态口令、通行密钥和程序令牌（都不是原文）",
        "确认是您本人在登录",
        Basis.SERVICE,
        "到您删除资料为止；没有验证过的手机号 {default} 天后删除",
        "只有您自己；换号时两位工作人员核对",
        rule="estates.unverified_days",
    ),
    Purpose(
        "accounts.log",
        "登录记录",
        {
            "accounts.SignIn": ("user", "address"),
            "usersessions.UserSession": ("user", "ip", "session_key", "user_agent", "data"),
            "sessions.Session": ("session_key", "session_data"),
        },
        "登录的时间、网络地址、浏览器",
        "发现冒用；网络安全法要求留存网络日志不少于六个月",
        Basis.LAW,
        "{default} 个月，街道可以在 6–36 个月内定",
        "您自己；安全管理员",
        rule="estates.look_months",
    ),
)
