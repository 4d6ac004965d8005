"""Python text -> its tree, from one thread at a time.

In Python 3.11, as late as 3.11.7, a second thread that parses at the same moment can make one fail with
`SystemError: AST constructor recursion depth mismatch` (CPython issue 106905). Whoever grades on several
threads parses here.
"""

from __future__ import annotations

import ast
import threading

_turn = threading.Lock()


def parse(text: str, file: str = "<unknown>") -> ast.Module:
    """As `ast.parse`, and with its errors."""
    with _turn:
        return ast.parse(text, file)
