"""Starts a box: hands bubblewrap its files, its filter and its secrets by descriptor, as the right user.

As root every learner has an own uid (through hub.stage); as an ordinary user all boxes run as that user, and
namespaces alone keep them apart: `hunar doctor` says which.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from grader import seccomp
from hub import sandbox
from hub.sandbox import Box
from hub.settings import REPOSITORY

STAGE_SCRIPT = Path(__file__).with_name("stage.py")
LAUNCHER = REPOSITORY / "hub" / "launch.py"
PREFLIGHT_TIMEOUT_S = 60


class SandboxUnavailable(Exception):
    """No sandbox on this machine. The text says why, and what to type next."""


def separate_users() -> bool:
    """True when each learner gets an own uid."""
    return os.geteuid() == 0


def start(
    box: Box,
    environment: dict[str, str],
    command: list[str],
    output: IO[bytes] | int | None,
    inherit: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Run `command` in the box; it dies with the calling process. Raises OSError, or RuntimeError
    without libseccomp.

    inherit: descriptors that the command finds open under the same numbers.
    """
    paths = list(dict.fromkeys(sandbox.sources(box)))
    staged = (
        {path: Path("/mnt", str(number)) for number, path in enumerate(paths)} if separate_users() else {}
    )

    def where(path: Path) -> str:
        for above in (path, *path.parents):
            if above in staged:
                return str(staged[above] / path.relative_to(above))
        return str(path)

    files = [
        _file(sandbox.passwd(box.uid)),
        _file(sandbox.group(box.uid)),
        _file(seccomp.program(grading=False)),
    ]
    options = sandbox.arguments(box, environment, where, files[0], files[1])
    options += ["--seccomp", str(files[2])]
    files.append(_file("".join(f"{option}\0" for option in options).encode()))
    argv = [where(sandbox.BWRAP), "--args", str(files[3]), "--", *command]
    if separate_users():
        plan = {"binds": [str(path) for path in paths], "uid": box.uid, "groups": list(box.groups)}
        files.append(_file(json.dumps(plan | {"command": argv, "parent": os.getpid()}).encode()))
        argv = [sys.executable, "-I", "-S", str(STAGE_SCRIPT), str(files[-1])]
    try:
        return subprocess.Popen(
            argv,
            pass_fds=[*files, *inherit],
            env={},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            start_new_session=True,
        )
    finally:
        for descriptor in files:
            os.close(descriptor)


def launched(role: str, *command: str) -> list[str]:
    """The command line that runs `command` with limits inside the box. role: server or run."""
    return [sys.executable, "-I", "-S", str(LAUNCHER), role, *command]


def check() -> dict[str, str]:
    """Run a real box and report what it finds: uid, seccomp, capabilities. Raises SandboxUnavailable."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        uid = 19_999 if separate_users() else os.getuid()
        box = Box(uid, folder / "home", folder / "sockets", folder / "config")
        for path in (box.home, box.sockets, box.config):
            path.mkdir(mode=0o700)
            os.chown(path, uid, uid if separate_users() else -1)
        command = [sys.executable, "-I", "-c", "print(open('/proc/self/status').read())"]
        with tempfile.TemporaryFile() as output:
            try:
                code = start(box, {}, command, output).wait(PREFLIGHT_TIMEOUT_S)
            except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:
                raise SandboxUnavailable(_advice(str(error))) from error
            output.seek(0)
            text = output.read().decode(errors="replace")
    if code != 0:
        raise SandboxUnavailable(_advice(text.strip() or f"exit code {code}"))
    status = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
    if status["Seccomp"] != "2" or status["NoNewPrivs"] != "1" or int(status["CapEff"], 16) != 0:
        raise SandboxUnavailable(_advice(f"a layer is not active: {status}"))
    return status


def _advice(problem: str) -> str:
    return (
        f"a learner's sandbox cannot be started: {problem}\n"
        "Hunar does not run learners' code without one. Usual causes and commands:\n"
        "  user namespaces are switched off:  sysctl -w user.max_user_namespaces=15000\n"
        "  Ubuntu's AppArmor forbids them:    sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n"
        "  inside Docker:                     docker run --security-opt seccomp=unconfined"
        " --security-opt systempaths=unconfined ...\n"
        "  libseccomp is missing:             apt-get install libseccomp2"
    )


def _file(content: bytes) -> int:
    """A descriptor, at its start, of a file in memory."""
    descriptor = os.memfd_create("hunar", 0)
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
