import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests import served
from tests.browsers import browser, chromium, sign_in
from tests.world import PASSWORD


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needs_one = pytest.mark.skipif(
        chromium() is None, reason="needs Chromium: apt-get install chromium"
    )
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(needs_one)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[served.Desk]:
    """A desk with one mail in it, for all browser tests."""
    with served.desk(tmp_path_factory.mktemp("desk")) as here:
        send_a_mail(here)
        yield here


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with browser() as launched:
        yield launched


@pytest.fixture(scope="session")
def signed_in(chrome: Browser, desk: served.Desk) -> str:
    """Farah's cookies, as a file that `new_context` takes."""
    page = chrome.new_page()
    sign_in(page, desk.url, served.ADMIN)
    path = str(desk.folder / "cookies.json")
    page.context.storage_state(path=path)
    page.close()
    return path


@pytest.fixture(scope="session")
def colleague(desk: served.Desk) -> str:
    """The name of somebody to call and to hand tickets to."""
    desk.command(
        *("user", "create", "--email", "bo@brightwell.example", "--name", "Bo Lindqvist"),
        *("--role", "agent", "--password-stdin"),
        feed=PASSWORD + "\n",
    )
    return "Bo Lindqvist"


@pytest.fixture
def own_ticket(desk: served.Desk) -> str:
    """The subject of a ticket that no other test writes on: drafts are kept from test to test."""
    subject = f"My lamps hum {uuid4().hex[:8]}"
    send_a_mail(desk, subject)
    return subject


def send_a_mail(desk: served.Desk, subject: str = "My lamps hum") -> None:
    message = EmailMessage()
    message["From"] = "Dana Fischer <dana@acme.example>"
    message["To"] = served.SUPPORT_ADDRESS
    message["Subject"] = subject
    message["Message-ID"] = f"<{uuid4().hex}@acme.example>"
    message.set_content("Both lamps hum at night.\n\n> They hum?\n")
    message.add_alternative(
        '<p>Both lamps <b style="color:#c00">hum</b> at night.</p>'
        '<img src="https://tracker.example/pixel.gif" alt="A lamp">',
        subtype="html",
    )
    message.add_attachment(b"volts,hum\n230,yes\n", "text", "csv", filename="lamps.csv")
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=30) as smtp:
        smtp.send_message(message)
