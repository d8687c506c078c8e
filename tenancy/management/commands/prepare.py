"""``manage prepare``: everything between a running server and a portal that can be opened."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connections

from tenancy.operations import grant_defaults, refuse_strong_role


class Command(BaseCommand):
    """Grants, migrations as the owner, the check of the runtime role, the demonstration street."""

    help = "Prepare the database: grants, migrations, role check, demonstration data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--no-demo``."""
        parser.add_argument("--no-demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step and say so."""
        self.stdout.write("grants")
        grant_defaults(connections["owner"])
        self.stdout.write("migrations")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        refuse_strong_role()
        if not options["no_demo"] and "seed_demo" in get_commands():
            self.stdout.write("demonstration data")
            call_command("seed_demo", stdout=self.stdout)
