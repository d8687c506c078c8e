"""`./portal COMMAND …`: finds the command and turns its ending into an exit code."""

import importlib
import sys
from collections.abc import Sequence

from tongxin.dev.console import complain, say
from tongxin.dev.failure import Interrupted, Stop
from tongxin.dev.foreground import interruptible

COMMANDS = {
    "up": ("up", "start everything and show the demonstration street"),
    "test": ("suite", "run the tests (arguments go to pytest)"),
    "check": ("checks", "run the linters and the other checks"),
    "bench": ("bench", "run the benchmarks (a name runs one)"),
    "manage": ("manage", "run a Django command"),
    "env": ("instance", "print the running instance's addresses as shell exports"),
    "cluster": ("cluster", "run only PostgreSQL and Valkey, for work on the project"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(usage())
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        complain(f"There is no command {arguments[0]!r}.\n{usage()}")
        return 2
    command = importlib.import_module(f"tongxin.dev.{COMMANDS[arguments[0]][0]}")
    try:
        with interruptible():
            return int(command.run(arguments[1:]))
    except Stop as stop:
        complain(str(stop))
        return 1
    except PermissionError as error:
        complain(f"{error.filename} can't be used: {error.strerror}.")
        return 1
    except Interrupted as interrupted:
        return 128 + interrupted.number


def usage() -> str:
    """Return the list of commands."""
    lines = [f"  ./portal {name:<8} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["usage:", *lines])


if __name__ == "__main__":
    sys.exit(main())
