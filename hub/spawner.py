"""JupyterHub's spawner: each learner's notebook server in a sandbox of its own.

The server listens on a unix socket in a folder of its own, which the proxy reaches from outside; it has no
network. It dies with the hub, so nothing about it is stored and a hub that restarts finds every server
stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyterhub.objects import Server
from jupyterhub.spawner import Spawner, SpawnException
from traitlets import Instance, Integer, Unicode

from grader import variants
from hub import warden
from hub.launch import NETWORK_PORT
from hub.limits import Bounds, home_size_mib, protected
from hub.network.credentials import password
from hub.processes import started_at
from hub.sandbox import CONFIG, HOME, ROOMS, SOCKETS, Box
from hub.settings import REPOSITORY
from hub.state import NETWORK_KEY, Allotment, State

INSTRUCTOR_GROUP = "formgrade-"
ADMITTED = ("learners", "admins")
LARGEST_FILE_MIB = 512
STOP_S = 8
BACKLOG = 128
STOCK_HOST = Server.host


def socket_url(path: Path) -> str:
    """URL of a unix socket that survives JupyterHub's lower-casing: capitals are percent-encoded."""
    escaped = "".join(f"%{ord(char):02x}" if char.isupper() else char for char in str(path))
    return "http+unix://" + quote(escaped, safe="%").replace("/", "%2f").lower()


def mend_server_host() -> None:
    """Let JupyterHub 6.1 address a server on a unix socket.

    It stores port 80 for it and then asks the proxy for `....sock:80`, which answers 503.
    """

    def host(self: Server) -> str:
        if self._unix_socket and not self.connect_url:
            return f"http+unix://{self.ip}"
        return str(STOCK_HOST.fget(self))

    Server.host = property(host)


def taught(groups: set[str]) -> list[str]:
    """Courses that someone in these hub groups teaches."""
    return sorted(name.removeprefix(INSTRUCTOR_GROUP) for name in groups if name.startswith(INSTRUCTOR_GROUP))


