"""A hostile learner, in a kernel and in a terminal of a real hub, reaches nothing that is not theirs."""

from __future__ import annotations

import json
import os
import time

import pytest

from hub.limits import NOTE
from hub.settings import REPOSITORY
from tests.hub.conftest import RunningHub

pytestmark = pytest.mark.slow


def facts(text: str) -> dict[str, object]:
    """The JSON object in the last line that a kernel printed."""
    found: dict[str, object] = json.loads(text.strip().splitlines()[-1])
    return found


def test_a_learner_sees_only_the_own_home(running_hub: RunningHub) -> None:
    running_hub.sana.run("open('/home/learner/secret.txt', 'w').write('sana was here')")
    code = """
import json, os
found = []
for folder, folders, files in os.walk('/', followlinks=False):
    if folder.startswith(('/proc', '/usr', '/dev')):
        folders.clear()
        continue
    found += [os.path.join(folder, name) for name in files]
print(json.dumps({'homes': os.listdir('/home'), 'files': [f for f in found if not '/site-packages/' in f]}))
"""
    seen = facts(running_hub.ali.run(code))
    files = seen["files"]
    assert isinstance(files, list)
    assert seen["homes"] == ["learner"]
    assert files, "the walk found nothing, so it proves nothing"
    for word in ("secret.txt", "hunar.sqlite", "jupyterhub.sqlite", "/cookie_secret", "proxy_token"):
        assert not [name for name in files if word in name]
    for word in ("a1-hashes.py", "p0-check-in.py", "gradebook.db", "box.json", "up.json", "issuer"):
        assert not [name for name in files if name.rpartition("/")[2].startswith(word)]
    for room in ("courses", "progress", "tests"):
        assert not [name for name in files if name.startswith(f"{REPOSITORY / room}/")]


def test_the_state_folder_does_not_exist_inside(running_hub: RunningHub) -> None:
    state = running_hub.platform.state
    paths = [state, state / "keys", state / "homes" / "sana", state / "run", state.parent]
    code = f"import os,json; print(json.dumps({{p: os.path.exists(p) for p in {[str(p) for p in paths]!r}}}))"
    assert not any(facts(running_hub.ali.run(code)).values())
    shown = running_hub.ali.type(f"ls {state}/keys; echo en''d", "end")
    assert "No such file" in shown


def test_other_processes_are_invisible_and_cannot_be_signalled(running_hub: RunningHub) -> None:
    code = """
import json, os
commands = [open(f'/proc/{p}/cmdline').read() for p in os.listdir('/proc') if p.isdigit()]
print(json.dumps({'count': len(commands), 'text': ' '.join(commands)}))
"""
    seen = facts(running_hub.ali.run(code))
    assert isinstance(seen["count"], int) and 2 <= seen["count"] < 12
    for word in ("hub.cli", "configurable-http-proxy", "-m\0progress", "jupyterhub\0--config"):
        assert word not in str(seen["text"])
    pid = running_hub.platform.process.pid
    assert "ProcessLookupError" in running_hub.ali.run(f"import os; os.kill({pid}, 0)")


def test_there_is_no_network(running_hub: RunningHub) -> None:
    port = int(running_hub.platform.url.rpartition(":")[2])
    ports = [port, *listening_ports()]
    code = f"""
import json, socket
def tries(address):
    try:
        socket.create_connection(address, 2).close()
        return 'connected'
    except OSError as error:
        return type(error).__name__
print(json.dumps({{
    'local': [tries(('127.0.0.1', p)) for p in {ports!r}],
    'outside': tries(('1.1.1.1', 443)),
    'links': [name for _, name in socket.if_nameindex()],
}}))
"""
    seen = facts(running_hub.ali.run(code))
    assert seen["local"] and set(seen["local"]) == {"ConnectionRefusedError"}  # type: ignore[call-overload]
    assert seen["outside"] == "OSError"  # network is unreachable
    assert seen["links"] == ["lo"]


