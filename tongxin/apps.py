"""The composition root as an application: wires the doorbell to Celery."""

from django.apps import AppConfig


class TongxinConfig(AppConfig):
    name = "tongxin"
    verbose_name = "同心"

    def ready(self) -> None:
        """Let ``core.bell`` ring through Celery; services know nothing of it."""
        from core import bell  # noqa: PLC0415  (the app registry is not ready before)
        from tongxin.celery import ring  # noqa: PLC0415

        bell.set_ringer(ring)
