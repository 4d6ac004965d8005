"""`hunar up` and `hunar down`: what is started, what is said, and that nothing is left, whoever is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.running import PASSWORD, Platform, running

pytestmark = pytest.mark.slow
SECOND_START_S = 15


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="hu-"))
    with running(folder / "var") as platform:
        yield platform
    shutil.rmtree(folder, ignore_errors=True)


def ours(state: Path) -> list[psutil.Process]:
    """Every process that carries this state folder in its environment, or sits in one of its sandboxes."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("HUNAR_STATE") == str(state) or str(state) in " ".join(
                process.cmdline()
            ):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    boxes = [json.loads(path.read_text())["pid"] for path in state.glob("servers/*/box.json")]
    for pid in boxes:
        if psutil.pid_exists(pid):
            found += [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return found


def wait_gone(processes: list[psutil.Process], timeout_s: float = 20) -> list[psutil.Process]:
    """Those still alive after a while."""
    _, alive = psutil.wait_procs(processes, timeout=timeout_s)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_the_first_start_prints_the_administrators_password_once(platform: Platform) -> None:
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", platform.admin_password)


def test_the_state_folder_and_its_keys_are_private(platform: Platform) -> None:
    assert platform.state.stat().st_mode & 0o777 == 0o700
    keys = list((platform.state / "keys").iterdir())
    assert {"cookie_secret", "proxy_token"} <= {path.name for path in keys}
    assert {path.stat().st_mode & 0o077 for path in keys} == {0}


def test_a_second_up_says_that_it_is_running(platform: Platform) -> None:
    again = platform.hunar("up")
    assert again.returncode == 1
    assert f"already running (pid {platform.process.pid}): {platform.url}" in again.stderr


def test_status_names_the_parts(platform: Platform) -> None:
    said = platform.hunar("status")
    assert said.returncode == 0, said.stdout
    assert platform.url in said.stdout
    assert "hub: answers" in said.stdout and "progress: answers" in said.stdout


def test_a_one_time_password_must_be_changed_before_anything_else(platform: Platform) -> None:
    added = platform.hunar("user", "add", "bilal", "--role", "learner")
    one_time = added.stdout.split()[-1]
    person = platform.person("bilal")
    assert person.sign_in(one_time).url.path == "/hub/password"
    assert person.http.get("/hub/home").url.path == "/hub/login", "signed in without an own password"
    landed = person.form("/hub/password", password=PASSWORD, again=PASSWORD)
    assert landed.url.path == "/services/progress/"
    other = platform.person("bilal")
    assert "Invalid username or password" in other.sign_in(one_time).text


def test_who_signed_up_may_sign_in_but_starts_no_server_until_admitted(platform: Platform) -> None:
    from progress import accounts
    from progress.database import connect

    person = platform.person("noor")
    assert 'href="/hub/signup"' in person.http.get("/hub/login").text
    filled = {"username": "noor", "display_name": "Noor Fatima", "password": PASSWORD}
    assert "two passwords differ" in person.form("/hub/signup", **filled, again="something else").text
    assert "still has to admit you" in person.form("/hub/signup", **filled, again=PASSWORD).text
    assert person.sign_in().url.path == "/services/progress/"
    refused = person.http.get("/hub/spawn/noor")
    assert "You have not been admitted yet" in refused.text
    engine = connect(f"sqlite:///{platform.state / 'hunar.sqlite'}")
    accounts.admit(engine, "noor", "admin")
    assert person.start_server() < 60
    person.stop_server()
    accounts.refuse(engine, "noor", "admin")
    engine.dispose()
    assert "was not admitted" in platform.person("noor").sign_in().text


def test_a_sign_up_form_without_its_token_is_refused(platform: Platform) -> None:
    fields = {"username": "forged", "password": PASSWORD, "again": PASSWORD}
    assert platform.person("forged").http.post("/hub/signup", data=fields).status_code == 403


def test_the_proxy_loses_no_small_request_to_a_unix_socket(platform: Platform) -> None:
    """Without hub/keepalive.js about one in six of these is answered 503, although the hub has served it."""
    person = platform.add("posts", "learner")
    person.start_server()
    page = person.http.get("/hub/signup")
    token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
    assert token is not None
    fields = {"_xsrf": token.group(1), "username": "posts", "password": "a", "again": "b"}
    codes = []
    for _ in range(60):
        codes.append(person.http.post("/hub/signup", data=fields).status_code)
        time.sleep(0.05)
        codes.append(person.http.put("/user/posts/lab/api/workspaces/default", content="{}").status_code)
        time.sleep(0.05)
    assert sorted(set(codes)) == [400, 403]
    person.stop_server()


def test_a_port_in_use_is_named_with_the_way_out(platform: Platform, short_folder: Path) -> None:
    import subprocess
    import sys

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        environment = platform.environment | {"HUNAR_STATE": str(short_folder / "v"), "HUNAR_PORT": str(port)}
        done = subprocess.run(
            [sys.executable, "-m", "hub.cli", "up"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr and f"HUNAR_PORT={port + 1}" in done.stderr


def test_a_killed_hub_comes_back_and_its_servers_are_gone(platform: Platform) -> None:
    person = platform.add("hina", "learner")
    person.start_server()
    supervisor = psutil.Process(platform.process.pid)
    hub = next(p for p in supervisor.children() if "jupyterhub" in p.cmdline())
    below = hub.children(recursive=True)
    assert len(below) >= 6, "proxy, service, and a sandbox of four"
    hub.kill()
    assert wait_gone(below) == []
    deadline = time.monotonic() + 60
    while platform.hunar("status").returncode != 0:
        assert time.monotonic() < deadline, platform.log("hub")[-3000:]
        time.sleep(0.5)
    person.start_server()


def test_down_stops_everything_and_a_second_start_is_quick(short_folder: Path) -> None:
    state = short_folder / "var"
    with running(state) as platform:
        platform.add("ali", "learner").start_server()
        before = ours(state)
        assert len(before) >= 8
        assert platform.hunar("down").stdout == "Hunar has stopped.\n"
        assert wait_gone(before, 5) == []
        assert platform.process.wait(5) == 0
    begun = time.monotonic()
    with running(state) as platform:
        took_s = time.monotonic() - begun
        assert platform.admin_password == "", "the one-time password was printed twice"
        platform.process.send_signal(signal.SIGINT)
        assert platform.process.wait(40) == 0
    assert took_s < SECOND_START_S
    assert ours(state) == []


def test_sigkill_of_hunar_up_leaves_no_process(short_folder: Path) -> None:
    state = short_folder / "var"
    with running(state) as platform:
        platform.add("ali", "learner").start_server()
        before = [process for process in ours(state) if process.pid != platform.process.pid]
        assert len(before) >= 8
        os.kill(platform.process.pid, signal.SIGKILL)
        platform.process.wait(5)
        assert wait_gone(before) == []
