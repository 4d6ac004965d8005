"""One zygote as its host sees it: started in bubblewrap, asked for forks, ended. Not for several threads."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from grader import seccomp
from grader.kinds import Kind, labs_for
from grader.member import ended, pid_of, resident_mib
from grader.walls import SandboxUnavailable, memory_file, packages, zygote_command

START_S = 120.0
"""torch and scikit-learn come from a cold disk sometimes."""
ANSWER_S = 20.0
ANSWER_BYTES = 10_000
WORN_FORKS = 2000
WORN_MIB = 100.0
REMEDY = (
    "Grading needs a sandbox and this machine does not give one: {}. Allow user namespaces (Ubuntu 24.04: "
    "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; older Debian: sysctl -w "
    "kernel.unprivileged_userns_clone=1; anywhere: sysctl -w user.max_user_namespaces=15000), or start Hunar "
    "as root. Nothing was run."
)


BROKEN = (
    "Grading's warm process did not start in its sandbox: {}. The installed packages do not fit together: "
    "install Hunar again. Nothing was run."
)
LOST = (
    "Grading's warm process ended twice before it answered: {}. Look for lack of memory (dmesg), then "
    "try again. Nothing was run."
)


class ZygoteLost(Exception):
    """The zygote died or does not answer; another one may do."""


class Zygote:
    """A warm process of one kind. Whoever starts it must let the starting thread live as long as it."""

    def __init__(self, kind: Kind) -> None:
        """Returns when everything is imported. Raises SandboxUnavailable."""
        self.forks = 0
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pidfd: int | None = None
        self._words: int | None = memory_file(b"")
        try:
            with theirs:
                self._process = self._start(theirs.fileno())
            self._control.settimeout(START_S)
            start = {
                "path": list(packages().values()),
                "kind": kind,
                "labs": labs_for(kind),
                "filter": base64.b64encode(_filter()).decode(),
            }
            self._pidfd = self._ask(json.dumps(start).encode(), [], b"ready")
            self._control.settimeout(ANSWER_S)
        except ZygoteLost as error:
            self.close()
            raise SandboxUnavailable(REMEDY.format(str(error))) from error
        except BaseException:
            self.close()
            raise
        self.pid = pid_of(self._pidfd)
        self._first_mib = resident_mib(self.pid)

    def fork(self, role: str, bounds: Mapping[str, Any], files: Sequence[int]) -> int:
        """Order one child; returns its pidfd. Raises ZygoteLost, SandboxUnavailable."""
        self.forks += 1
        return self._ask(json.dumps({"role": role, "bounds": bounds}).encode(), files, b"forked")

    def alive(self) -> bool:
        """False when it has ended."""
        return self._pidfd is not None and not ended(self._pidfd)

    def worn(self) -> bool:
        """True when another should take its place: it grew, or has forked for long."""
        return self.forks >= WORN_FORKS or resident_mib(self.pid) > self._first_mib + WORN_MIB

    def close(self) -> None:
        """End it, and every process that it forked. May be called twice."""
        self._control.close()
        process = getattr(self, "_process", None)
        if process is not None:
            process.kill()  # bubblewrap's outer half; by --die-with-parent the inner one goes, and all in it
            process.wait()
        open_still, self._pidfd, self._words = (self._pidfd, self._words), None, None
        for descriptor in open_still:  # never twice: its number may be somebody else's by then
            if descriptor is not None:
                os.close(descriptor)

    def _start(self, control: int) -> subprocess.Popen[bytes]:
        passwd, group = memory_file(b"learner:x:1000:1000::/tmp:/bin/sh\n"), memory_file(b"learner:x:1000:\n")
        try:
            return subprocess.Popen(
                zygote_command(passwd, group, control),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._words,
                pass_fds=(passwd, group, control),
                env={},
                cwd="/",
            )
        except OSError as error:
            raise SandboxUnavailable(f"bubblewrap did not start: {error}") from error
        finally:
            for descriptor in (passwd, group):
                os.close(descriptor)

    def _ask(self, message: bytes, files: Sequence[int], expected: bytes) -> int:
        try:
            socket.send_fds(self._control, [message], files)
            answer, received, _, _ = socket.recv_fds(self._control, ANSWER_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        except OSError as error:
            raise ZygoteLost(self._last_words() or f"the zygote does not answer ({error})") from error
        if answer == expected and received:
            return received[0]
        if not answer:
            raise ZygoteLost(self._last_words() or "the zygote ended")
        raise SandboxUnavailable(
            (BROKEN if self._pidfd is None else REMEDY).format(answer.decode("utf-8", "replace"))
        )

    def _last_words(self) -> str:
        """What it wrote on stderr, its end: bubblewrap's complaint, or the last line of a traceback."""
        if self._words is None:
            return ""
        size = os.fstat(self._words).st_size
        return os.pread(self._words, 800, max(0, size - 800)).decode("utf-8", "replace").strip()


def _filter() -> bytes:
    try:
        return seccomp.program(grading=True)
    except (RuntimeError, OSError) as error:
        raise SandboxUnavailable(
            f"The seccomp filter could not be made: {error}. Install libseccomp2."
        ) from error
