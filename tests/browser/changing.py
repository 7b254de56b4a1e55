"""Changes tickets of a running desk, steadily: `python -m tests.browser.changing --seconds 20`.

It prints the number of unsolved tickets at the end, for a page to be compared with.
"""

import argparse
import os
import random
import sys
import time


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.changing")
    parser.add_argument("--tickets", type=int, default=60)
    parser.add_argument("--per-minute", type=float, default=500.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstline.config.settings")

    import django

    django.setup()
    _change(options.tickets, options.per_minute / 60, options.seconds)


def _change(number: int, rate: float, seconds: float) -> None:
    from firstline.desk import actions
    from firstline.desk.models import Priority, Ticket
    from firstline.platform.events.actors import SYSTEM
    from tests import world

    requester = world.make_customer("Nadia Haddad")
    tickets = [
        world.make_ticket(requester=requester, subject=f"Changing {place}")
        for place in range(number)
    ]
    choose = random.Random(7)  # noqa: S311 - the same changes every time
    begun = time.monotonic()
    for step in range(int(rate * seconds)):
        time.sleep(max(0.0, begun + step / rate - time.monotonic()))
        ticket = choose.choice(tickets)
        match step % 5:
            case 0:
                world.make_message(ticket, text=f"Any news? ({step})")
            case 1:
                actions.set_priority(ticket, priority=choose.choice(Priority.values), by=SYSTEM)
            case 2:
                actions.set_tags(ticket, tags=[f"tag{step % 7}"], by=SYSTEM)
            case 3:
                actions.set_status(ticket, status=choose.choice(["open", "solved"]), by=SYSTEM)
            case _:
                tickets.append(world.make_ticket(requester=requester, subject=f"New {step}"))
    unsolved = Ticket.objects.unsolved().filter(is_snoozed=False, removed_at=None).count()
    sys.stdout.write(f"{unsolved}\n")


if __name__ == "__main__":
    main()
