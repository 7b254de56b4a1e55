"""The settings of a test run: imported before anything that reads them.

Every run has a data folder and a database of its own on the one test server: runs do not meet.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django

from firstline.platform.database import embedded

DATABASE_FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "test-database"

_data = tempfile.mkdtemp(prefix="firstline-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("FIRSTLINE_")]:
    del os.environ[name]
os.environ.update(
    # A browser that is open for several tests keeps an event loop in this thread all the while.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
    DJANGO_SETTINGS_MODULE="firstline.config.settings",
    DATABASE_URL=embedded.url(embedded.Cluster(DATABASE_FOLDER / "postgres")).replace(
        f"@/{embedded.DATABASE}?", f"@/run_{os.getpid()}?"
    ),
    FIRSTLINE_BASE_URL="http://testserver",
    FIRSTLINE_DATA=_data,
    FIRSTLINE_SECRET_KEY="only for tests",
)
django.setup()

from django.conf import settings  # noqa: E402

# The real one takes its time on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
