"""Celery as a doorbell: rows in PostgreSQL say what is due, Celery only wakes somebody up (decision 8)."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.settings.production")

app = Celery("tongxin")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=50,
    worker_max_memory_per_child=400_000,
    task_soft_time_limit=60,
    task_time_limit=90,
    worker_soft_shutdown_timeout=20,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 3600,
        "unacked_restore_throttle": 1,
        # Without these a form would wait six seconds, or for good, when the broker is away.
        "socket_connect_timeout": 2,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    },
    timezone="Asia/Shanghai",
    beat_schedule={
        "sweep": {"task": "tenancy.sweep", "schedule": 30.0, "options": {"expires": 30}},
        "monthly-disclosures": {"task": "funds.due_disclosures", "schedule": 3600.0},
        "retention": {"task": "overview.due_retention", "schedule": 6 * 3600.0},
        "open-data": {"task": "overview.due_open_data", "schedule": 300.0},
    },
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _refuse_strong_role(**_: object) -> None:
    from tenancy.operations import refuse_strong_role  # noqa: PLC0415  (needs the app registry)

    refuse_strong_role()


def ring(street_id: int, estate_id: int | None, job_id: int) -> None:
    """Wake a worker for a job; if the broker is away, the sweeper will find the row."""
    app.send_task(
        "tenancy.run_job",
        (street_id, estate_id, job_id),
        retry=False,
        expires=600,
        ignore_result=True,
    )
