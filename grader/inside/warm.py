"""What a zygote imports before it forks: all that a submission would otherwise import, each at its own cost.

Libraries import much of themselves at the first use; what is listed here is what the first use would take.
Nothing is computed: an operation of torch before the fork would leave its children waiting for ever.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import sys
import time

from grader.inside import kernel
from grader.inside.families import load_families

PLAIN = """
argparse array asyncio base64 bisect calendar cmath collections.abc concurrent.futures contextlib
contextvars copy csv dataclasses datetime decimal difflib enum fractions functools hashlib heapq hmac
inspect io itertools json logging math numbers operator pathlib pickle pprint queue random re secrets
shutil sqlite3 statistics string struct subprocess tempfile textwrap threading time timeit traceback
types typing unittest unittest.mock urllib.parse uuid warnings weakref zlib pytest
"""
NUMPY = """
numpy numpy.fft numpy.linalg numpy.ma numpy.polynomial numpy.random numpy.testing pandas pandas.testing
matplotlib matplotlib.pyplot matplotlib.font_manager matplotlib.backends.backend_agg matplotlib.dates
scipy scipy.integrate scipy.interpolate scipy.linalg scipy.optimize scipy.signal scipy.sparse scipy.special
scipy.stats sklearn sklearn.base sklearn.cluster sklearn.compose sklearn.datasets sklearn.decomposition
sklearn.dummy sklearn.ensemble sklearn.exceptions sklearn.impute sklearn.inspection sklearn.linear_model
sklearn.metrics sklearn.model_selection sklearn.naive_bayes sklearn.neighbors sklearn.pipeline
sklearn.preprocessing sklearn.svm sklearn.tree sklearn.utils.estimator_checks sklearn.utils.validation
"""
TORCH = """
torch torch.nn torch.nn.functional torch.nn.utils torch.optim torch.optim.lr_scheduler torch.autograd
torch.testing torch.distributed.tensor torch.utils.data torch._dynamo
"""
ROLES = ("learner", "checker", "probe")
LISTS = {"plain": (PLAIN,), "numpy": (PLAIN, NUMPY), "torch": (PLAIN, NUMPY, TORCH)}
THREADS_END_S = 10.0
LARGE_PAGE = 2 << 20


def warm(kind: str, labs: list[str]) -> None:
    """Import for `kind`, and modules of `labs`. What is not installed is left out.

    Raises RuntimeError if a thread stays behind.
    """
    for names in LISTS[kind]:
        for name in names.split():
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    for name in labs:
        with contextlib.suppress(Exception):  # whoever imports it in a cell sees what is wrong with it
            importlib.import_module(name)
    for role in ROLES:
        importlib.import_module(f"grader.inside.{role}")
    load_families()
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    deadline = time.monotonic() + THREADS_END_S
    while (count := len(os.listdir("/proc/self/task"))) > 1:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{count - 1} thread(s) of an imported library go on; a fork needs none")
        time.sleep(0.01)


def compact() -> None:
    """Large pages for what lies in memory: a fork copies one entry for each, not 512, and ends as fast."""
    with open("/proc/self/maps", encoding="ascii") as file:
        areas = [line.split() for line in file]
    for area in areas:
        start, end = (int(number, 16) for number in area[0].split("-"))
        if area[1] == "rw-p" and area[4] == "0":  # memory of no file
            kernel.collapse(-(-start // LARGE_PAGE) * LARGE_PAGE, end // LARGE_PAGE * LARGE_PAGE)


def reseed() -> None:
    """After the fork: random numbers of this process's own, or all forks would draw the same."""
    random.seed(os.urandom(32))
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed(int.from_bytes(os.urandom(4)))
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.manual_seed(int.from_bytes(os.urandom(6)))
