"""Light or dark: what a person chose on this device, kept in a cookie."""

from django.http import HttpRequest

COOKIE = "theme"
THEMES = ("light", "dark")


def chosen_theme(request: HttpRequest | None) -> str:
    """The chosen theme, or "" to follow the system."""
    chosen = request.COOKIES.get(COOKIE, "") if request else ""
    return chosen if chosen in THEMES else ""
