"""Application configuration."""

from django.apps import AppConfig


class EstatesConfig(AppConfig):
    name = "estates"
    verbose_name = "小区与人"

    def ready(self) -> None:
        """Make the rules and the jobs known to whoever reads rules or enqueues."""
        from estates import rulebook  # noqa: F401, PLC0415  (rules are declared once, when apps are ready)
        from estates.joining import tasks  # noqa: F401, PLC0415  (they need the app registry)
        from estates.privacy import collectors as _collectors  # noqa: F401, PLC0415
        from estates.privacy import purposes as _purposes  # noqa: F401, PLC0415
        from estates.privacy import rulebook as _privacy_rulebook  # noqa: F401, PLC0415
        from estates.privacy import tasks as _privacy_tasks  # noqa: F401, PLC0415
        from estates.roster import tasks as _roster_tasks  # noqa: F401, PLC0415
