"""Zygotes and their nursery: forks that are quick, bounded, killed whole, and leave no trace.

nursery     warm zygotes, for all tests of this file
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader import member as members
from grader import zygote
from grader.course import Limits
from grader.sandbox import SandboxUnavailable, ask
from grader.zygotes import Kind, Member, Nursery, kind_for

pytestmark = pytest.mark.slow

LIMITS = Limits(timeout_s=20, memory_mib=512)
SLEEP = "channel.sendall(b'.'); __import__('time').sleep(30)"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


def inside(nursery: Nursery, program: str, kind: Kind = "plain") -> str:
    answer = json.loads(ask(nursery, program, LIMITS, kind))
    assert answer["error"] == "", answer
    return str(answer["out"])


def start(nursery: Nursery, program: str = SLEEP, kind: Kind = "plain") -> Member:
    """A fork in the middle of its program: one that begins by sending a byte over `channel`."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            member = nursery.fork(kind, "probe", [theirs], LIMITS)
        ours.settimeout(20)
        ours.sendall(program.encode())
        ours.shutdown(socket.SHUT_WR)
        assert ours.recv(1)
    return member


def eventually(true: Callable[[], bool], timeout_s: float = 5) -> bool:
    deadline = time.monotonic() + timeout_s
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


def zygote_of(member: Member) -> int:
    stat = Path(f"/proc/{member.pid}/stat").read_text(encoding="ascii")
    return int(stat.rpartition(")")[2].split()[1])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


DAEMONS = """
import os, signal, time
for n in range(5):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        if os.fork() == 0: time.sleep(60)
        os._exit(0)
time.sleep(0.2)
channel.sendall(b'.')
time.sleep(60)
"""


def test_a_kill_ends_daemons_and_orphans_too(nursery: Nursery) -> None:
    member = start(nursery, DAEMONS)
    family = members._with_descendants(member.pid)
    assert len([pid for pid in family if alive(pid)]) >= 6
    assert not member.gone()
    member.kill()
    member.kill()
    assert eventually(member.gone)
    assert not any(alive(pid) for pid in family)
    assert member.used_mib() == 0


def test_one_that_ended_by_itself_is_gone(nursery: Nursery) -> None:
    member = start(nursery, "channel.sendall(b'.'); __import__('os')._exit(3)")
    assert eventually(member.gone)


HOST = """
import os, socket, sys, time
from grader.course import Limits
from grader.zygotes import Nursery
nursery = Nursery()
ours, theirs = socket.socketpair()
member = nursery.fork("plain", "probe", [theirs], Limits())
ours.sendall(b"import os, time; os.fork(); channel.sendall(b'.'); time.sleep(60)")
ours.shutdown(socket.SHUT_WR)
ours.recv(1)
print(member.pid, flush=True)
time.sleep(60)
"""


def test_when_the_host_is_killed_everything_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        pid = int(host.stdout.readline())
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        family = [*members._with_descendants(pid), int(stat.rpartition(")")[2].split()[1])]
        assert len(family) >= 2 and all(alive(one) for one in family)
        host.send_signal(signal.SIGKILL)
        host.wait()
    assert eventually(lambda: not any(alive(one) for one in family))


def test_a_zygote_that_died_is_started_again(nursery: Nursery) -> None:
    first = start(nursery)
    os.kill(zygote_of(first), signal.SIGKILL)
    second = start(nursery)
    assert eventually(first.gone) and not second.gone()
    second.kill()


def test_a_zygote_that_is_closed_again_leaves_other_files_alone() -> None:
    closed = zygote.Zygote("plain")
    closed.close()
    others = [os.open(os.devnull, os.O_RDONLY) for _ in range(20)]  # they take the numbers that became free
    try:
        closed.close()
        for other in others:
            os.fstat(other)
    finally:
        for other in others:
            with contextlib.suppress(OSError):
                os.close(other)


