"""The app of the bare site."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    """Holds the one table."""

    name = "benchmarks.bare"
    label = "bare"
