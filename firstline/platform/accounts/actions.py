from firstline.platform.accounts.models import Person


def describe(person: Person, *, name: str, language: str, time_zone: str) -> Person:
    """What people say about themselves; "" for language or time zone means as the browser says."""
    person.name = name
    person.language = language
    person.time_zone = time_zone
    person.save(update_fields=["name", "language", "time_zone"])
    return person
