"""`firstline user create`: somebody joins the team without an invitation."""

import argparse

from firstline.config.cli import passwords
from firstline.config.cli.refusals import Refusal
from firstline.platform.company.models import Company
from firstline.platform.events.actors import SYSTEM
from firstline.team import actions
from firstline.team.models import Role


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", required=True, metavar="create")
    create = commands.add_parser("create", help="add a person to the team")
    create.add_argument("--email", required=True, help="the address to sign in with")
    create.add_argument("--name", required=True, help="as customers will read it")
    create.add_argument("--role", required=True, choices=Role.values)
    create.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input (else one is made and shown)",
    )


def run(options: argparse.Namespace) -> int:
    if Company.current() is None:
        raise Refusal("This desk is not set up yet: run `firstline setup` first.")
    password, is_new = passwords.given_or_new(from_stdin=options.password_stdin)
    agent = actions.add_with_password(
        name=options.name, email=options.email, role=options.role, password=password, by=SYSTEM
    )
    print(f"{agent.person.email} is on the team ({agent.role}).")
    if is_new:
        print(f"Password: {password}")
    return 0
