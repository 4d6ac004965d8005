"""The watch on memory and disk, against real processes and a real folder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import limits
from hub.limits import NOTE, Bounds, Watch, home_size_mib, leave_note, over_memory
from hub.processes import processes, started_at, tree

CHAIN = """
import subprocess, sys
depth = int(sys.argv[1])
def start(*arguments):
    return subprocess.Popen([sys.executable, '-c', *arguments])
children = [start(sys.argv[2], str(depth - 1), *sys.argv[2:])] if depth else []
if depth == 1:  # the server: its eldest child is the forwarder, a younger one a kernel
    kernel = 'import os,time; x = os.urandom(1 << 20) * %d; time.sleep(60)' % int(sys.argv[3])
    children.append(start(kernel))
print('up', flush=True)
import time; time.sleep(60)
"""


@pytest.fixture
def box() -> Iterator[subprocess.Popen[bytes]]:
    """A tree like a sandbox's: root, init, server, forwarder; beside the forwarder a kernel of 150 MiB."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHAIN, "3", CHAIN, "150"], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    for _ in range(4):
        process.stdout.readline()
    deadline = time.monotonic() + 20
    while max(p.rss_mib for p in tree(process.pid, processes())) < 140 and time.monotonic() < deadline:
        time.sleep(0.05)
    yield process
    for member in reversed(tree(process.pid, processes())):
        os.kill(member.pid, 9)
    process.wait()
    process.stdout.close()


def bounds(pid: int, home: Path, memory_mib: int = 10_000, home_mib: int = 10_000) -> Bounds:
    return Bounds("ali", pid, started_at(pid), memory_mib, str(home), home_mib, str(home / "log"))


def test_a_box_within_its_memory_is_left_alone(box: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert over_memory(bounds(box.pid, tmp_path), processes()) is None


def test_over_the_limit_the_kernel_goes_not_the_server(box: subprocess.Popen[bytes], tmp_path: Path) -> None:
    table = processes()
    victim = over_memory(bounds(box.pid, tmp_path, memory_mib=120), table)
    assert victim is not None
    assert table[victim].rss_mib > 140
    assert victim not in limits.protected(box.pid, table)
    assert len(limits.protected(box.pid, table)) == 4


def test_when_the_server_itself_is_too_big_the_whole_box_goes(
    box: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    table = processes()
    kernel = max(tree(box.pid, table), key=lambda process: process.rss_mib)
    os.kill(kernel.pid, 9)
    time.sleep(0.2)
    assert over_memory(bounds(box.pid, tmp_path, memory_mib=1), processes()) == box.pid


def test_the_watch_ends_a_kernel_when_the_home_is_full(box: subprocess.Popen[bytes], tmp_path: Path) -> None:
    home, servers = tmp_path / "home", tmp_path / "servers" / "20000"
    home.mkdir()
    servers.mkdir(parents=True)
    (home / "big").write_bytes(os.urandom(6 * 1024 * 1024))
    (servers / "box.json").write_text(bounds(box.pid, home, home_mib=4).to_json())
    before = len(tree(box.pid, processes()))
    Watch(tmp_path / "servers").look()
    time.sleep(0.2)
    left = [process for process in tree(box.pid, processes()) if process.rss_mib > 0]
    assert before == 5 and len(left) == 4
    assert "Nothing of yours was deleted" in (home / NOTE).read_text()
    assert box.poll() is None


def test_a_pid_that_was_used_again_is_not_ours_to_end(box: subprocess.Popen[bytes], tmp_path: Path) -> None:
    servers = tmp_path / "servers" / "20000"
    servers.mkdir(parents=True)
    stale = Bounds("ali", box.pid, started_at(box.pid) - 1, 1, str(tmp_path), 1, str(tmp_path / "log"))
    (servers / "box.json").write_text(stale.to_json())
    Watch(tmp_path / "servers").look()
    assert box.poll() is None


def test_a_homes_size_counts_files_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(os.urandom(3 * 1024 * 1024))
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    (home / "sub" / "file").write_bytes(os.urandom(1024 * 1024))
    (home / "link").symlink_to(tmp_path / "outside")
    (home / "up").symlink_to(tmp_path)
    assert 1 <= home_size_mib(home) < 1.2


def test_the_note_is_never_written_through_a_link(tmp_path: Path) -> None:
    victim, home = tmp_path / "victim", tmp_path / "home"
    victim.write_text("untouched")
    home.mkdir()
    (home / NOTE).symlink_to(victim)
    leave_note(home, 10, 5)
    assert victim.read_text() == "untouched"


def test_a_servers_log_is_cut_when_it_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "server.log"
    path.write_bytes(b"x" * (limits.LOG_MIB * limits.MIB + 1))
    limits._trim_log(path)
    assert path.stat().st_size == 0
