"""``manage import_roster --estate SLUG FILE``: what a roster would change, as JSON; ``--apply``."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from estates.errors import SheetRefused
from estates.roster.comparing import Comparison, compare
from estates.roster.services import import_roster
from tenancy.finding import find_estate
from tenancy.models import Estate
from tenancy.scope import scope


class Command(BaseCommand):
    """Previews a roster and, told so, takes it over whole."""

    help = "Print what a roster would change as JSON. Exit 2, nothing stored, where it has errors."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the estate, the file and whether to take it over."""
        parser.add_argument("--estate", required=True, metavar="SLUG")
        parser.add_argument("file", type=Path, help="an XLSX workbook or a CSV (UTF-8 or GB18030)")
        parser.add_argument("--apply", action="store_true", help="take it over, in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the preview. Raises CommandError for an estate or a file that is not there."""
        estate = find_estate("slug", options["estate"])
        if estate is None:
            raise CommandError(f"没有这个小区：{options['estate']}")
        file: Path = options["file"]
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"读不了文件：{file}") from error
        preview = self._preview(estate, data, file.name, apply=options["apply"])
        self.stdout.write(json.dumps(preview, ensure_ascii=False))
        if preview["errors"]:
            sys.exit(2)

    def _preview(self, estate: Estate, data: bytes, name: str, *, apply: bool) -> dict[str, Any]:
        try:
            with scope(estate.street_id, estate):
                found = compare(estate, data)
                if apply and not found.faults:
                    import_roster(estate, data, file_name=name, by=None)
        except SheetRefused as refusal:
            fault = {"row": 0, "column": "", "message": f"{refusal.message}{refusal.hint}"}
            return {"new": 0, "changed": 0, "gone": 0, "unchanged": 0, "errors": [fault]}
        return _told(found)


def _told(found: Comparison) -> dict[str, Any]:
    """Return a comparison as it is printed: counts, and what is to be mended by row and column."""
    return {
        "new": len(found.new),
        "changed": len(found.changed),
        "gone": len(found.gone),
        "unchanged": found.unchanged,
        "errors": [
            {"row": fault.row, "column": fault.column, "message": fault.message} for fault in found.faults
        ],
    }
