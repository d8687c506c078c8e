"""Application configuration."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "overview"
    verbose_name = "总览"

    def ready(self) -> None:
        """Make the rules and the print job known to whoever reads rules or enqueues."""
        from overview import purposes, rulebook, tasks  # noqa: F401, PLC0415  (they need the app registry)
        from overview.statistics import printing  # noqa: F401, PLC0415
