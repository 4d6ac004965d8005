"""Attacks that change something outside: scores, work of others, start-up files, the grader's own processes.

Those that make something call it `hunar-stray`.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import Attack, blank, burden, thief

WRITES = """
import os
def write(*paths):
    done = []
    for path in paths:
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'a') as file: file.write('import os\\n')
            done.append(path)
        except OSError: pass
    return done
"""
TEXTS = {
    "scores-in-the-database": """
import sqlite3
try:
    database = sqlite3.connect('{state}/progress.sqlite', timeout=1)
    database.execute('update scores set score = 2010')
    database.commit()
except sqlite3.Error:
    pass
""",
    "work-of-a-classmate": """
import glob, os
for path in glob.glob('{state}/submissions/*') + ['{host_file}']:
    try:
        open(path, 'w').write('nothing')
        os.unlink(path)
    except OSError: pass
""",
    "the-whole-state-folder": "import shutil\nshutil.rmtree('{state}', ignore_errors=True)",
    "a-link-to-the-state": """
import os
for name in ('data.txt', 'hunar-stray.txt', '/tmp/work/data.txt'):
    try:
        os.path.lexists(name) and os.unlink(name)
        os.symlink('{state}/progress.sqlite', name)
        open(name, 'w').write('')
    except OSError: pass
""",
    "files-in-every-folder": """
import os
for place in ('/', '/tmp', '/var/tmp', '/dev/shm', '{repo}', '{repo}/labs', '{repo}/grader', '/root'):
    try: open(place + '/hunar-stray.py', 'w').write('pass')
    except OSError: pass
""",
}
OUTSIDE = {
    "start-up-files": """
import site, sysconfig
found = write(sysconfig.get_path('purelib') + '/hunar-stray.pth',
              '/root/.ipython/profile_default/startup/hunar-stray.py',
              '/usr/lib/python3/hunar-stray.py', '/etc/ld.so.preload', '/etc/hunar-stray')
if found: tell(found)
""",
    "code-of-the-grader": """
import sys
paths = [m.__file__ for n, m in list(sys.modules.items())
         if n.split('.')[0] in ('grader', 'labs', 'numpy', 'msgpack') and getattr(m, '__file__', None)]
found = write('/opt/hunar/grader/inside/hunar-stray.py', '/opt/hunar/labs/hunar-stray.py', *paths)
if found: tell(found)
""",
    "settings-of-the-kernel": """
found = write('/proc/sys/kernel/hostname', '/proc/sys/vm/drop_caches', '/proc/self/oom_score_adj_',
              '/sys/kernel/mm/ksm/run', '/proc/sysrq-trigger', '/dev/mem', '/dev/kmsg')
if found: tell(found)
""",
    "privileges": """
import ctypes
done = []
for name in ('setuid', 'setgid', 'seteuid'):
    try: getattr(os, name)(0); done.append(name)
    except OSError: pass
libc = ctypes.CDLL(None)
if libc.unshare(0x10000000) == 0: done.append('unshare')
if libc.mount(b'none', b'/tmp', b'tmpfs', 0, 0) == 0: done.append('mount')
if libc.chroot(b'/tmp') == 0: done.append('chroot')
if libc.sethostname(b'x', 1) == 0: done.append('sethostname')
if done: tell(done)
""",
    "a-program-with-the-set-user-bit": """
import subprocess, glob
done = []
for program in ('/usr/bin/su', '/usr/bin/sudo', '/usr/bin/mount', '/bin/ping'):
    try:
        out = subprocess.run([program, '-c', 'id'], capture_output=True, timeout=2, stdin=-3).stdout
        if b'uid=0' in out: done.append(out)
    except (OSError, subprocess.SubprocessError): pass
if done: tell(done)
""",
}
KILLS = {
    "kill-everything": "import os\nos.kill(-1, 9)",
    "kill-the-parent": "import os\nos.kill(os.getppid(), 9)",
    "kill-the-grader": """
import os
for one in ({pid}, 1, os.getppid()):
    for number in (19, 15, 9):
        try: os.kill(one, number)
        except OSError: pass
    try: os.killpg(one, 9)
    except OSError: pass
raise SystemExit
""",
    "stop-everything": "import os\nos.kill(-1, 19)",
    "stop-itself": "import os\nos.kill(os.getpid(), 19)",
}
DAEMON = """
import os, time
def daemon(work):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            open('/proc/self/comm', 'w').write('hunar-stray')
            for fd in range(3):
                try: os.close(fd)
                except OSError: pass
            work()
        os._exit(0)
"""
ATTACKS: list[Attack] = [blank(name, text) for name, text in TEXTS.items()]
ATTACKS += [thief(name, WRITES + text) for name, text in OUTSIDE.items()]
ATTACKS += [burden(name, text) for name, text in KILLS.items()]
ATTACKS += [
    burden("daemon-that-stays", DAEMON + "daemon(lambda: time.sleep(600))", keeps=0.0),
    burden(
        "daemon-that-ignores-signals",
        DAEMON + "import signal\n"
        "for number in range(1, 65):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "daemon(lambda: time.sleep(600))",
        keeps=0.0,
    ),
    burden("programs-in-the-background", "import subprocess\nfor _ in range(20):\n"
           "    subprocess.Popen(['sleep', '600'], start_new_session=True)\nraise SystemExit", keeps=0.0),
]  # fmt: skip
