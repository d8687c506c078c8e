"""Application configuration."""

from importlib import import_module

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "资金"

    def ready(self) -> None:
        """Declare the rules and the kinds of job, so that web and worker know the same."""
        import_module("funds.copying")
        import_module("funds.purposes")
        import_module("funds.rulebook")
        import_module("funds.tasks")
