"""`firstline serve`: the whole of Firstline in one command, stopped and looked after as one."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from firstline.config import env
from firstline.config.cli import database, readiness, sign_ins
from firstline.config.cli.listening import Address, is_healthy, refuse_if_taken
from firstline.config.cli.refusals import Refusal
from firstline.platform.database.server import EmbeddedServer
from firstline.platform.processes.supervisor import Part, Supervisor

_HTTP = "127.0.0.1:8000"
_SMTP = "127.0.0.1:2525"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty database with a made-up company"
    )
    parser.add_argument("--host", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, help="for browsers (8000)")
    parser.add_argument("--smtp-port", type=int, help="for incoming mail (2525)")
    parser.add_argument("--data", type=Path, help="the folder that holds everything (./var)")


def run(options: argparse.Namespace) -> int:
    http, smtp = _take_over(options)
    supervisor = Supervisor()
    supervisor.listen_to_signals()
    with ExitStack() as stack:
        server = _claim_database(stack)
        refuse_if_taken(http, option="--port")
        refuse_if_taken(smtp, option="--smtp-port")
        if server is not None:
            _start_database(server, supervisor, stack)
        if not _is_ready(demo=options.demo):
            _make_ready(supervisor, demo=options.demo)
        _run_parts(supervisor, http, demo=options.demo)
    return 0


def _run_parts(supervisor: Supervisor, http: Address, *, demo: bool) -> None:
    for name in ("web", "worker", "mail"):
        supervisor.start(Part(name, _firstline(name)))
    supervisor.watch(until=lambda: is_healthy(http))
    if not supervisor.is_stopping:
        _announce(supervisor.say, http, demo=demo)
    supervisor.watch()
    supervisor.stop_all()


def _take_over(options: argparse.Namespace) -> tuple[Address, Address]:
    """The options become settings in the environment, which all parts read."""
    http = _address("FIRSTLINE_HTTP", _HTTP, options.host, options.port)
    smtp = _address("FIRSTLINE_SMTP", _SMTP, options.host, options.smtp_port)
    _set("FIRSTLINE_HTTP", str(http))
    _set("FIRSTLINE_SMTP", str(smtp))
    _set("FIRSTLINE_DATA", str((options.data or database.data_folder()).resolve()))
    return http, smtp


def _address(name: str, default: str, host: str | None, port: int | None) -> Address:
    set_host, set_port = env.address(name, default)
    return Address(host or set_host, set_port if port is None else port)


def _set(name: str, value: str) -> None:
    os.environ.pop(f"{name}_FILE", None)
    os.environ[name] = value


def _claim_database(stack: ExitStack) -> EmbeddedServer | None:
    """Before anything else: who else runs here is the best reason why a port is taken."""
    if database.is_external():
        return None
    server = EmbeddedServer(database.embedded_cluster())
    server.claim()
    stack.callback(server.release)
    return server


def _start_database(server: EmbeddedServer, supervisor: Supervisor, stack: ExitStack) -> None:
    if not server.cluster.is_made:
        print(f"Making a database in {database.data_folder()}.", flush=True)
    stack.callback(server.stop)
    server.start()
    supervisor.look_after(server.revive)


def _is_ready(*, demo: bool) -> bool:
    if database.is_external() or (demo and not sign_ins.sign_ins_file().exists()):
        return False
    return readiness.is_noted(database.embedded_cluster())


def _make_ready(supervisor: Supervisor, *, demo: bool) -> None:
    arguments = ["--demo"] if demo else []
    code = supervisor.run_once(Part("", _firstline("migrate", *arguments)))
    if code != 0 and not supervisor.is_stopping:
        raise Refusal("The database could not be made ready; the reason is above.")


def _firstline(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "firstline.config.cli", *arguments]


def _announce(say: Callable[[str], None], http: Address, *, demo: bool) -> None:
    base_url = env.base_url("FIRSTLINE_BASE_URL") or f"http://{http}"
    say(f"Firstline is ready at {base_url}/ (Ctrl-C stops it).")
    if demo:
        say(sign_ins.remembered())
