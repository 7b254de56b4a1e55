"""Clearing what a killed server left behind, so that the next one can start."""

import signal
import time
from collections.abc import Sequence

import psutil

from firstline.platform.database.embedded import Cluster, DatabaseError

# First politely, then as after a crash, then for good.
_STEPS = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


def clear(cluster: Cluster) -> None:
    """Stop every process of an earlier server in this folder and remove its claim.

    Only for who holds the lock of the folder: any server found is then an orphan. The claim is
    removed because process numbers come round again (soon, in a container), and PostgreSQL would
    take a stranger with its old number for itself.
    """
    if not cluster.postmaster_file.exists():
        return
    _stop_inhabitants(cluster)
    cluster.postmaster_file.unlink(missing_ok=True)
    for claim in cluster.socket_folder.glob(".s.PGSQL.*"):
        claim.unlink(missing_ok=True)


def _stop_inhabitants(cluster: Cluster) -> None:
    found = inhabitants(cluster)
    for step, patience in _STEPS:
        _signal(found, step)
        if _are_gone_within(cluster, patience):
            return
        found = inhabitants(cluster)
    raise DatabaseError(f"An old PostgreSQL in {cluster.data} cannot be stopped.")


def inhabitants(cluster: Cluster) -> list[psutil.Process]:
    """The processes of a server of this cluster, backends included: all work in its data folder."""
    return [process for process in psutil.process_iter() if _lives_in(process, str(cluster.data))]


def _lives_in(process: psutil.Process, folder: str) -> bool:
    try:
        return process.name() == "postgres" and process.cwd() == folder
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _signal(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def _are_gone_within(cluster: Cluster, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while inhabitants(cluster):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
