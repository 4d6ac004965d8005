"""Text becomes a tree from any number of threads."""

from __future__ import annotations

import ast
import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.inside.syntax import parse

NESTED = "x = " + "(" * 60 + "1" + ")" * 60 + "\n" + "f(a, [b, {c: d}])\n" * 40


@pytest.fixture
def busy_collector() -> Iterator[None]:
    """Garbage is collected all the time, and each collection lets other threads run: then it happens."""

    def let_others_run(phase: str, info: dict[str, int]) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(let_others_run)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(let_others_run)


def test_many_threads_parse_at_once(busy_collector: None) -> None:
    """`ast.parse` itself raises SystemError here on Python 3.11.7."""
    with ThreadPoolExecutor(4) as pool:
        trees = list(pool.map(lambda _: parse(NESTED), range(400)))
    assert {len(tree.body) for tree in trees} == {41}


def test_what_is_no_python_is_a_syntax_error_with_its_place() -> None:
    with pytest.raises(SyntaxError) as error:
        parse("x =\n(", "cell 3")
    assert error.value.filename == "cell 3"
    assert ast.dump(parse("a + 1")) == ast.dump(ast.parse("a + 1"))
