import logging

import pytest

from firstline.platform.logs import LineFormatter, redacted


def formatted(message: str) -> str:
    record = logging.LogRecord("desk", logging.INFO, __file__, 1, message, None, None)
    return LineFormatter().format(record)


def test_a_message_cannot_forge_a_second_line() -> None:
    line = formatted("subject: hi\n2026-01-01 ERROR desk: root logged in\x1b[31m")

    assert "\n" not in line
    assert "\x1b" not in line
    assert "\\n2026" in line


@pytest.mark.parametrize(
    "leak",
    [
        "smtp://user:hunter2@relay.example:587",
        "password=hunter2",
        '"password": "hunter2"',
        "POST /reset?token=hunter2&x=1",
        "api_key: hunter2",
    ],
)
def test_secrets_do_not_reach_the_log(leak: str) -> None:
    assert "hunter2" not in formatted(leak)


def test_what_is_no_secret_stays() -> None:
    assert redacted("token bucket is full at https://desk.example/a") == (
        "token bucket is full at https://desk.example/a"
    )