def test_the_hub_answers_only_for_the_own_token(running_hub: RunningHub) -> None:
    code = """
import json, os, urllib.request, urllib.error
def ask(path, method='GET'):
    request = urllib.request.Request(os.environ['JUPYTERHUB_API_URL'] + path, method=method)
    request.add_header('Authorization', 'token ' + os.environ['JUPYTERHUB_API_TOKEN'])
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code
print(json.dumps({'me': ask('/user'), 'sana': ask('/users/sana'), 'users': ask('/users'),
    'proxy': ask('/proxy'), 'services': ask('/services'), 'stop': ask('/users/sana/server', 'DELETE'),
    'token': ask('/users/ali/tokens', 'POST'), 'shutdown': ask('/shutdown', 'POST')}))
"""
    seen = facts(running_hub.ali.run(code))
    me = seen.pop("me")
    assert isinstance(me, dict) and me["name"] == "ali" and me["groups"] == ["learners"]
    assert set(seen.values()) <= {403, 404}, seen


def test_the_progress_service_knows_the_learner_by_token_and_nobody_without(running_hub: RunningHub) -> None:
    code = """
import httpx, json, os
transport = httpx.HTTPTransport(uds=os.environ['HUNAR_PROGRESS_SOCKET'])
with httpx.Client(transport=transport, base_url='http://progress') as client:
    path = os.environ['HUNAR_PROGRESS_PATH'] + '/api/v1/me'
    token = {'Authorization': 'token ' + os.environ['JUPYTERHUB_API_TOKEN']}
    mine, nobody = client.get(path, headers=token), client.get(path)
print(json.dumps({'name': mine.json().get('name'), 'codes': [mine.status_code, nobody.status_code]}))
"""
    assert facts(running_hub.ali.run(code)) == {"name": "ali", "codes": [200, 401]}


def test_one_learner_cannot_open_anothers_server(running_hub: RunningHub) -> None:
    for person in (running_hub.ali, running_hub.teacher):
        answer = person.http.get("/user/sana/api/contents/", follow_redirects=False)
        assert answer.status_code in (302, 403, 404)
        assert person.http.get("/user/sana/lab").status_code in (403, 404)


def test_no_capability_no_new_privilege_and_a_filter(running_hub: RunningHub) -> None:
    code = """
import json
print(json.dumps(dict(line.split(':', 1) for line in open('/proc/self/status').read().splitlines())))
"""
    seen = {name: str(value).strip() for name, value in facts(running_hub.ali.run(code)).items()}
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(seen[name], 16) == 0, name
    assert (seen["NoNewPrivs"], seen["Seccomp"]) == ("1", "2")


def test_forbidden_system_calls_fail(running_hub: RunningHub) -> None:
    code = """
import ctypes, errno, json, socket, subprocess
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    return errno.errorcode.get(ctypes.get_errno(), '') if result < 0 else 'done'
def family(number):
    try:
        socket.socket(number, socket.SOCK_STREAM).close()
        return 'done'
    except OSError as error:
        return errno.errorcode[error.errno]
print(json.dumps({
    'userns': call('unshare', 0x10000000), 'mountns': call('unshare', 0x20000),
    'mount': call('mount', b'none', b'/tmp', b'tmpfs', 0, None), 'chroot': call('chroot', b'/tmp'),
    'bpf': call('syscall', 321, 0, None, 0), 'keyctl': call('syscall', 250, 0, 0),
    'io_uring': call('syscall', 425, 1, None), 'userfaultfd': call('syscall', 323, 0),
    'vsock': family(40), 'alg': family(38), 'packet': family(17),
    'shell': subprocess.run(['unshare', '--user', 'true'], capture_output=True).returncode,
}))
"""
    seen = facts(running_hub.ali.run(code))
    assert "done" not in seen.values(), seen
    assert seen["userns"] == "EPERM" and seen["vsock"] == "EAFNOSUPPORT"
    assert seen["shell"] != 0


def test_the_system_is_read_only(running_hub: RunningHub) -> None:
    code = """
import json, os, sys, jupyterhub
import hub
def tries(path):
    try:
        open(path, 'w').close()
        return 'written'
    except OSError as error:
        return type(error).__name__
room = os.path.dirname(hub.__file__)
places = ['/usr/x', '/etc/hunar/x', '/run/hunar/x', '/dev/x', sys.prefix + '/x', room + '/x']
print(json.dumps({place: tries(place) for place in places}))
"""
    seen = facts(running_hub.ali.run(code))
    assert len(seen) == 6
    assert "written" not in seen.values(), seen


