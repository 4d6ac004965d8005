"""Attacks on who reads a page later: markup, scripts and control characters through every text that is kept.

A hand-in's own cells are shown to instructors as code; what must not pass is text that a page takes for
markup.
`MARKUP` is what each tries to bring in, put together while it runs so that it stands nowhere in the cell.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import NOTHING, Attack, blank
from tests.grader.attacks.subject import FULL, RIGHT

MAKE = """
tag = chr(60) + 'script src=//hunar.example/'
image = chr(60) + 'img src=x onerror=alert(1)' + chr(62)
both = tag + chr(62) + chr(60) + '/script' + chr(62) + image
"""
MARKUP = ("<script", "<img", "<svg", "<iframe", "javascript:", "onerror=alert(1)>")
"""What must not stand in a page as it is; escaped it is text."""
TEXTS = {
    "script-in-an-error": MAKE + "raise ValueError(both)",
    "script-in-an-error-when-called": MAKE + "def mean(xs): raise ValueError(both)",
    "script-in-an-error-name": MAKE + "raise type(both, (Exception,), {})('x')",
    "script-in-an-assertion": MAKE + "def mean(xs): raise AssertionError('[' + both + '] ' + both)",
    "code-of-a-mistake-forged": "def mean(xs): raise AssertionError('[wrong-mean] ' + str(xs))",
    "script-in-a-repr": (
        MAKE
        + "class R:\n    def __repr__(self): return both\n    _repr_html_ = __str__ = __repr__\nmean = R()"
    ),
    "html-output": (
        MAKE + "class R:\n    def _repr_html_(self): return both\ndisplay(R())\nprint(both)\nR()"
    ),
    "control-characters": "raise ValueError('\\x1b[2J\\x00\\x07\\u202e\\ud800 \\x1b]0;x\\x07')",
    "lines-without-end": "raise ValueError('\\n' * 100_000 + 'x' * 100_000)",
    "formula-for-a-spreadsheet": "raise ValueError('=cmd|\\'/c calc\\'!A1')",
    "template-language": "raise ValueError('{' * 2 + ' 7 * 7 ' + '}' * 2 + '{% include \"/etc/passwd\" %}')",
    "error-whose-text-raises": (
        "class E(Exception):\n    def __str__(self): raise SystemExit\n    __repr__ = __str__\n"
        "def mean(xs): raise E()"
    ),
    "error-whose-text-is-no-text": (
        "class S(str):\n    def __getitem__(self, i): return self\n    def encode(self, *a): return b'{}'\n"
        "    def __len__(self): return 0\n"
        "class E(Exception):\n    def __str__(self): return S('x' * 10_000)\ndef mean(xs): raise E()"
    ),
    "error-class-with-a-lying-name": (
        "class M(type):\n    __name__ = property(lambda cls: 5)\n    __module__ = property(lambda cls: [])\n"
        "class E(Exception, metaclass=M): pass\ndef mean(xs): raise E()"
    ),
}
ATTACKS: list[Attack] = [blank(name, text) for name, text in TEXTS.items()]
ATTACKS += [
    Attack(
        "markup-in-the-reflection",
        NOTHING
        | {
            "why": "</pre></div><script>alert(1)</script><img src=x onerror=alert(1)>"
            "\n\n[x](javascript:alert(1)) <svg/onload=alert(1)>\n```\n<iframe srcdoc='x'></iframe>"
        },
    ),
    Attack(
        "markup-in-an-added-cell",
        RIGHT,
        added={"mean": "# </code></pre><script>alert(1)</script>\n'<img src=x onerror=alert(1)>'"},
        most=FULL,
        least=FULL,
    ),
]