def test_one_that_forked_enough_is_replaced_and_its_forks_live_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zygote, "WORN_FORKS", 2)
    with Nursery() as nursery:
        three = [start(nursery) for _ in range(3)]
        old, new = zygote_of(three[0]), zygote_of(three[2])
        assert zygote_of(three[1]) == old != new
        assert not three[0].gone()
        for member in three[:2]:
            member.kill()
            assert eventually(member.gone)
        start(nursery)
        assert eventually(lambda: not alive(old))
        assert not three[2].gone()
    assert eventually(lambda: not alive(new)), "closing a nursery ends its zygotes"
    with pytest.raises(SandboxUnavailable, match="closed"):
        nursery.fork("plain", "probe", [], LIMITS)


def test_a_learner_waits_for_room_and_a_checker_does_not() -> None:
    with Nursery(most=2) as nursery:
        ours, theirs = socket.socketpair()
        first = nursery.fork("plain", "learner", [theirs], LIMITS)
        nursery.fork("plain", "checker", [theirs, theirs], LIMITS)
        arrived: list[float] = []

        def second() -> None:
            nursery.fork("plain", "learner", [theirs], LIMITS)
            arrived.append(time.monotonic())

        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.5)
        assert not arrived
        killed = time.monotonic()
        first.kill()
        waiting.join(10)
        assert arrived and arrived[0] > killed
        ours.close()
        theirs.close()


def test_room_comes_back_when_a_learner_ends_unnoticed() -> None:
    with Nursery(most=2) as nursery:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            for _ in range(3):
                member = nursery.fork("plain", "learner", [theirs], LIMITS)
                os.kill(member.pid, signal.SIGKILL)


def test_forks_from_many_threads_at_once(nursery: Nursery) -> None:
    said: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: said.append(inside(nursery, f"print({n})"))) for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(int(line) for line in said) == list(range(12))


def test_a_zygote_outlives_the_thread_that_asked_for_it_first() -> None:
    with Nursery() as nursery:
        seen: list[Member] = []
        thread = threading.Thread(target=lambda: seen.append(start(nursery)))
        thread.start()
        thread.join()
        time.sleep(0.3)
        assert not seen[0].gone()


HOSTILE = (
    "import os; os.closerange(0, 256)",
    "import os; os.kill(-1, 9)",
    "import os, time\nfor _ in range(99): os.fork()",
    "import builtins, sys, json; builtins.print = json.dumps = json.loads = None; sys.modules.clear()",
    "import gc\nfor o in gc.get_objects():\n    try: o.clear()\n    except BaseException: pass",
    "import os; os.environ['LEFT'] = 'x'; open('/tmp/left', 'w').write('x'); os.chmod('/tmp', 0)",
    "import ctypes; ctypes.string_at(0)",
    "import ctypes, sys; ctypes.memset(id(print), 0, 16)",
    "import sys; f = sys._getframe()\nwhile f: f.f_locals.clear(); f = f.f_back",
    "import signal, os\nfor n in range(1, 65): os.kill(os.getppid(), n)",
)


def state_of(pid: int) -> dict[str, object]:
    """What of a process could have been changed from outside."""
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {
        "status": {
            name: status[name] for name in ("State", "Threads", "SigBlk", "SigIgn", "SigCgt", "CapEff")
        },
        "descriptors": sorted(os.listdir(f"/proc/{pid}/fd")),
        "mounts": Path(f"/proc/{pid}/mounts").read_text(),
        "limits": Path(f"/proc/{pid}/limits").read_text(),
        "shared and writable": [
            line for line in maps(pid) if line.split()[1][1] == "w" and line.split()[1][3] == "s"
        ],
    }


