"""Who may come in. Here a person is known; the areas above know which persons belong.

An area says so when it is loaded, as it would fill a slot. Where nobody vouches, nobody enters.
"""

from collections.abc import Callable

from firstline.platform.accounts.models import Person

Rule = Callable[[Person], bool]
Welcome = Callable[[str, str], Person | None]

_rules: list[Rule] = []
_welcomes: list[Welcome] = []


def admits(rule: Rule) -> Rule:
    """Register `rule(person)`: true for persons of this area who may sign in."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def welcomes(welcome: Welcome) -> Welcome:
    """Register `welcome(email, name)`: makes the person who was invited at that proven address."""
    if welcome not in _welcomes:
        _welcomes.append(welcome)
    return welcome


def may_enter(person: Person) -> bool:
    return person.is_active and any(rule(person) for rule in _rules)


def newcomer(*, email: str, name: str) -> Person | None:
    """The person whom an invitation to this address, which is proven, waits for."""
    return next((person for welcome in _welcomes if (person := welcome(email, name))), None)
