"""What axe finds on the pages people work in: nothing, in either theme, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import served

PAGES = [
    "/tickets/?view=unsolved",
    "/tickets/1/",
    "/tickets/2/",
    "/tickets/new",
    "/customers/2/",
    "/search/?q=lamps",
    "/mail/received/",
    "/mail/received/1/",
    "/mail/outbox/",
    "/team/",
    "/team/groups/",
    "/account/",
    "/account/sessions/",
    "/notices/",
    "/notices/settings/",
    "/account/security/",
]
STRANGERS_PAGES = ["/account/login/", "/account/password/reset/"]
SIZES = [(1440, 900), (390, 844)]


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_an_agent(
    chrome: Browser,
    desk: served.Desk,
    signed_in: str,
    own_ticket: str,
    theme: str,
    size: tuple[int, int],
) -> None:
    page = _page(chrome, theme, size, signed_in)
    page.goto(f"{desk.url}/tickets/?view=all")
    expect(page.get_by_text(own_ticket)).to_be_visible()

    problems = {path: found for path in PAGES if (found := _problems(page, desk, path))}

    page.context.close()
    assert problems == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_signing_in(
    chrome: Browser, desk: served.Desk, theme: str
) -> None:
    page = _page(chrome, theme, SIZES[0], None)

    problems = {path: found for path in STRANGERS_PAGES if (found := _problems(page, desk, path))}

    page.context.close()
    assert problems == {}


def _page(chrome: Browser, theme: str, size: tuple[int, int], cookies: str | None) -> Page:
    # axe comes as a script of its own, which the pages' policy would refuse.
    context = chrome.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        storage_state=cookies,
        bypass_csp=True,
    )
    return context.new_page()


def _problems(page: Page, desk: served.Desk, path: str) -> list[str]:
    answer = page.goto(desk.url + path)
    assert answer is not None
    assert answer.status == 200, f"{path} answered {answer.status}"
    violations = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['target']}"
        for violation in violations
        for node in violation["nodes"]
    ]
