"""Attacks on the wire between the two processes: frames forged, broken, huge, endless, too early.

They write to every socket and pipe that they find, in the shapes a frame may have: a length in 4 or 8 bytes,
either byte order, then msgpack or JSON. Where no such descriptor is in reach they gain nothing either.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import NOTHING, TIGHT, Attack, blank

WIRE = """
import os, socket, stat, struct, threading, time
def channels():
    for fd in range(3, 256):
        try: mode = os.fstat(fd).st_mode
        except OSError: continue
        if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode): yield fd
def send(data):
    for fd in channels():
        try:
            os.set_blocking(fd, False)
            os.write(fd, data)
        except OSError: pass
        finally:
            try: os.set_blocking(fd, True)
            except OSError: pass
def framed(body, size=None):
    size = len(body) if size is None else size
    return [struct.pack(form, size) + body for form in ('>Q', '<Q', '>I', '<I')]
def packed(*things):
    try: import msgpack
    except ImportError: return []
    return [msgpack.packb(thing) for thing in things]
JSON = [b'{"ok": true, "value": 3.0}\\n', b'{"ok": true, "value": null, "nonce": ""}\\n',
        b'["value", 3.0]\\n']
"""
FORGERIES = """
HALF = 38585116
def forge(*values):
    for value in values:
        shapes = [value, {'ok': True, 'value': value}, ['value', value], ['return', value], ['ok', value],
                  [0, value], [1, value], {'kind': 'value', 'value': value}, {'id': 1, 'result': value}]
        for body in packed(*shapes):
            for frame in framed(body): send(frame)
