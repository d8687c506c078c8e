"""Application configuration."""

from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """The road of a project; its rules are in the book as soon as Django is up."""

    name = "projects"
    verbose_name = "项目"

    def ready(self) -> None:
        """Enter the rules in the book."""
        import_module("projects.copying")
        import_module("projects.purposes")
        import_module("projects.rulebook")
