"""Running a program that refuses to be root, from a process that is root.

A user namespace in which root's files belong to an ordinary user needs no change to the disk, so it
comes first. Where namespaces are refused (most containers), the program gets an ordinary user id
and its folder is given to that user.
"""

import ctypes
import os
import pwd
import struct
from collections.abc import Sequence
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


class NoOtherIdentity(Exception):
    """Neither a user namespace nor another user id can be had."""


def needs_another_identity() -> bool:
    """PostgreSQL refuses root, and its `initdb` also a user id without a name."""
    return os.geteuid() == 0 or not _has_name(os.geteuid())


def take_another_identity(folders: Sequence[Path]) -> None:
    """Stop being root (or nameless) for good, still owning the folders."""
    if _namespaces_are_allowed():
        _give(folders, os.geteuid(), os.getegid())
        enter_user_namespace()
    else:
        become_ordinary(folders)


def enter_user_namespace() -> None:
    """Be a named, unprivileged user to ourselves while staying who we are to the disk."""
    uid, gid = os.geteuid(), os.getegid()
    inside = _named_user().pw_uid
    if _libc().unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are refused")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{inside} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{inside} {gid} 1", encoding="ascii")


def become_ordinary(folders: Sequence[Path]) -> None:
    """Give the folders to an unprivileged user and become that user."""
    if os.geteuid() != 0:
        raise NoOtherIdentity(
            f"The user id {os.geteuid()} has no name here and user namespaces are refused: "
            "add the id to /etc/passwd, or set DATABASE_URL."
        )
    user = _named_user()
    try:
        _give(folders, user.pw_uid, user.pw_gid)
        _keep_reach_over(user.pw_uid, user.pw_gid)
    except OSError as error:
        raise NoOtherIdentity(
            "PostgreSQL refuses to run as root, and root may neither make a user namespace nor "
            f"become another user here ({error.strerror}): start Firstline as an ordinary user, "
            "or set DATABASE_URL."
        ) from error


def _namespaces_are_allowed() -> bool:
    """Tried in a child, because there is no way back out of a namespace."""
    child = os.fork()
    if child == 0:
        try:
            enter_user_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _keep_reach_over(uid: int, gid: int) -> None:
    """Change the user id, keeping (where root has it) the right to pass through root's own folders.

    A checkout or a data folder under /root could not even be entered otherwise.
    """
    libc = _libc()
    os.setgroups([])
    os.setgid(gid)
    libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setuid(uid)
    bit = 1 << _CAP_DAC_OVERRIDE
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    if libc.capset(header, struct.pack("6I", bit, bit, bit, 0, 0, 0)) == 0:
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


def _give(folders: Sequence[Path], uid: int, gid: int) -> None:
    """Looks at the folders alone when they are right already: a database holds many files."""
    for folder in folders:
        if folder.exists() and folder.stat().st_uid != uid:
            for path in [*folder.rglob("*"), folder]:
                os.chown(path, uid, gid, follow_symlinks=False)


def _named_user() -> pwd.struct_passwd:
    """`postgres` where the system has one, else the user who owns nothing."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    ordinary = next((user for user in pwd.getpwall() if user.pw_uid != 0), None)
    if ordinary is None:
        raise NoOtherIdentity(
            "PostgreSQL refuses to run as root and /etc/passwd names no other user."
        )
    return ordinary


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