class SandboxSpawner(Spawner):  # type: ignore[misc]  # JupyterHub ships no types
    """One bubblewrap process per learner."""

    state_folder = Unicode(help="Hunar's state folder, absolute.").tag(config=True)
    memory_mib = Integer(
        2048,
        help="MiB that one learner's server and kernels may use together; also the limit of each process.",
    ).tag(config=True)
    processes = Integer(256, help="Processes and threads of one learner's server.").tag(config=True)
    home_mib = Integer(2048, help="MiB of disk that a learner's home may take.").tag(config=True)

    proc = Instance(subprocess.Popen, allow_none=True)

    async def start(self) -> str:
        """Start the server; returns its socket's URL. Raises SpawnException with words for the learner."""
        groups = {group.name for group in self.user.groups}
        courses = taught(groups)
        if not courses and not groups.intersection(ADMITTED):
            words = (
                "You have not been admitted yet. Your notebooks open as soon as an instructor has done that."
            )
            raise SpawnException(words, reason="not-admitted", status_code=403)
        state = State(Path(self.state_folder))
        folder = self._folder()
        box = self._box(state, folder, courses)
        self._refuse_full_home(box.home)
        log = open(state.logs / f"server-{folder.name}.log", "wb", opener=_private)
        with log, _listening(folder / "s.sock") as listener:
            server = [sys.executable, "-m", "hub.singleuser", str(listener.fileno()), *self._arguments()]
            command = warden.launched("server", *server)
            self.proc = warden.start(
                box, self._environment(courses), command, log, inherit=(listener.fileno(),)
            )
        bounds = Bounds(
            name=self.user.name,
            pid=self.proc.pid,
            started=started_at(self.proc.pid),
            memory_mib=self.memory_mib,
            home=str(box.home),
            home_mib=self.home_mib,
            log=log.name,
        )
        (folder / "box.json").write_text(bounds.to_json())
        return socket_url(folder / "s.sock")

    async def poll(self) -> int | None:
        """None while the server runs."""
        if self.proc is None:
            return 0
        code = self.proc.poll()
        return None if code is None else int(code)

    async def stop(self, now: bool = False) -> None:
        """Ask the server to end its kernels, then end the whole box."""
        if self.proc is None or self.proc.poll() is not None:
            return
        inner = protected(self.proc.pid)
        if not now and len(inner) >= 3:
            try:
                os.kill(inner[2], signal.SIGTERM)
            except ProcessLookupError:
                pass
            else:
                await self.wait_for_death(STOP_S)
        if self.proc.poll() is None:
            self.proc.kill()
            await self.wait_for_death(STOP_S)
        (self._folder() / "box.json").unlink(missing_ok=True)

    def _folder(self) -> Path:
        """What belongs to the running server: its socket, limits and configuration. Learners never see it."""
        number = Allotment(Path(self.state_folder) / "uids.json").uid(self.user.name)
        return State(Path(self.state_folder)).servers / str(number)

    def _box(self, state: State, folder: Path, courses: list[str]) -> Box:
        """Prepare the folders that the box binds."""
        allotment = Allotment(state.folder / "uids.json")
        own = warden.separate_users()
        uid = allotment.uid(self.user.name) if own else os.getuid()
        home = state.homes / self.user.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if own:
            os.chown(home, uid, uid)
        _make_points(home, uid, courses)
        write_config(folder / "config", courses)
        copies = {course: state.courses / course for course in courses if (state.courses / course).is_dir()}
        groups = tuple(allotment.course_gid(course) for course in copies) if own else ()
        return Box(uid, home, state.run, folder / "config", copies, groups)

    def _refuse_full_home(self, home: Path) -> None:
        size_mib = home_size_mib(home)
        if size_mib >= 2 * self.home_mib:
            raise SpawnException(
                f"Your home holds {size_mib:.0f} MiB, and {self.home_mib} MiB are allowed."
                " Nothing was deleted. Ask your instructor to have it cleared.",
                reason="home-full",
                status_code=507,
            )

    def _arguments(self) -> list[str]:
        shell = json.dumps({"shell_command": warden.launched("run", "/bin/bash", "-l")})
        return [
            "--ServerApp.sock=/run/handed-in-by-the-hub",  # only a name: see hub.singleuser
            f"--ServerApp.terminado_settings={shell}",
            "--KernelManager.transport=ipc",
            *self.get_args(),
        ]

    def _environment(self, courses: list[str]) -> dict[str, str]:
        env: dict[str, Any] = self.get_env()
        base = self.hub.base_url
        env |= {
            "HOME": str(HOME),
            "USER": self.user.name,
            "SHELL": "/bin/bash",
            "LANG": "C.UTF-8",
            "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": _python_path(),
            # jupyter_server refuses a socket beside any port but its default, which it then ignores
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:8888{self.server.base_url}",
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:8081{base}api",
            "JUPYTERHUB_ACTIVITY_URL": f"http://127.0.0.1:8081{base}api/users/{self.user.escaped_name}/activity",
            "JUPYTER_CONFIG_PATH": str(CONFIG),
            "JUPYTER_PATH": str(CONFIG / "share"),
            "JUPYTER_RUNTIME_DIR": "/tmp/jupyter",  # short paths for ipc, and not on the disk
            "XDG_CACHE_HOME": "/tmp/cache",
            "HUNAR_PROGRESS_SOCKET": str(SOCKETS / "progress.sock"),
            "HUNAR_PROGRESS_PATH": f"{base.removesuffix('hub/')}services/progress",
            "HUNAR_NODE_URL": self._network_url(base),
            "HUNAR_ROLE": "instructor" if courses else "learner",
            "HUNAR_COURSES_TAUGHT": ",".join(courses),
            "HUNAR_MEMORY_MIB": self.memory_mib,
            "HUNAR_PROCESSES": self.processes,
            "HUNAR_SEED_BASE": variants.base(State(Path(self.state_folder)).variant_secret(), self.user.name),
            "HUNAR_FILE_MIB": min(LARGEST_FILE_MIB, self.home_mib),
        }
        return {name: str(value) for name, value in env.items()}

    def _network_url(self, base: str) -> str:
        """Where the class networks answer inside the box, with the learner's name and password."""
        secret = password(State(Path(self.state_folder)).key(NETWORK_KEY), self.user.name)
        path = f"{base.removesuffix('hub/')}services/network/rpc"
        return f"http://{quote(self.user.name, safe='')}:{secret}@127.0.0.1:{NETWORK_PORT}{path}"


def write_config(folder: Path, courses: list[str]) -> None:
    """What Jupyter reads in the box: Lab's settings, and a kernel with tighter limits than the server's."""
    from hub.lab import config

    folder.mkdir(parents=True)
    config.write(folder, "instructor" if courses else "learner", courses)
    kernel = folder / "share" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = warden.launched(
        "run", sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"
    )
    spec = {"argv": command, "display_name": "Python 3", "language": "python", "metadata": {"debugger": True}}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _make_points(home: Path, uid: int, courses: list[str]) -> None:
    """Folders for the course binds, made by us and not through a link that a learner may have put there."""
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name in ("assignments", *(["courses"] if courses else [])):
            try:
                os.mkdir(name, 0o700, dir_fd=descriptor)
            except FileExistsError:
                continue
            os.chown(name, uid, -1, dir_fd=descriptor, follow_symlinks=False)
    finally:
        os.close(descriptor)


def _listening(path: Path) -> socket.socket:
    """A listening unix socket at `path`, for the hub and the proxy alone."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(BACKLOG)
    return listener


def _python_path() -> str:
    """Our rooms for the box's interpreter, unless they are installed in the virtual environment."""
    inside = all((REPOSITORY / room).is_relative_to(sys.prefix) for room in ROOMS)
    return "" if inside else str(REPOSITORY)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_APPEND, 0o600)
