"""Signing in and what one signs in with: under allauth's names where allauth looks for them."""

from django.urls import path

from accounts.views import confirming, passkeys, phone, security, signing_in, weixin

urlpatterns = [
    path("login/", signing_in.AskForCode.as_view(), name="account_login"),
    path("login/", signing_in.AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/", signing_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("logout/", signing_in.SignOut.as_view(), name="account_logout"),
    path("login/closed/", signing_in.AskForCode.as_view(), name="account_signup"),
    path("login/inactive/", signing_in.AskForCode.as_view(), name="account_inactive"),
    path("login/factor/", confirming.factor, name="mfa_authenticate"),
    path("me/security/", security.security, name="account_security"),
    path("me/security/totp/", security.totp, name="account_totp"),
    path("login/passkey/", passkeys.login, name="account_passkey_login"),
    path("me/security/passkeys/add/", passkeys.add, name="account_add_passkey"),
    path("login/weixin/", weixin.login, name="weixin_login"),
    path("login/weixin/back/", weixin.callback, name="weixin_callback"),
    path("me/security/weixin/unlink/", weixin.unlink, name="account_unlink_weixin"),
    path("me/security/codes/", security.recovery_codes, name="account_recovery_codes"),
    path("me/security/factors/<int:pk>/remove/", security.remove_factor, name="account_remove_factor"),
    path("me/security/sessions/<int:pk>/end/", security.end_session, name="account_end_session"),
    path("me/security/sessions/end/", security.end_others, name="account_end_others"),
    path("me/security/phone/", phone.phone, name="account_phone"),
    path("me/security/phone/code/", phone.phone_code, name="account_phone_code"),
    path("me/confirm/", confirming.confirm, name="account_confirm"),
    path("me/confirm/code/", confirming.send, name="account_send_confirmation"),
]
