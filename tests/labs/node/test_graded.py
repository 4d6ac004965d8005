"""A notebook's node works where submissions are graded: no network, little room, other packages' paths."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.course import Limits
from grader.engine import grade
from grader.release import release
from grader.source import read_source

SOURCE = '''
# %% nbgrader={"grade_id": "pay", "solution": true}
import labs.node
from decimal import Decimal

def pay(amount):
    """The balance after mining and paying somebody, on a fresh node."""
    ### BEGIN SOLUTION
    with labs.node.regtest() as rpc:
        rpc.mine(101)
        rpc.createwallet("ali")
        rpc.sendtoaddress(rpc.wallet("ali").getnewaddress(), amount)
        rpc.mine(1)
        return rpc.wallet("ali").getbalance(), rpc.url
    ### END SOLUTION

def reward(rpc):
    """What mining one block pays."""
    ### BEGIN SOLUTION
    return rpc.block(rpc.mine(1)[0])["tx"][0]["vout"][0]["value"]
    ### END SOLUTION

# %% nbgrader={"grade_id": "pay-check", "grade": true, "points": 4}
balance, url = pay(Decimal("1.25"))
assert balance == Decimal("1.25"), f"{balance}"
assert url.startswith("unix:/tmp/"), url

# %% nbgrader={"grade_id": "reward-check", "grade": true, "points": 2}
with labs.node.regtest() as rpc:
    assert reward(rpc) == 50 and rpc.getblockcount() == 1
'''


@pytest.mark.slow
def test_a_submission_may_start_nodes_where_it_is_graded(tmp_path: Path) -> None:
    path = tmp_path / "source.py"
    path.write_text(SOURCE, encoding="utf-8")
    source = read_source(path)
    notebook = json.loads(json.dumps(release(source, "a")))
    by_id = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell["source"] for cell in source["cells"]}
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = by_id.get(grade_id, cell["source"])
    limits = Limits(timeout_s=60, memory_mib=1024, cell_timeout_s=30)
    verdict = grade(json.dumps(notebook).encode(), source, limits, name="a.ipynb")
    assert (verdict.status, verdict.score) == ("graded", 6.0), verdict
