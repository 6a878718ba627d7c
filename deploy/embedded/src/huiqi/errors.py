"""How a command ends when it cannot do what was asked: one line on standard error, and an exit code."""


class Refused(Exception):  # noqa: N818 (it is an outcome, not a fault of the program)
    """The input or the situation does not allow the command. Exit code 2."""

    exit_code = 2


class Failed(Exception):  # noqa: N818 (likewise)
    """The command ran and found what should not be. Exit code 1."""

    exit_code = 1
