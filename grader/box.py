"""One program in a sandbox of its own, started for it: what grading used before there were zygotes."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from grader import seccomp
from grader.course import Limits
from grader.walls import SandboxUnavailable, bwrap, interpreter, memory_file, packages

INSIDE = "/opt/hunar/inside"
FIRST_ID, IDS = 50_000, 10_000
TMP_MIB, SHM_MIB = 64, 64
_turn = itertools.count()
End = Literal["exited", "crashed", "timed_out", "out_of_memory"]
MAX_REPLY_BYTES = 1_000_000
MAX_OUTPUT_BYTES = 1_000_000
MEMORY_LOOK_S = 0.1
SIGKILL_CODE, SIGXCPU_CODE = 137, 152


class Gone(Exception):
    """The sandbox ended, or had to be ended, before it answered."""

    def __init__(self, end: End, detail: str) -> None:
        super().__init__(f"{end}: {detail}")
        self.end = end
        self.detail = detail


@dataclass(frozen=True)
class Outcome:
    """How one program in a sandbox ended, and what it wrote (each stream cut at MAX_OUTPUT_BYTES)."""

    end: End
    code: int | None
    stdout: bytes
    stderr: bytes
    cut: bool
    wall_s: float


class Box:
    """A running sandbox to talk to, a line there and a line back. All in it dies with the `with` block."""

    def __init__(self, argv: Sequence[str], limits: Limits, files: Mapping[str, bytes] | None = None) -> None:
        """files: read-only files below /tmp, by the path inside."""
        self.started = time.monotonic()
        self.deadline = self.started + limits.timeout_s
        self.cut = False
        self._limits = limits
        self._outgoing = bytearray()
        self._streams = {"stdout": bytearray(), "stderr": bytearray()}
        self._peak_mib = 0.0
        self._next_look = self.started + MEMORY_LOOK_S
        self._process = spawn(argv, limits, files or {})
        self._selector = selectors.DefaultSelector()
        for name in ("stdout", "stderr"):
            stream = getattr(self._process, name)
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ, name)
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def exchange(self, message: bytes, timeout_s: float) -> bytes:
        """Send one line, wait for one line. Raises Gone; after that the box answers no more."""
        self._send(message)
        answer = self._streams["stdout"]
        self._pump(lambda: b"\n" in answer, min(time.monotonic() + timeout_s, self.deadline))
        line, _, rest = bytes(answer).partition(b"\n")
        answer[:] = rest
        return line

    def finish(self, stdin: bytes) -> Outcome:
        """Give everything on stdin, then wait for the end."""
        end: End = "exited"
        try:
            self._send(stdin, close=True)
            self._pump(lambda: False, self.deadline)
        except Gone as gone:
            end = gone.end
        self.close()
        streams = (bytes(self._streams["stdout"]), bytes(self._streams["stderr"]))
        code = self._process.returncode if end in ("exited", "crashed") else None
        return Outcome(end, code, *streams, self.cut, time.monotonic() - self.started)

    def words(self) -> str:
        """What came on stderr, for the operator when the sandbox itself fails."""
        return self._streams["stderr"][:2000].decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Kill everything in the box. May be called twice."""
        for pid in _children(self._process.pid):  # its first process, so that bubblewrap itself can tidy up
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        try:
            self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _send(self, message: bytes, *, close: bool = False) -> None:
        self._outgoing += message
        self._close_stdin = close
        stdin = self._process.stdin
        if stdin is not None and stdin not in self._selector.get_map():
            self._selector.register(stdin, selectors.EVENT_WRITE, "stdin")

    def _pump(self, done: Callable[[], bool], deadline: float) -> None:
        """Move bytes until `done`. Raises Gone when the box ends first or breaks a limit."""
        while not done():
            now = time.monotonic()
            if now >= deadline:
                raise self._end("timed_out", "the time limit was reached")
            if now >= self._next_look:
                self._look_at_memory(now)
            for key, _ in self._selector.select(max(0.0, min(deadline, self._next_look) - now)):
                if key.data == "stdin":
                    self._write()
                elif not self._read(key.data, key.fd):
                    self._selector.unregister(key.fileobj)
                    if key.data == "stdout":
                        raise self._ended()

    def _write(self) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            sent = os.write(stdin.fileno(), self._outgoing[:65536])
            del self._outgoing[:sent]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._outgoing.clear()
        if not self._outgoing:
            self._selector.unregister(stdin)
            if self._close_stdin:
                stdin.close()

    def _read(self, name: str, descriptor: int) -> bool:
        """Take what is there; False at the end of the stream. What exceeds the cap is thrown away."""
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return True
        kept = self._streams[name]
        room = (MAX_REPLY_BYTES if name == "stdout" else MAX_OUTPUT_BYTES) - len(kept)
        kept += data[:room]
        self.cut = self.cut or len(data) > room
        return bool(data)

    def _look_at_memory(self, now: float) -> None:
        self._next_look = now + MEMORY_LOOK_S
        used_mib = _used_mib(self._process.pid, "statm")
        if used_mib > self._limits.memory_mib:
            used_mib = _used_mib(self._process.pid, "smaps_rollup") or used_mib
        self._peak_mib = max(self._peak_mib, used_mib)
        if used_mib > self._limits.memory_mib:
            raise self._end("out_of_memory", f"more than {self._limits.memory_mib} MiB were in use")

    def _end(self, end: End, detail: str) -> Gone:
        self.close()
        return Gone(end, detail)

    def _ended(self) -> Gone:
        """The box closed its answers: why?"""
        try:
            code = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return self._end("crashed", "it closed its channel")
        self.close()
        if code == SIGXCPU_CODE:
            return Gone("timed_out", "the limit of processor time was reached")
        if code == SIGKILL_CODE and self._peak_mib > self._limits.memory_mib / 2:
            return Gone("out_of_memory", "the system ended it for its memory")
        if code > 128:
            return Gone("crashed", f"signal {code - 128}")
        return Gone("exited", f"exit code {code}")


