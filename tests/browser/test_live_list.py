"""The list while 500 changes a minute come in: nothing moves away, nothing typed is lost."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import served

SECONDS = 15


@pytest.fixture
def page(chrome: Browser, desk: served.Desk, signed_in: str) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": 1440, "height": 900}, storage_state=signed_in)
    yield context.new_page()
    context.close()


def test_a_page_stays_calm_and_right_while_the_desk_is_busy(
    page: Page, desk: served.Desk, own_ticket: str
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{desk.url}/tickets/?view=all")
    page.locator("[data-list-item]", has_text=own_ticket).click()
    expect(page.locator("article.ticket")).to_contain_text(own_ticket)
    page.goto(page.url.partition("?")[0] + "?view=unsolved")
    page.keyboard.press("n")
    page.locator("form[data-kind=note] [contenteditable]").wait_for()

    changing = _change(desk)
    page.keyboard.type("Typed while everything changes.", delay=100)
    page.locator("[data-list-item]").nth(3).hover()
    page.wait_for_timeout(500)
    held = page.locator("[data-list] > li:hover").get_attribute("id")
    places = []
    while changing.poll() is None:
        box = page.locator(f"#{held}").bounding_box()
        assert box is not None
        places.append(box["y"])
        page.wait_for_timeout(250)
    output = changing.communicate()[0]
    assert changing.returncode == 0, output

    assert all(abs(one - other) < 1 for one, other in pairwise(places)), "the held row moved"
    text = page.locator("form[data-kind=note] textarea[name=body]")
    expect(text).to_have_value("Typed while everything changes.")
    page.mouse.move(1200, 400)
    unsolved = output.split()[-1]
    counted = page.locator(".navigation-link", has_text="All unsolved").locator(".navigation-count")
    expect(counted).to_have_text(unsolved)
    expect(page.locator("[data-list-updates]")).to_be_hidden()
    live = _order(page)
    page.reload()
    assert live[:40] == _order(page)[:40], "the list is as a fresh page has it"
    assert errors == []


def test_a_selection_survives_what_changes(page: Page, desk: served.Desk) -> None:
    page.goto(f"{desk.url}/tickets/?view=unsolved")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
    chosen = page.locator("#bulk-tickets").input_value()
    output = _change(desk, seconds=4).communicate()[0]
    assert output.split()[-1].isdecimal(), output
    page.keyboard.press("j")
    page.wait_for_timeout(1500)
    assert page.locator("#bulk-tickets").input_value() == chosen
    expect(page.locator("[data-bulk-count]")).to_contain_text("2 selected")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk-bar")).to_be_hidden()


def _order(page: Page) -> list[str | None]:
    page.locator("[data-list-item]").first.wait_for()
    rows = page.locator("[data-list] > li[id^=ticket-row]")
    return [row.get_attribute("id") for row in rows.all()]


def _change(desk: served.Desk, seconds: float = SECONDS) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.browser.changing", "--seconds", str(seconds)]
    return subprocess.Popen(  # noqa: S603
        command,
        env=desk.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
