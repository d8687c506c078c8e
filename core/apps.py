from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The app without tables: it carries the template tags and the forms."""

    name = "core"
    verbose_name = "基础"
