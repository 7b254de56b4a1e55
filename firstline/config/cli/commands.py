"""The commands: their names are fixed, for people's scripts use them.

`firstline NAME` is the module `firstline/config/cli/NAME.py`, with `add_arguments(parser)` and
`run(options) -> int`. It is imported after Django is set up, so it may import models at the top.
"""

import enum
from dataclasses import dataclass


class Need(enum.Enum):
    """What a command needs of the database."""

    NOTHING = enum.auto()
    # Kept running by somebody else: `firstline serve`, or whoever runs the one in DATABASE_URL.
    RUNNING = enum.auto()
    # Up to date for the time of the command, and started for that long when nobody runs it.
    UP_TO_DATE = enum.auto()


@dataclass(frozen=True)
class Command:
    name: str
    help: str
    need: Need
    uses_django: bool = True


def _without_django(name: str, text: str) -> Command:
    return Command(name, text, Need.NOTHING, uses_django=False)


_ALL = (
    _without_django("serve", "Run everything: database, web, worker and mail."),
    Command("web", "Run the web server alone.", Need.RUNNING),
    Command("worker", "Run a worker alone: it does what is queued.", Need.RUNNING),
    Command("mail", "Run the listener for incoming mail, or take mail from files.", Need.RUNNING),
    Command("setup", "Set up an empty desk, as its first page would.", Need.UP_TO_DATE),
    Command("user", "Add somebody to the team.", Need.UP_TO_DATE),
    Command("token", "Make an API token, and show it once.", Need.UP_TO_DATE),
    Command("migrate", "Bring the database up to date.", Need.UP_TO_DATE),
    _without_django("backup", "Save database and files in one archive."),
    _without_django("restore", "Fill an empty data folder from such an archive."),
    _without_django("check", "Look over settings, database, folders and clock."),
)
COMMANDS = {command.name: command for command in _ALL}
