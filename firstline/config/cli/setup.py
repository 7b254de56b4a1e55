"""`firstline setup`: what the set-up wizard does, from the command line."""

import argparse

from firstline.config.cli import passwords
from firstline.setup.actions import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--company", required=True, help="the company's name")
    parser.add_argument("--support-address", required=True, help="where customers write to")
    parser.add_argument("--admin-email", required=True, help="the first admin signs in with it")
    parser.add_argument("--admin-name", required=True, help="the first admin's name")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the admin's password from standard input (else one is made and shown)",
    )
    parser.add_argument("--time-zone", default="UTC", help="such as Europe/Berlin (UTC)")
    parser.add_argument("--language", default="en", help="such as de (en)")


def run(options: argparse.Namespace) -> int:
    password, is_new = passwords.given_or_new(from_stdin=options.password_stdin)
    admin = set_up(
        company=options.company,
        support_address=options.support_address,
        admin_email=options.admin_email,
        admin_name=options.admin_name,
        password=password,
        time_zone=options.time_zone,
        language=options.language,
    )
    print(f"{options.company} is set up; {admin.person.email} is its admin.")
    if is_new:
        print(f"Password: {password}")
    return 0
