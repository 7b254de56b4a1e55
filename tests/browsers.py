"""A real Chromium for browser tests, where the machine has one."""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.world import PASSWORD

# How long a page may take to show something on a busy machine; milliseconds.
PATIENCE = 30_000


def chromium() -> str | None:
    """Its path: `CHROMIUM`, or where Debian's package puts it."""
    named = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    return named if Path(named).exists() else shutil.which("chromium")


@cache
def _playwright() -> Playwright:
    """One for the whole run: a second beside it in the same thread is refused."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@contextmanager
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    launched = _playwright().chromium.launch(
        executable_path=chromium(),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    )
    try:
        yield launched
    finally:
        launched.close()


def sign_in(page: Page, url: str, email: str) -> None:
    """From the sign-in page to the queue."""
    page.goto(url)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url("**/tickets/**")
