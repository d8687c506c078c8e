"""Application configuration."""

from django.apps import AppConfig


class EstatesConfig(AppConfig):
    name = "estates"
    verbose_name = "小区与人"

    def ready(self) -> None:
        """Enter what a street may set about its register in the rulebook."""
        from estates import rulebook  # noqa: F401, PLC0415  (rules are declared once, when apps are ready)
