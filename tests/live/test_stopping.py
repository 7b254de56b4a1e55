"""A web process that is told to stop lets its open pages go at once."""

import time
from contextlib import ExitStack

from tests import world
from tests.live.conftest import BrowserOf, web_environment
from tests.live.event_stream import EventStream
from tests.sockets import free_port, running


def test_open_pages_do_not_delay_the_stop(browser_of: BrowserOf) -> None:
    port = free_port()
    cookie = browser_of(world.AMARA).cookie
    command = ["-m", "firstline.config.cli", "web", "--processes", "2"]
    with (
        running(*command, port=port, path="/live/stream", env=web_environment(port)) as process,
        ExitStack() as pages,
    ):
        streams = [pages.enter_context(EventStream(port, cookie)) for _ in range(6)]
        begun = time.monotonic()
        process.terminate()
        for stream in streams:
            assert stream.is_closed_within(3.0)
        process.wait(5.0)
        assert time.monotonic() - begun < 4.0
