"""PostgreSQL settings for the machine: a share of its memory, for it does not live there alone."""

import os
from dataclasses import dataclass
from pathlib import Path

_MB = 1024 * 1024
_CONTROL_GROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True)
class Machine:
    memory: int
    processors: int


def this_machine() -> Machine:
    """What we may use: a container's limit counts before the memory of the host."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(min([physical, *_container_limits()]), os.cpu_count() or 1)


def settings_for(machine: Machine, *, durable: bool = True) -> dict[str, str]:
    """`durable=False` is for tests: it trades the data after a power cut for speed."""
    memory = machine.memory
    settings = {
        "shared_buffers": _megabytes(memory // 8, at_least=64, at_most=8192),
        "effective_cache_size": _megabytes(memory // 2, at_least=256),
        "work_mem": _megabytes(memory // 512, at_least=4, at_most=64),
        "maintenance_work_mem": _megabytes(memory // 32, at_least=64, at_most=1024),
        "max_connections": "200",
        "max_parallel_workers_per_gather": str(min(4, machine.processors // 2)),
        # Our queries are short: compiling them costs more than it saves.
        "jit": "off",
        # Solid-state disks read anywhere at nearly the same price.
        "random_page_cost": "1.1",
        "checkpoint_timeout": "15min",
        "max_wal_size": "2GB",
        "wal_compression": "pglz",
        "lc_messages": "C",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "log_checkpoints": "off",
        "log_min_duration_statement": "1s",
        # A statement's parameters are people's letters: they stay out of the log.
        "log_parameter_max_length": "0",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def as_file(settings: dict[str, str]) -> str:
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())


def _megabytes(wanted: int, *, at_least: int, at_most: int | None = None) -> str:
    bounded = max(wanted // _MB, at_least)
    return f"{bounded if at_most is None else min(bounded, at_most)}MB"


def _container_limits() -> list[int]:
    texts = [
        path.read_text(encoding="ascii").strip() for path in _CONTROL_GROUP_LIMITS if path.exists()
    ]
    return [int(text) for text in texts if text.isdecimal()]
