"""Become another program that cannot outlive the one that started it.

Run as a script with the standard library only: `python -I -S launch.py --parent PID --signal N [--namespace |
--account NAME] -- PROGRAM ARGUMENTS…`. A small program of its own, because what it does (changing identity,
asking the kernel for a signal) is unsafe between fork and exec of a process that has threads.
"""

import argparse
import ctypes
import os
import pwd
import signal
import sys
from pathlib import Path
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_PR_SET_PDEATHSIG: Final = 1
UNMAPPED: Final = 65534  # "nobody": PostgreSQL's initdb wants an account of that number to exist


def enter_namespace() -> None:
    """Be nobody inside a user namespace and root outside of it.

    PostgreSQL refuses to run as user 0. Inside, this process is user 65534, while files of root, and folders
    that only root may enter, are its own: no account is made and no permission is changed.
    """
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{UNMAPPED} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{UNMAPPED} {gid} 1", encoding="ascii")


def become_account(name: str) -> None:
    """Change to the account `name` for good."""
    account = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def die_with(parent: int, number: int) -> None:
    """Ask the kernel for signal `number` when the starter ends, even by SIGKILL (Linux only).

    After every change of identity: the kernel forgets the request then.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        sys.exit("the process that asked for this program is gone")


def main() -> None:
    """Read the command line and become the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", type=int, required=True)
    parser.add_argument("--namespace", action="store_true")
    parser.add_argument("--account")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    if options.namespace:
        enter_namespace()
    elif options.account:
        become_account(options.account)
    die_with(options.parent, options.signal)
    # The starter handles Ctrl-C and stops its parts in order; a handler it ignores would be inherited.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(options.program[0], options.program)  # noqa: S606 (the program is ours, and no shell is wanted)


if __name__ == "__main__":
    main()
