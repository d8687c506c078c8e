"""Application configuration."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "overview"
    verbose_name = "总览"

    def ready(self) -> None:
        """Make the rules known to whoever reads rules."""
        from overview import rulebook  # noqa: F401, PLC0415  (it needs the app registry)
