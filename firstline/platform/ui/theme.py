"""Light or dark: the choice a person made on this device, kept in a cookie that holds nothing else."""

from django.http import HttpRequest

COOKIE = "theme"
THEMES = ("light", "dark")


def chosen_theme(request: HttpRequest | None) -> str:
    """The chosen theme, or "" to follow the system."""
    chosen = request.COOKIES.get(COOKIE, "") if request else ""
    return chosen if chosen in THEMES else ""
