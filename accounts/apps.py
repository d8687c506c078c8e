"""Application configuration."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Say what is kept about people, and why."""
        import_module("accounts.purposes")