def run(argv: Sequence[str], *, limits: Limits, stdin: bytes = b"") -> Outcome:
    """Run one program in a fresh sandbox to its end. Raises SandboxUnavailable, nothing else."""
    with Box(argv, limits) as box:
        return box.finish(stdin)


def _used_mib(pid: int, file_name: Literal["statm", "smaps_rollup"]) -> float:
    """Memory of a process and all below it: by statm shared pages count each time, by smaps_rollup once."""
    used, waiting = 0, [pid]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError), open(f"/proc/{pid}/{file_name}", encoding="ascii") as file:
            text = file.read()
            if file_name == "statm":
                used += int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")
            else:
                used += sum(
                    int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:")
                )
        waiting += _children(pid)
    return used / 2**20


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):  # it may have ended meanwhile
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += [int(child) for child in file.read().split()]
    return found


def spawn(argv: Sequence[str], limits: Limits, data: Mapping[str, bytes]) -> subprocess.Popen[bytes]:
    """Start `argv` inside, with pipes to its standard streams. Raises SandboxUnavailable.

    data: read-only files below /tmp, by the path inside.
    """
    as_root = os.geteuid() == 0
    number = FIRST_ID + (os.getpid() * 64 + next(_turn)) % IDS if as_root else 1000
    passwd = f"learner:x:{number}:{number}::/tmp:/bin/sh\n".encode()
    try:
        program = seccomp.program(grading=True)
    except (RuntimeError, OSError) as error:
        raise SandboxUnavailable(
            f"The seccomp filter could not be made: {error}. Install libseccomp2."
        ) from error
    files = [memory_file(content) for content in (program, passwd, f"learner:x:{number}:\n".encode())]
    walls = _walls(as_root, *files)
    for path, content in data.items():
        files.append(memory_file(content))
        walls += ["--perms", "0777", "--dir", str(Path(path).parent)]
        walls += ["--perms", "0444", "--ro-bind-data", str(files[-1]), path]
    bounds = {
        "memory_mib": limits.memory_mib,
        "cpu_s": int(limits.timeout_s) + 5,
        "id": number if as_root else None,
    }
    inner = [interpreter(), "-I", "-S", "-B", f"{INSIDE}/launch.py", json.dumps(bounds), *argv]
    try:
        return subprocess.Popen(
            [bwrap(), *walls, "--", *inner],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=files,
            env={},
            cwd="/",
            bufsize=0,
        )
    except OSError as error:
        raise SandboxUnavailable(f"bubblewrap did not start: {error}") from error
    finally:
        for descriptor in files:
            os.close(descriptor)


def _walls(as_root: bool, filter_file: int, passwd: int, group: int) -> list[str]:
    """bubblewrap's arguments, all but the program."""
    namespaces = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    if as_root:  # launch.py gives up root for an id of its own, so that limits count for this box alone
        namespaces += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        namespaces += [
            "--unshare-user",
            "--disable-userns",
            "--uid",
            "1000",
            "--gid",
            "1000",
            "--cap-drop",
            "ALL",
        ]
    walls = [*namespaces, "--die-with-parent", "--new-session", "--hostname", "grader", "--clearenv"]
    walls += ["--perms", "0755", "--dir", "/etc", "--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib64", "bin", "sbin"):
        walls += ["--symlink", f"usr/{name}", f"/{name}"]
    for path in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime"):
        walls += ["--ro-bind-try", path, path]
    for descriptor, path in ((passwd, "/etc/passwd"), (group, "/etc/group")):
        walls += ["--perms", "0644", "--ro-bind-data", str(descriptor), path]
    walls += ["--proc", "/proc", "--dev", "/dev"]
    walls += ["--perms", "1777", "--size", str(SHM_MIB << 20), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    walls += ["--perms", "1777", "--size", str(TMP_MIB << 20), "--tmpfs", "/tmp"]
    for path in (os.path.realpath(sys.base_prefix), *packages()[:-1]):
        if not path.startswith("/usr/"):
            for parent in reversed(Path(path).parents[:-1]):  # bubblewrap's own would be closed to others
                walls += ["--perms", "0755", "--dir", str(parent)]
            walls += ["--ro-bind", path, path]
    for folder in ("/opt", "/opt/hunar"):
        walls += ["--perms", "0755", "--dir", folder]
    walls += ["--ro-bind", str(Path(__file__).parent / "inside"), INSIDE]
    walls += ["--ro-bind-try", str(Path(__file__).parents[1] / "labs"), "/opt/hunar/labs"]
    return [*walls, "--remount-ro", "/", "--chdir", "/tmp", "--seccomp", str(filter_file)]
