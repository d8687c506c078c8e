"""Application configuration."""

from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "账本"

    def ready(self) -> None:
        """Say what is kept about people, and why."""
        import_module("ledger.purposes")
