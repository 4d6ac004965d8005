"""Attacks that read: other people's work, keys, the instructor's version, the environment, the machine.

Each tells what it got in an exception that a visible check shows, headed by TAKEN. Hidden inputs are the
matter of boundary_readers.py.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import thief

HUNT = """
import os
def hunt(top, wanted, depth=9):
    found = []
    for folder, folders, files in os.walk(top):
        folders[:] = [f for f in folders if f not in ('proc', 'sys', 'site-packages', 'python3', 'share')]
        if folder == '/opt/hunar': folders.remove('packages')
        if folder.count('/') > depth: folders.clear()
        for name in files:
            if any(word in name for word in wanted):
                path = folder + '/' + name
                try: found.append(path + ': ' + open(path, errors='replace').read(200))
                except OSError: pass
    return found
"""
FIRST = """
def first(*paths):
    for path in paths:
        try: return path + ': ' + open(path, errors='replace').read(1000)
        except (OSError, ValueError): pass
"""
TEXTS = {
    "database": FIRST + "found = first('{state}/progress.sqlite', '/work/main/var/hunar.sqlite')\n"
    "if found: tell(found)",
    "database-by-sqlite": (
        "import sqlite3\n"
        "try: rows = sqlite3.connect('{state}/progress.sqlite').execute('select * from scores').fetchall()\n"
        "except sqlite3.Error: rows = []\nif rows: tell(rows)"
    ),
    "keys": FIRST + "found = first('{state}/keys/issuer.key')\nif found: tell(found)",
    "classmates-work": "import glob\n"
        "found = glob.glob('{state}/submissions/*') + glob.glob('/work/*/var/*')\n"
    "if found: tell([open(f).read() for f in found])",
    "source-of-the-course": "import os\nfor place in ('{state}/courses', '{repo}/courses', '{repo}/tests'):\n"
    "    if os.path.isdir(place) and os.listdir(place): tell(os.listdir(place))",
    "platforms-own-code": (
        "import os\nplaces = ['{repo}/grader/engine.py', '/opt/hunar/grader/engine.py',\n"
        "          '/opt/hunar/progress', '/opt/hunar/hub', '{repo}/hub']\n"
        "found = [place for place in places if os.path.exists(place)]\nif found: tell(found)"
    ),
    "file-in-tmp": FIRST + "found = first('{host_file}')\nif found: tell(found)",
    "whole-disk": HUNT + "found = hunt('/', ('progress.sqlite', 'issuer.key', '.ipynb', 'hub.log'))\n"
    "if found: tell(found)",
    "leftovers-of-others": (
        "import os\nfound = [f for f in os.listdir('/tmp') if f not in ('work', '.matplotlib', '.cache')]\n"
        "found += os.listdir('/dev/shm') + [f for f in os.listdir('.') if f != 'data.txt']\n"
        "if found: tell(found)"
    ),
    "own-environment": (
        "import os\nkeep = {'HUNAR_SEED'}\n"
        "names = [n for n in os.environ if n.startswith(('HUNAR', 'PROGRESS')) and n not in keep]\n"
        "found = {n: os.environ[n] for n in names}\n"
        "if found: tell(found)"
    ),
    "environment-of-all-processes": (
        "import glob\ntext = b''\nfor path in glob.glob('/proc/[0-9]*/environ') + ['/proc/{pid}/environ']:\n"
        "    try: text += open(path, 'rb').read()\n    except OSError: pass\nif b'SECRET' in text: tell(text)"
    ),
    "command-lines-of-the-host": (
        "import glob\ntext = b''\nfor path in glob.glob('/proc/[0-9]*/cmdline'):\n"
        "    try: text += open(path, 'rb').read()\n    except OSError: pass\nif b'pytest' in text: tell(text)"
    ),
    "parents-memory": (
        "import os\nfor one in (os.getppid(), 1, {pid}):\n"
        "    if pid in (0, os.getpid()): continue\n"
        "    try:\n        memory = open(f'/proc/{pid}/mem'.replace('{pid}', str(pid)), 'rb')\n"
        "        memory.seek(0x400000)\n        tell(memory.read(100))\n"
        "    except (OSError, ValueError) as error:\n"
        "        if word in str(error): raise"
    ),
    "other-processes-files": (
        "import glob, os\nfound = []\nme = str(os.getpid())\n"
        "for path in glob.glob('/proc/[0-9]*/root/etc/shadow') + glob.glob('/proc/[0-9]*/cwd/*.py'):\n"
        "    try: found.append(open(path).read(80))\n    except OSError: pass\nif found: tell(found)"
    ),
    "traced-neighbour": (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "others = [int(p) for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]\n"
        "caught = [p for p in others if libc.ptrace(16, p, 0, 0) == 0]\nif caught: tell(caught)"
    ),
    "listener-on-the-host": (
        "import socket\ntry:\n    word = socket.create_connection(('127.0.0.1', {port}), 1).recv(99)\n"
        "except OSError: word = b''\nif word: tell(word)"
    ),
    "abstract-socket": (
        "import socket\nword = b''\ntry:\n    s = socket.socket(socket.AF_UNIX); s.settimeout(1)\n"
        "    s.connect('\\0{abstract}'); word = s.recv(99)\nexcept OSError: pass\nif word: tell(word)"
    ),
    "services-socket": (
        "import socket\nword = b''\ntry:\n    s = socket.socket(socket.AF_UNIX); s.settimeout(1)\n"
        "    s.connect('{state}/run/progress.sock'); word = s.recv(99)\nexcept OSError: pass\n"
        "if word: tell(word)"
    ),
    "cloud-metadata": (
        "import socket\nfor place in (('169.254.169.254', 80), ('1.1.1.1', 53), ('::1', {port})):\n"
        "    try:\n        socket.create_connection(place, 0.5)\n    except OSError: continue\n"
        "    tell(place)"
    ),
    "network-devices": "import socket\nfound = [n for _, n in socket.if_nameindex() if n != 'lo']\n"
        "if found: tell(found)",
    "in-history": (
        "names = [n for n in ('In', 'Out', '_ih', '_oh', '_i', '_i1', '_sh') if globals().get(n)]\n"
        "found = [str(globals()[n])[:500] for n in names]\n"
        "if found: tell(found)"
    ),
    "cells-in-linecache": (
        "import linecache\n"
        "found = [v for k, v in linecache.cache.items() if 'HID' 'DEN' in str(v) or '77' '1702' in str(v)]\n"
        "if found: tell(found)"
    ),
    "hidden-tests-in-memory": (
        "import gc, re\ndef look():\n    mark = re.compile('7{2}1702[3-6][0-9]')\n"
        "    for thing in gc.get_objects():\n"
        "        try: text = repr(thing) if type(thing) in (dict, list, tuple) else ''\n"
        "        except Exception: continue\n"
        "        if mark.search(text): return text\n"
        "found = look()\nif found: tell(found)"
    ),
    "open-descriptors": (
        "import os\nfound = []\nfor fd in range(3, 256):\n"
        "    try:\n"
        "        if os.path.isfile(f'/proc/self/fd/{fd}') or os.path.isdir(f'/proc/self/fd/{fd}'):\n"
        "            found.append(os.readlink(f'/proc/self/fd/{fd}'))\n    except OSError: pass\n"
        "found = [f for f in found if not f.startswith(('/proc', '/dev', '/usr', '/memfd'))]\n"
        "if found: tell(found)"
    ),
}  # fmt: skip
ATTACKS = [thief(name, text) for name, text in TEXTS.items()]
