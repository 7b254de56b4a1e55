"""A process that ends when its parent does, even when the parent was killed with `kill -9`."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(death: signal.Signals = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Ask the kernel for `death` when the parent ends; leave at once when `parent` is gone already.

    The kernel means the *thread* that started us, so a parent must start its children from a thread
    that stays. Any change of credentials forgets the request: make it last.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(death), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")
    if parent is not None and os.getppid() != parent:
        sys.exit("The process that started this one has ended.")
