"""Installing Bitcoin Core: only what has the right SHA-256 is unpacked, and it is run only unchanged."""

from __future__ import annotations

import hashlib
import io
import re
import socket
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from labs.node.release import SHA256, VERSION, InstallError, home, install, installed, wanted

KIND = re.sub(r"^bitcoin-[0-9.]+-|\.tar\.gz$", "", wanted()[0])
NAME = wanted()[0]


def archive(program: bytes, name: str = f"bitcoin-{VERSION}/bin/") -> bytes:
    """A release as the site has it, with another program inside and files that want to land elsewhere."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for path in (f"{name}bitcoind", f"{name}bitcoin-cli", "../../escaped", "/tmp/hunar-escaped"):
            member = tarfile.TarInfo(path)
            member.size = len(program)
            tar.addfile(member, io.BytesIO(program))
    return buffer.getvalue()


PROGRAM = b"#!/bin/sh\necho a node\n" + bytes(range(256)) * 4_000
RELEASE = archive(PROGRAM)
SUMS = {KIND: hashlib.sha256(RELEASE).hexdigest()}


@dataclass
class Site:
    """A server that gives `content` to whoever asks, and hangs up after `breaks_at` bytes of an answer."""

    url: str = ""
    content: bytes = RELEASE
    breaks_at: int | None = None
    ranges: bool = True
    asked: list[str | None] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    state = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted_range = self.headers.get("Range")
            state.asked.append(wanted_range)
            first = int(wanted_range[6:-1]) if wanted_range and state.ranges else 0
            if first and first >= len(state.content):
                self.send_error(416)
                return
            body = state.content[first:]
            self.send_response(206 if first else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: state.breaks_at])

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def said() -> list[str]:
    return []


Fetch = Callable[[], Path]


@pytest.fixture
def fetch(site: Site, tmp_path: Path, said: list[str]) -> Fetch:
    return lambda: install(tmp_path / "core", said.append, site=site.url, sums=SUMS)


def test_a_release_is_fetched_checked_and_unpacked_once(
    fetch: Fetch, site: Site, tmp_path: Path, said: list[str]
) -> None:
    program = fetch()
    assert program == tmp_path / "core" / "bitcoind" == installed(tmp_path / "core")
    assert program.read_bytes() == PROGRAM and program.stat().st_mode & 0o111
    assert sorted(path.name for path in (tmp_path / "core").iterdir()) == [
        ".lock",
        "bitcoin-cli",
        "bitcoind",
        "sums.json",
    ]
    assert not list(tmp_path.rglob("escaped")) and not Path("/tmp/hunar-escaped").exists()
    assert fetch() == program and len(site.asked) == 1
    assert said[0].startswith(f"Fetching {site.url}{NAME}") and "is installed" in said[-1]


def test_another_file_is_never_unpacked(fetch: Fetch, site: Site, tmp_path: Path) -> None:
    site.content = archive(PROGRAM + b"\nrm -rf ~\n")
    with pytest.raises(InstallError, match="Nothing was unpacked"):
        fetch()
    assert [path.name for path in (tmp_path / "core").iterdir()] == [".lock"]
    site.content = RELEASE
    assert fetch().exists()


def test_a_broken_download_goes_on_where_it_stopped(fetch: Fetch, site: Site, said: list[str]) -> None:
    site.breaks_at = 1_000
    with pytest.raises(InstallError, match="goes on where it stopped"):
        fetch()
    site.breaks_at = None
    fetch()
    assert site.asked == [None, "bytes=1000-"] and "going on" in said[1]


def test_a_server_that_cannot_go_on_starts_over(fetch: Fetch, site: Site) -> None:
    site.breaks_at = 1_000
    with pytest.raises(InstallError):
        fetch()
    site.breaks_at, site.ranges = None, False
    assert fetch().read_bytes() == PROGRAM


def test_a_whole_download_that_was_not_unpacked_is_used(fetch: Fetch, site: Site, tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / f"{NAME}.part").write_bytes(RELEASE)
    assert fetch().read_bytes() == PROGRAM and site.asked == [f"bytes={len(RELEASE)}-"]


def test_offline_says_how_to_go_on(tmp_path: Path, said: list[str]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with pytest.raises(InstallError, match=rf"hunar node --install --archive {re.escape(NAME)}"):
            install(tmp_path / "core", said.append, site=url, sums=SUMS)
    brought = tmp_path / NAME
    brought.write_bytes(RELEASE)
    assert install(tmp_path / "core", said.append, brought, sums=SUMS).exists()
    assert brought.exists()


def test_a_brought_archive_is_checked_too(tmp_path: Path, said: list[str]) -> None:
    brought = tmp_path / NAME
    brought.write_bytes(RELEASE)
    with pytest.raises(InstallError, match="SHA-256"):
        install(tmp_path / "core", said.append, brought)
    assert brought.exists() and installed(tmp_path / "core") is None


def test_a_release_without_the_program_is_an_error_of_ours(tmp_path: Path, said: list[str]) -> None:
    brought = tmp_path / NAME
    brought.write_bytes(archive(PROGRAM, "elsewhere/"))
    sums = {KIND: hashlib.sha256(brought.read_bytes()).hexdigest()}
    with pytest.raises(InstallError, match="not installed"):
        install(tmp_path / "core", said.append, brought, sums=sums)


def test_a_changed_program_counts_as_not_installed(fetch: Fetch, tmp_path: Path) -> None:
    fetch().write_bytes(b"#!/bin/sh\necho another\n")
    assert installed(tmp_path / "core") is None
    assert fetch().read_bytes() == PROGRAM


def test_the_state_folder_decides_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNAR_STATE", str(tmp_path))
    assert home() == tmp_path / "bitcoin" / VERSION == home(tmp_path)


@pytest.mark.parametrize(
    ("system", "machine", "kind"),
    [
        ("Linux", "x86_64", "x86_64-linux-gnu"),
        ("Linux", "aarch64", "aarch64-linux-gnu"),
        ("Linux", "armv7l", "arm-linux-gnueabihf"),
        ("Darwin", "arm64", "arm64-apple-darwin"),
        ("Darwin", "x86_64", "x86_64-apple-darwin"),
    ],
)
def test_every_platform_gets_its_own_archive(system: str, machine: str, kind: str) -> None:
    assert wanted(system, machine) == (f"bitcoin-{VERSION}-{kind}.tar.gz", SHA256[kind])


def test_the_sums_are_sums() -> None:
    assert len(set(SHA256.values())) == len(SHA256)
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in SHA256.values())


@pytest.mark.parametrize(
    ("system", "machine"), [("Windows", "AMD64"), ("Linux", "i686"), ("FreeBSD", "amd64")]
)
def test_a_platform_without_a_release_is_told(system: str, machine: str) -> None:
    with pytest.raises(InstallError, match="embedded engine"):
        wanted(system, machine)
