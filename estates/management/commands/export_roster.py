"""``manage export_roster --estate SLUG FILE``: the register as a workbook; ``--template``: the empty one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from estates.roster.writing import roster_of, template
from tenancy.finding import find_estate
from tenancy.scope import scope


class Command(BaseCommand):
    """Writes a roster to a file."""

    help = "Write the register of an estate as the workbook that import_roster takes, or the empty template."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the estate and the file to write."""
        parser.add_argument("--estate", metavar="SLUG")
        parser.add_argument("--template", action="store_true", help="the empty template")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file. Raises CommandError where there is no such estate, or the file can't be written."""
        try:
            options["file"].write_bytes(template() if options["template"] else _register(options["estate"]))
        except OSError as error:
            raise CommandError(f"写不了文件：{options['file']}") from error


def _register(slug: str | None) -> bytes:
    estate = find_estate("slug", slug or "")
    if estate is None:
        raise CommandError(f"没有这个小区：{slug or ''}")
    with scope(estate.street_id, estate):
        return roster_of(estate)
