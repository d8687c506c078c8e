"""`python -m benchmarks [name …] [--rounds N]`: measures, prints JSON, exits with 1 on a miss."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.databases import own_databases

NAMES = (
    *("list", "detail", "vote", "office", "api_list", "memory"),
    *("ledger_post", "statement", "pdf", "import", "start", "queries"),
)
ROUNDS = 15


def main(argv: Sequence[str]) -> int:
    """Run the figures that are named (all) and print them as one JSON list; 1 where one misses its bound."""
    options = parse(argv)
    found = measured(options.names or NAMES, options.rounds)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0 if all(each["ok"] for each in found) else 1


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the options of `./portal bench`."""
    parser = argparse.ArgumentParser(prog="./portal bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which figures: {', '.join(NAMES)}")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"rounds of each figure (default {ROUNDS})"
    )
    options = parser.parse_args(argv)
    for name in options.names:
        if name not in NAMES:
            parser.error(f"there is no figure {name}; there are {', '.join(NAMES)}")
    return options


def measured(names: Sequence[str], rounds: int) -> list[dict[str, Any]]:
    """Return the named figures, measured on databases of their own; queries on one where nothing else is."""
    found: list[dict[str, Any]] = []
    timed = [name for name in names if name != "queries"]
    with tempfile.TemporaryDirectory(prefix="tongxin-bench-") as folder:
        if timed:
            with own_databases() as databases:
                prepare(Path(folder), databases)
                from benchmarks import run  # noqa: PLC0415  (needs Django's settings)

                for figure in run.figures(timed, rounds):
                    sys.stderr.write(f"{figure.name} {figure.ratio}\n")
                    found.append(figure.as_json())
        if "queries" in names:
            with own_databases() as databases:
                prepare(Path(folder), databases)
                from benchmarks import run  # noqa: PLC0415

                found += run.query_counts()
    return found


def prepare(folder: Path, databases: dict[str, str]) -> None:
    """Point Django at databases of the run and at a folder of its own, set up as `./portal up` sets it up."""
    fonts, server = (
        Path(os.environ["TONGXIN_DATA"]).resolve() / "fonts",
        os.environ["REDIS_URL"].rsplit("/", 1)[0],
    )
    if fonts.exists() and not (folder / "fonts").exists():
        (folder / "fonts").symlink_to(fonts.resolve())
    os.environ |= databases
    os.environ |= {"TONGXIN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tongxin.settings.dev"}
    os.environ |= {"REDIS_URL": f"{server}/14", "CACHE_URL": f"{server}/15"}
    import django  # noqa: PLC0415  (after the environment)
    from django.db import connections  # noqa: PLC0415

    from tongxin.dev.static_files import collect  # noqa: PLC0415

    collect(folder / "static", os.environ)
    django.setup()
    for alias, variable in (("default", "DATABASE_URL"), ("owner", "OWNER_DATABASE_URL")):
        name = databases[variable].rsplit("/", 1)[1]
        connections[alias].close()
        connections.settings[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
