"""``manage api_schema``: writes the API's description into the repository; ``--check`` compares."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.renderers import OpenApiYamlRenderer

from overview import description

FILE = Path("docs/api/openapi.yaml")


class Command(BaseCommand):
    """Keeps the file that says what the API promises."""

    help = "Write docs/api/openapi.yaml from the code, or compare it with --check."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare. Raises CommandError where they differ, or where the code says too little."""
        made, file = schema_yaml(), settings.ROOT / FILE
        if options["check"]:
            if not file.exists() or file.read_text(encoding="utf8") != made:
                raise CommandError(f"{FILE} is not what the code says; renew it: ./portal manage api_schema")
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made, encoding="utf8")
        self.stdout.write(f"{FILE} written")


def schema_yaml() -> str:
    """Return the schema as it stands in the repository. Raises CommandError for what it can't describe."""
    said = description.schema()
    if GENERATOR_STATS:
        GENERATOR_STATS.emit_summary()
        raise CommandError("the schema leaves something open, see above")
    return OpenApiYamlRenderer().render(said, renderer_context={}).decode()
