"""Attacks in the very words of the two processes: answers, changes, kinds of things and questions that lie.

They find the server of the learner's process and answer in its place, well-formed but untrue.
`answering(make)` makes each answer; `Raw(kind, payload)` goes over as a thing of that kind; `ask` asks the
checker something.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import EVERY, NOTHING, TELL, TIGHT, Attack, blank
from tests.grader.attacks.subject import FULL, RIGHT

SERVER = (
    EVERY
    + """
import builtins, gc, sys
server = next((o for o in gc.get_objects() if type(o).__name__ == 'Learner'), None)
class Raw:
    def __init__(self, kind, payload): self.kind, self.payload = kind, payload
def library(module, name, error=False):
    return Raw('library', [module, name, error])
def raised(kind, *arguments, **fields):
    return ['raised', [kind, list(arguments), fields, 'x'], [], '', []]
def answering(make):
    old = server.answer
    server.answer = server.channel._serve = lambda question: make(question, old(question))
def ask(*question):
    return server.channel.ask(*question)
if server is not None:
    wrap = server.belongings.wrap
    server.codec._wrap = server.channel._codec._wrap = (
        lambda value: (value.kind, value.payload) if type(value) is Raw else wrap(value))
"""
)
ANSWERS = {
    "yes": "['ok', True, [], '', []]",
    "nothing": "None",
    "an-empty-list": "[]",
    "a-word": "['ok']",
    "a-status-that-is-none": "['passed', 3.0, [], '', []]",
    "a-status-of-another-type": "[True, 3.0, [], '', []]",
    "more-parts": "answer + [3.0]",
    "refused-with-an-object": "['refused', {'a': [1]}]",
    "the-question": "['ok', question, [], '', []]",
    "same-as-no-argument": "['ok', Raw('same', 99), [], '', []]",
    "same-as-before-the-first": "['ok', Raw('same', -1), [], '', []]",
    "same-as-a-text": "['ok', Raw('same', 'got'), [], '', []]",
    "changes-that-are-none": "['ok', 1, {'a': 1}, '', []]",
    "change-of-no-argument": "['ok', 1, [[99, []]], '', []]",
    "change-of-a-name": "['ok', 1, [['data', [2, 4]]], '', []]",
    "change-to-another-type": "['ok', 1, [[0, {}]], '', []]",
    "change-of-a-number": "['ok', 1, [[0, 5], [1, 5]], '', []]",
    "change-by-a-key-that-cannot-be-hashed": "['ok', 1, [[[], []]], '', []]",
    "change-of-the-first-a-thousand-times": "['ok', 1, [[0, []]] * 1000, '', []]",
    "change-to-objects": "['ok', 1, [[0, [Raw('object', [0, library('os', 'system'), 1])]]], '', []]",
    "text-that-is-none": "['ok', 1, [], ['x'], 5]",
    "text-of-ten-megabytes": "['ok', 1, [], 'x' * 10_000_000, []]",
    "warnings-of-any-name": "['ok', 1, [], '', [['BaseException', 'x'], ['eval', 'x'], [1, 2], 'x']]",
    "a-warning-that-is-an-error": "['ok', 1, [], '', [['DeprecationWarning', 'x']] * 100_000]",
    "raised-a-number": "['raised', 5, [], '', []]",
    "raised-a-class-that-is-no-error": "raised(library('builtins', 'int'))",
    "raised-with-fields": "raised(ValueError, __class__=1, hunar_text=5, args=3)",
    "raised-stop-iteration": "raised(StopIteration)",
    "raised-generator-exit": "raised(GeneratorExit)",
    "raised-keyboard-interrupt": "raised(KeyboardInterrupt)",
    "raised-system-exit": "raised(SystemExit, 0)",
    "raised-skip-test": "raised(library('unittest.case', 'SkipTest', True))",
    "raised-the-end-of-the-channel": "raised(library('grader.inside.channel', 'ChannelEnded', True))",
    "raised-with-arguments-that-hurt": "raised(UnicodeDecodeError, *[Raw('same', 0)] * 5)",
}
KINDS = {
    "an-unknown-kind": "'superuser', 0",
    "os-system": "'library', ['os', 'system', False]",
    "eval": "'library', ['builtins', 'eval', False]",
    "exec-by-a-dotted-name": "'library', ['numpy', 'testing.assert_allclose', False]",
    "a-class-of-the-library": "'library', ['numpy', 'ndarray', False]",
    "bool": "'library', ['builtins', 'bool', False]",
    "a-module-not-loaded": "'library', ['antigravity', 'x', False]",
    "a-module-that-is-a-number": "'library', [5, 6, 7]",
    "a-function-of-the-instructors": "'given', 'same'",
    "a-name-of-the-test": "'given', 'wanted'",
    "an-instance-of-a-function": "'instance', ['same', {}]",
    "an-instance-with-a-class": "'instance', ['Account', {'__class__': 5}]",
    "a-record": "'record', ['Account', [1]]",
    "a-member": "'member', ['RATES', 0]",
    "a-callback-of-the-test": "'yours', 0",
    "a-callback-before-the-first": "'yours', -1",
    "a-view-of-a-number": "'view', ['keys', 5]",
    "a-view-called-otherwise": "'view', ['__class__', []]",
    "a-function-without-a-number": "'function', ['x', 'x']",
    "a-function-of-no-number": "'function', [1 << 200, 'x']",
    "an-iterator-for-ever": "'iterator', [0, True]",
    "a-coroutine": "'coroutine', 0",
    "an-object-that-is-a-number": "'object', [0, int, 3.0]",
    "an-object-that-is-true": "'object', [0, bool, True]",
    "an-object-of-itself": "'object', [0, Raw('class', 0), None]",
    "an-error-class-of-anything": "'error-class', [0, 'X' * 1000, [type, int, AssertionError]]",
    "a-pickle": "'pickle', b'cos\\nsystem\\n(S\"id\"\\ntR.'",
}
FACTS = {
    "are-none": "None",
    "are-empty": "{}",
    "are-of-wrong-types": "{'name': 5, 'qualname': [], 'doc': {}, 'bases': 7, 'specials': 'x',"
    " 'signature': 'x', 'returns': 5, 'function': 'x', 'compared': 5, 'unhashable': 'x'}",
    "name-special-methods": "old(number) | {'name': '__class__', 'bases': [], 'compared': ['x'],"
    " 'specials': ['__eq__', '__getattribute__', '__class__', '__del__', '__instancecheck__', '__bool__',"
    " '__array__', '__array_ufunc__', '__reduce__', '__init_subclass__', '__mro_entries__']}",
    "name-bases": "old(number) | {'bases': [AssertionError, bool, type, int, library('os', 'system')]}",
    "have-a-signature-that-runs": "old(number) | {'signature': [['a=__import__(\"os\").system(\"id\")', 1,"
    " False, 'x', False, 'x']], 'returns': ['__import__(\"os\")']}",
}
QUESTIONS = {
    "calls": "for n in range(30):\n        try: found.append(ask('call', n, [], {}))\n"
    "        except Exception: pass",
    "attributes": "for n in range(30):\n"
    "        for name in ('__globals__', '__class__', '__self__', 'x'):\n"
    "            try: found.append(ask('attribute', n, name))\n            except Exception: pass",
    "iterators": "for n in range(30):\n        try: found.append(ask('next', n))\n"
    "        except Exception: pass",
    "names": "for word in ('get', 'run', 'digests', 'describe', 'eval', '__class__', 'plain', 'finish'):\n"
    "        for said in (['wanted'], ['wanted', 'x'], [0], []):\n"
    "            try: found.append(ask(word, *said))\n            except Exception: pass",
    "input": "try: found.append(ask('input', 'x'))\n    except Exception: pass",
}


def _answering(name: str, made: str) -> Attack:
    return blank(f"answers-{name}", SERVER + f"answering(lambda question, answer: {made})")


def _asking(name: str, code: str) -> Attack:
    """While it is called. A check of its own shows what it got, and what was refused is no answer."""
    mean = f"found = []\ndef mean(xs):\n    {code}\n    return sum(xs) / len(xs)"
    told = TELL + "got = [f for f in found if not (type(f) is list and f[:1] in (['raised'], ['refused']))]\n"
    cells = {"mean": SERVER + mean, "power": told + "if got: tell(got)\n" + RIGHT["power"]}
    return Attack(f"asks-for-{name}", RIGHT | cells, most=FULL)


ATTACKS: list[Attack] = [_answering(name, made) for name, made in ANSWERS.items()]
ATTACKS += [blank(f"gives-{name}", SERVER + f"give(Raw({made}))") for name, made in KINDS.items()]
ATTACKS += [
    blank(
        f"facts-{name}",
        SERVER + f"old = server._describe\n"
        f"server._describe = server._describe_class_of = lambda number: {made}\n"
        "class Odd: __eq__ = lambda s, o: True\ngive(Odd())\nAccount = Odd",
    )
    for name, made in FACTS.items()
]
ATTACKS += [_asking(name, code) for name, code in QUESTIONS.items()]
ATTACKS += [
    blank("runs-say-done", SERVER + "server._run = lambda *a: {'ok': True, 'value': 3.0}"),
    blank("runs-say-something-odd", SERVER + "server._run = lambda *a: {'ok': 'yes', 'error': ['x']}"),
    blank("runs-say-too-much", SERVER + "server._run = lambda *a: {'ok': False, 'error': 'E' * 10_000_000, "
          "'builtin': True, 'text': 'x' * 10_000_000, 'line': 10 ** 30}"),
    blank("digests-are-none", SERVER + "server._digests = lambda: 5"),
    Attack("asks-for-ever", NOTHING | {"mean": SERVER + "def mean(xs):\n    while True:\n"
           "        try: ask('input', 'x')\n        except Exception: pass"}, limits=TIGHT),
    Attack("asks-deeper-and-deeper", NOTHING | {"mean": SERVER + "def mean(xs):\n"
    "    server.channel._depth = -9999\n"
           "    return ask('call', 0, [mean], {})"}, limits=TIGHT),
]  # fmt: skip
