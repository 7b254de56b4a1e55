"""Firstline's settings, cut down to what the measured pages use."""

from pathlib import Path

from firstline.config.settings import *  # noqa: F403
from firstline.config.settings import TEMPLATES as _TEMPLATES

ROOT_URLCONF = "bench.web.site"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Costs next to nothing here; allauth insists on it.
    "allauth.account.middleware.AccountMiddleware",
]
ALLOWED_HOSTS = ["127.0.0.1"]

_HERE = Path(__file__).parent
TEMPLATES = [
    {**_TEMPLATES[0], "DIRS": [_HERE / "jinja2"]},
    {**_TEMPLATES[1], "DIRS": [_HERE / "templates"]},
]
