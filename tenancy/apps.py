"""Application configuration."""

from importlib import import_module

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tenancy"
    verbose_name = "租户"

    def ready(self) -> None:
        """Say what is kept about people, and why."""
        import_module("tenancy.purposes")
