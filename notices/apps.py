"""Application configuration."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "公示"

    def ready(self) -> None:
        """Make the rules and the job known to whoever reads rules or enqueues."""
        from notices import copying, purposes, rulebook, tasks  # noqa: F401, PLC0415  (they need the app registry)
