"""How a command of the launcher gives up."""


class Stop(Exception):
    """Ends a command with exit code 1; its text is what the person at the keyboard reads."""


class Interrupted(BaseException):
    """Ctrl-C or SIGTERM: everything that was started is stopped, then the command ends."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