def maps(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()


def test_two_hundred_hostile_forks_leave_no_trace_in_the_zygote() -> None:
    look = "import os, sys; print(sorted(os.environ), len(sys.modules), os.listdir('/tmp'), print.__name__)"
    with Nursery() as nursery:
        before_inside = inside(nursery, look)
        member = start(nursery)
        pid = zygote_of(member)
        member.kill()
        assert eventually(member.gone)
        before, before_mib = state_of(pid), members.resident_mib(pid)
        assert before["shared and writable"] == []
        for program in HOSTILE * 20:
            ask(nursery, program, Limits(timeout_s=5, memory_mib=128))
        assert inside(nursery, look) == before_inside
        assert eventually(lambda: state_of(pid) == before), (state_of(pid), before)
        assert members.resident_mib(pid) < before_mib + 5


PREPARED = {
    "plain": "import json, asyncio, unittest.mock, labs.check, labs.quiz; print('numpy' in sys.modules)",
    "numpy": "import numpy, pandas, sklearn.linear_model, matplotlib.pyplot as plt\n"
    "plt.plot([1, 2]); plt.title('x'); plt.savefig('x.svg'); print('torch' in sys.modules)",
    "torch": "import torch\nlayer = torch.nn.Linear(3, 1); torch.optim.Adam(layer.parameters())\n"
    "layer(torch.ones(2, 3)).sum().backward(); print(torch.get_num_threads() != 1)",
}


@pytest.mark.parametrize("kind", PREPARED)
def test_what_a_kind_is_for_is_imported_before_the_fork(nursery: Nursery, kind: Kind) -> None:
    pytest.importorskip({"plain": "json", "numpy": "sklearn", "torch": "torch"}[kind])
    program = "import sys; before = set(sys.modules)\n" + PREPARED[kind]
    program += "\nprint([name for name in set(sys.modules) - before if name.split('.')[0] not in ('PIL',)])"
    own, _, late = inside(nursery, program, kind).partition("\n")
    assert own == "False"
    assert len(json.loads(late.replace("'", '"'))) <= 3, late
    member = start(nursery, kind=kind)
    status = Path(f"/proc/{zygote_of(member)}/status").read_text(encoding="ascii")
    assert "\nThreads:\t1\n" in status
    assert not [line for line in maps(zygote_of(member)) if line.split()[1][1::2] == "ws"]
    member.kill()


@pytest.mark.parametrize("kind", ["plain", "numpy", "torch"])
def test_a_fork_is_quick_and_small(nursery: Nursery, kind: Kind) -> None:
    pytest.importorskip({"plain": "json", "numpy": "sklearn", "torch": "torch"}[kind])
    start(nursery, kind=kind).kill()
    took_ms, used_mib = [], []
    for _ in range(20):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            began = time.perf_counter()
            member = nursery.fork(kind, "probe", [theirs], LIMITS)
            took_ms.append((time.perf_counter() - began) * 1000)
            used_mib.append(members._fair_share_mib(member.pid))
            member.kill()
            assert eventually(member.gone)
    print(f"{kind}: fork p50 {statistics.median(took_ms):.1f} ms, max {max(took_ms):.1f} ms", end=", ")
    print(f"fair share of memory {statistics.median(used_mib):.0f} MiB")
    assert statistics.median(took_ms) < 250


def test_random_numbers_differ_from_fork_to_fork(nursery: Nursery) -> None:
    pytest.importorskip("numpy")
    program = "import random, numpy; print(random.random(), numpy.random.rand())"
    first, second = (inside(nursery, program, "numpy").split() for _ in range(2))
    assert not set(first) & set(second)


def test_pages_of_the_zygote_do_not_count_in_full(nursery: Nursery) -> None:
    pytest.importorskip("sklearn")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        tight = Limits(timeout_s=20, memory_mib=128)
        crowd = [nursery.fork("numpy", "probe", [theirs], tight) for _ in range(4)]
        assert all(member.used_mib() < 100 for member in crowd), [member.used_mib() for member in crowd]
        for member in crowd:
            member.kill()


KINDS = {
    "print(1)": "plain",
    "": "plain",
    "import numpy as np": "numpy",
    "def f():\n    from pandas import DataFrame": "numpy",
    "import matplotlib.pyplot as plt": "numpy",
    "from sklearn.linear_model import Ridge; import torch": "torch",
    "%matplotlib inline\nimport torch.nn as nn": "torch",
    "!pip install x\nimport json, numpy": "numpy",
    "# import torch": "plain",
    "'import torch'": "plain",
    "import torchlike, numpydoc": "plain",
    "from . import numpy": "plain",
    "from labs.check import close": "plain",
    "\0": "plain",
    "(" * 5000: "plain",
}


@pytest.mark.parametrize("text", KINDS)
def test_the_kind_follows_the_imports(text: str) -> None:
    assert kind_for(["import json", text]) == KINDS[text]
