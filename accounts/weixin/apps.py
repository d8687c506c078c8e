"""Application configuration; allauth looks for ``provider`` in the package of an application."""

from django.apps import AppConfig


class WeixinConfig(AppConfig):
    name = "accounts.weixin"
    label = "weixin"
