"""`firstline token create`: an API token for an agent, printed once."""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", required=True, metavar="create")
    create = commands.add_parser("create", help="make an API token and print it")
    create.add_argument("--email", required=True, help="the agent's address")
    create.add_argument("--name", default="", help="what it is for")


def run(options: argparse.Namespace) -> int:
    from firstline.api.actions import issue_token
    from firstline.platform.accounts.addresses import normalised
    from firstline.platform.events.actors import SYSTEM
    from firstline.team.models import Agent

    agent = Agent.objects.active().filter(person__email=normalised(options.email)).first()
    if agent is None:
        print(f"No active agent has the address {options.email}.", file=sys.stderr)
        return 1
    _token, secret = issue_token(agent, name=options.name, by=SYSTEM)
    print(secret)
    return 0
