"""`firstline user`: people join without an invitation, or get back in without their second step."""

import argparse

from firstline.config.cli import passwords
from firstline.config.cli.refusals import Refusal
from firstline.platform.accounts.actions import forget_second_step
from firstline.platform.accounts.models import Person
from firstline.platform.company.models import Company
from firstline.platform.events.actors import SYSTEM
from firstline.team import actions
from firstline.team.rights import BUILT_IN


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = commands.add_parser("create", help="add a person to the team")
    create.add_argument("--email", required=True, help="the address to sign in with")
    create.add_argument("--name", required=True, help="as customers will read it")
    create.add_argument("--role", required=True, choices=list(BUILT_IN))
    create.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input (else one is made and shown)",
    )
    forget = commands.add_parser(
        "forget-second-step", help="let somebody back in who lost phone, passkey and codes"
    )
    forget.add_argument("--email", required=True)


def run(options: argparse.Namespace) -> int:
    if Company.current() is None:
        raise Refusal("This desk is not set up yet: run `firstline setup` first.")
    if options.action == "create":
        return _create(options)
    return _forget_second_step(options.email)


def _create(options: argparse.Namespace) -> int:
    password, is_new = passwords.given_or_new(from_stdin=options.password_stdin)
    agent = actions.add_with_password(
        name=options.name, email=options.email, role=options.role, password=password, by=SYSTEM
    )
    print(f"{agent.person.email} is on the team ({agent.role}).")
    if is_new:
        print(f"Password: {password}")
    return 0


def _forget_second_step(email: str) -> int:
    person = Person.with_address(email)
    if person is None:
        raise Refusal(f"Nobody has the address {email}.")
    count = forget_second_step(person)
    print(f"{count} forgotten: {person.email} signs in by password alone, and was signed out.")
    return 0