def test_learners_have_different_uids_when_the_platform_runs_as_root(running_hub: RunningHub) -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user has one uid only")
    homes = running_hub.platform.state / "homes"
    owners = {(homes / name).stat().st_uid for name in ("ali", "sana")}
    assert len(owners) == 2 and 0 not in owners
    assert {(homes / name).stat().st_mode & 0o777 for name in ("ali", "sana")} == {0o700}


def test_an_instructor_may_write_the_course_and_a_learner_has_none(running_hub: RunningHub) -> None:
    folder = running_hub.platform.state / "courses" / "blockchain"
    if not folder.exists():
        pytest.fail("hunar up laid out no working copy")
    code = """
import json, os
path = os.path.expanduser('~/courses/blockchain')
os.makedirs(path + '/grading/source', exist_ok=True)
open(path + '/new.txt', 'w').write('by the teacher')
print(json.dumps({'names': os.listdir(path)}))
"""
    seen = facts(running_hub.teacher.run(code))
    assert "course.toml" in seen["names"]  # type: ignore[operator]
    assert (folder / "new.txt").read_text() == "by the teacher"
    if os.geteuid() == 0:
        assert (folder / "new.txt").stat().st_gid == folder.stat().st_gid != 0
    assert "False" in running_hub.ali.run("import os; print(os.path.exists(os.path.expanduser('~/courses')))")


def test_a_memory_bomb_of_one_process_ends_in_a_memory_error(running_hub: RunningHub) -> None:
    assert "MemoryError" in running_hub.ali.run("x = bytearray(4 * 1024 ** 3)")


def test_memory_of_many_processes_together_is_bounded(running_hub: RunningHub) -> None:
    code = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        block = bytearray(os.urandom(1024 * 1024) * 200)
        time.sleep(60)
        os._exit(0)
time.sleep(20)
print('all alive')
"""
    running_hub.ali.run(code, timeout_s=40)
    assert "memory: ali is over 700 MiB" in running_hub.platform.log("limits")
    assert "fine" in running_hub.ali.run("print('fine')"), "the server did not survive"


def test_a_fork_bomb_is_bounded_and_the_server_survives(running_hub: RunningHub) -> None:
    code = """
import os, time
count = 0
try:
    for count in range(5000):
        if os.fork() == 0:  # small ones, so that the bound on processes is met and not the one on memory
            os.execv('/bin/sleep', ['sleep', '15'])
except OSError as error:
    print(type(error).__name__, count)
"""
    shown = running_hub.ali.run(code)
    assert "BlockingIOError" in shown
    assert int(shown.split()[1]) < 160
    assert running_hub.ali.api("GET", "contents/").status_code == 200
    assert "fine" in running_hub.sana.run("print('fine')")
    time.sleep(16)


def test_a_full_home_stops_kernels_and_says_why(running_hub: RunningHub) -> None:
    code = """
import os, time
for number in range(40):
    with open(f'/home/learner/filler-{number}', 'wb') as file:
        file.write(os.urandom(4 * 1024 * 1024))
    time.sleep(0.25)
print('never stopped')
"""
    shown = running_hub.sana.run(code)
    assert "never stopped" not in shown
    home = running_hub.platform.state / "homes" / "sana"
    assert "Nothing of yours was deleted" in (home / NOTE).read_text()
    if os.geteuid() == 0:
        assert (home / NOTE).stat().st_uid == home.stat().st_uid
    for path in home.glob("filler-*"):
        path.unlink()
    time.sleep(2.5)
    assert "room again" in running_hub.sana.run("print('room again')")


def test_temporary_folders_are_small(running_hub: RunningHub) -> None:
    code = """
import json, os
def mib(path):
    facts = os.statvfs(path)
    return facts.f_blocks * facts.f_frsize // 1024 ** 2
print(json.dumps({path: mib(path) for path in ('/tmp', '/run', '/dev/shm')}))
"""
    shown = running_hub.ali.run(code)
    assert shown.startswith("{"), shown + running_hub.platform.log("limits")
    assert facts(shown) == {"/tmp": 256, "/run": 16, "/dev/shm": 64}


def listening_ports() -> list[int]:
    """TCP ports on which anything of this machine listens: the hub's proxy, the service, and others."""
    ports = set()
    with open("/proc/net/tcp") as table:
        for line in list(table)[1:]:
            fields = line.split()
            if fields[3] == "0A":
                ports.add(int(fields[1].rpartition(":")[2], 16))
    return sorted(ports)
