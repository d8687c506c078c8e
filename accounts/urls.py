"""Signing in: under allauth's names, because allauth looks for them."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.AskForCode.as_view(), name="account_login"),
    path("login/", views.AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/", views.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("login/closed/", views.AskForCode.as_view(), name="account_signup"),
    path("login/inactive/", views.AskForCode.as_view(), name="account_inactive"),
]
