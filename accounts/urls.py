"""Signing in and what one signs in with: under allauth's names where allauth looks for them."""

from django.urls import path

from accounts.views import confirming, signing_in

urlpatterns = [
    path("login/", signing_in.AskForCode.as_view(), name="account_login"),
    path("login/", signing_in.AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/", signing_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("logout/", signing_in.SignOut.as_view(), name="account_logout"),
    path("login/closed/", signing_in.AskForCode.as_view(), name="account_signup"),
    path("login/inactive/", signing_in.AskForCode.as_view(), name="account_inactive"),
    path("me/confirm/", confirming.confirm, name="account_confirm"),
    path("me/confirm/code/", confirming.send, name="account_send_confirmation"),
]