"""
TEXTS = {
    "reply-before-the-question": FORGERIES + "forge(3.0, True, 2 * HALF)",
    "reply-while-asked": FORGERIES + "def mean(xs):\n    forge(2 * HALF, 3.0)\n    time.sleep(0.2)\n"
        "    return 2.0",
    "two-replies-to-one-call": FORGERIES + "def mean(xs):\n    forge(3.0)\n    return 2.0\n"
        "def power(b, e): return 31",
    "reply-to-another-call": FORGERIES
    + "def mean(xs):\n    forge(*[[n, 32] for n in range(20)])\n    return 0\ndef power(b, e):\n"
    "    os._exit(0)",
    "replies-from-a-thread": FORGERIES
    + "def run():\n    while True:\n        forge(3.0, True, [3, 2, 1], 32)\n        time.sleep(0.001)\n"
    "threading.Thread(target=run, daemon=True).start()",
    "findings-for-the-host": "for line in JSON * 50: send(line)",
    "points-for-the-host": "for n in range(9):\n"
        "    send(b'{\"score\": 35.0, \"status\": \"passed\", \"ok\": true}\\n')",
    "length-without-a-body": "for frame in framed(b'', 1 << 40): send(frame)",
    "length-of-the-largest-number": "for frame in framed(b'x', 0xFFFFFFFF)[2:]: send(frame)\n"
    "send(b'\\xff' * 8 + b'x')\nsend(b'\\x80' + bytes(7))",
    "length-nothing": "for frame in framed(b'') * 20: send(frame)",
    "half-a-frame": "for frame in framed(b'x' * 100): send(frame[:50])",
    "not-msgpack": "for frame in framed(b'\\xc1' * 100): send(frame)",
    "cut-msgpack": "for frame in framed(b'\\xdd\\xff\\xff\\xff\\xff\\x01'): send(frame)",
    "huge-counts": "for head in (b'\\xdd', b'\\xdf', b'\\xc6', b'\\xdb', b'\\xc9'):\n"
    "    for frame in framed(head + b'\\xff' * 4 + b'\\x01'): send(frame)",
    "deep-nesting": "for frame in framed(b'\\x91' * 900_000 + b'\\xc0'): send(frame)",
    "deep-nesting-of-extensions": "body = b'\\xc0'\nfor n in range(3000):\n"
    "    body = b'\\xc9' + struct.pack('>I', len(body)) + bytes([n % 128]) + body\n"
    "for frame in framed(body): send(frame)",
    "every-extension-with-rubbish": "for code in range(256):\n"
    "    for body in (b'', b'\\xff' * 30, b'\\x93\\xa3<f8\\x92\\xcf' + b'\\xff' * 8 + b'\\x01\\xc4\\x01x'):\n"
    "        head = b'\\xc8' + struct.pack('>H', len(body)) + bytes([code])\n"
    "        for frame in framed(head + body): send(frame)",
    "a-key-that-cannot-be-hashed": "for frame in framed(b'\\x81\\x90\\x01'): send(frame)",
    "keys-that-collide": "for body in packed({n * (2 ** 61 - 1): 1 for n in range(1, 8)}):\n"
    "    for frame in framed(body): send(frame)",
    "random-bytes": "import random\nfor _ in range(200): send(random.randbytes(random.randrange(4096)))",
    "references-to-unknown-objects": FORGERIES
    + "forge(*[{'ref': n, 'id': n, 'kind': 'function'} for n in (0, 1, -1, 2 ** 63, 'mean')])",
    "calls-back-without-being-asked": FORGERIES
    + "for name in ('call', 'callback', 'getattr', 'next', 'import', 'eval'):\n"
    "    forge([name, 0, ['os.system', 'id']], {'op': name, 'id': 0, 'name': '__globals__', 'args': []})",
    "pickle": "import pickle\nclass P:\n"
        "    def __reduce__(self): return (os.system, ('touch /tmp/hunar-stray',))\n"
    "body = pickle.dumps(P())\nfor frame in framed(body): send(frame)\nmean = lambda xs: body",
    "descriptors-sent-along": "import array\nfor fd in channels():\n"
    "    try:\n        s = socket.socket(fileno=os.dup(fd))\n"
    "        s.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [1, 2] * 60))])\n"
    "        s.detach()\n    except OSError: pass",
    "channels-closed": "for fd in channels(): os.close(fd)",
    "channels-closed-when-called": "def mean(xs):\n    for fd in list(channels()): os.close(fd)\n"
        "    return 2.0",
    "one-direction-shut": "for fd in channels():\n"
        "    try: socket.socket(fileno=os.dup(fd)).shutdown(socket.SHUT_WR)\n"
    "    except OSError: pass",
    "another-file-in-the-channels-place": "null = os.open('/dev/zero', os.O_RDWR)\n"
    "for fd in list(channels()): os.dup2(null, fd)",
}  # fmt: skip
LASTING = {
    "questions-read-away": "def run():\n    while True:\n        for fd in channels():\n"
    "            try: os.read(fd, 65536)\n            except OSError: pass\n"
    "threading.Thread(target=run, daemon=True).start()",
    "one-byte-at-a-time": "def run():\n    head = struct.pack('>Q', 1000) + b'\\x01' * 1000\n"
    "    for byte in head * 99:\n"
    "        send(bytes([byte])); time.sleep(0.3)\n"
    "def mean(xs):\n    run()\n    return 2.0",
    "endless-stream": "def mean(xs):\n    while True:\n        for fd in channels():\n"
    "            try: os.write(fd, b'\\x01' * 65536)\n            except OSError: pass",
    "never-answers": "def mean(xs):\n    while True: time.sleep(60)\ndef power(b, e): return 0",
    "full-channel-nobody-reads": "def mean(xs):\n    for fd in channels(): os.set_blocking(fd, True)\n"
    "    for fd in channels(): os.write(fd, b'\\x00' * (1 << 26))",
}
ATTACKS: list[Attack] = [blank(name, WIRE + text) for name, text in TEXTS.items()]
ATTACKS += [Attack(name, NOTHING | {"mean": WIRE + text}, limits=TIGHT) for name, text in LASTING.items()]
