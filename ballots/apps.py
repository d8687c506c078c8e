"""Application configuration."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"
    verbose_name = "表决"

    def ready(self) -> None:
        """Enter what a street may set about ballots in the rulebook."""
        from ballots import copying, purposes, rulebook  # noqa: F401, PLC0415  (rules are declared once, when apps are ready)
