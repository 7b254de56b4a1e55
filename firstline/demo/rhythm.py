"""When things happen: customers write by their own clocks, agents answer in the team's hours."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from firstline.demo.company import TIME_ZONE

DAYS = 90
# Monday carries the weekend's questions; shops write on Saturdays too.
WEEKDAYS = (1.40, 1.12, 1.0, 1.0, 0.88, 0.26, 0.20)
HOURS = (
    0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 0.9, 2.5, 6.0, 9.0, 9.5, 8.5,
    5.5, 6.5, 8.0, 7.5, 6.0, 4.0, 2.5, 1.8, 1.6, 1.4, 1.0, 0.5,
)  # fmt: skip
# The first day of the ninety brought about half as many tickets as the last.
GROWTH = 0.9

OPENING = {day: (time(8), time(19)) for day in range(5)} | {5: (time(9, 30), time(14))}
_DESK = ZoneInfo(TIME_ZONE)


def arrivals(number: int, now: datetime, rng: Random) -> list[datetime]:
    """The days and minutes on the writer's own clock, none after `now`, in order."""
    days = [now - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    weights = [
        WEEKDAYS[day.astimezone(_DESK).weekday()] * (1 + GROWTH * index / DAYS)
        for index, day in enumerate(days)
    ]
    found: list[datetime] = []
    while len(found) < number:
        day = rng.choices(days, weights)[0]
        hour = rng.choices(range(24), HOURS)[0]
        moment = day.replace(
            hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0
        )
        if moment <= now:
            found.append(moment)
    return sorted(found)


def on_the_clock_of(moment: datetime, time_zone: str, now: datetime) -> datetime:
    """The same time of the day at the customer's place, unless that is still to come."""
    there = moment.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    return there if there <= now else there - timedelta(days=1)


def after_work(start: datetime, minutes: float) -> datetime:
    """So many minutes of the team's working time later."""
    moment = start.astimezone(_DESK)
    left = timedelta(minutes=minutes)
    while True:
        hours = OPENING.get(moment.weekday())
        if hours:
            opening, closing = (
                moment.replace(hour=t.hour, minute=t.minute, second=0) for t in hours
            )
            begin = max(moment, opening)
            if begin < closing and left <= closing - begin:
                return (begin + left).astimezone(UTC)
            left -= max(closing - begin, timedelta(0))
        moment = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0)


def after_thinking(start: datetime, time_zone: str, rng: Random) -> datetime:
    """When a customer answers: mostly within hours, sometimes days later, seldom at night."""
    moment = start + timedelta(hours=min(rng.lognormvariate(0.9, 1.3), 100))
    there = moment.astimezone(ZoneInfo(time_zone))
    if there.hour < 7:
        there = there.replace(hour=7 + rng.randrange(3), minute=rng.randrange(60))
    elif there.weekday() == 6 and rng.random() < 0.8:
        there += timedelta(days=1)
    return there.astimezone(UTC)


def minutes_to_answer(rng: Random, *, urgent: bool) -> float:
    """Working minutes until an agent answers."""
    return min(rng.lognormvariate(3.2 if urgent else 4.6, 1.0), 2400)
