"""Mining alone on a real node, and the two programs that a class starts."""

from __future__ import annotations

import hmac
import re
import signal
import subprocess
import sys

import pytest

import labs.node
from labs.bitcoin.addresses import AddressError
from labs.mining.solo import BlockRefused, Progress, mine, mine_one

ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"


def test_mined_blocks_are_the_chain(rpc: labs.node.Client) -> None:
    height = rpc.getblockcount()
    hashes = mine(rpc, ADDRESS, blocks=3, progress=False)
    assert [rpc.getblockhash(height + 1 + place) for place in range(3)] == hashes
    coinbase = rpc.getblock(hashes[-1], 2)["tx"][0]
    assert coinbase["vout"][0]["scriptPubKey"]["address"] == ADDRESS


def test_progress_is_a_line_of_text_for_each_block(
    rpc: labs.node.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    (block_hash,) = mine(rpc, ADDRESS)
    height = rpc.getblockcount()
    assert re.match(
        rf"\rblock {height} found after \d+ hash(es)?: {block_hash} *\n\Z", capsys.readouterr().out
    )


def test_long_mining_tells_its_speed_and_its_luck(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress.expected, progress.height = 1_000_000, 7
    progress.started -= 2
    progress.told -= 2
    progress.tried(500_000)
    progress.tried(500_000)  # within the same second: not told again
    assert re.fullmatch(
        r"\rblock 7: 500,000 hashes, 0\.2\d MH/s, 50% of the 1,000,000 that it takes on average",
        capsys.readouterr().out,
    )


def test_an_address_of_another_network_is_refused(rpc: labs.node.Client) -> None:
    with pytest.raises(AddressError):
        mine(rpc, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", progress=False)


def test_a_block_that_the_node_refuses_says_why(rpc: labs.node.Client) -> None:
    class Greedy:
        """A client that believes in a higher reward."""

        def call(self, method: str, /, *params: object) -> object:
            answer = rpc.call(method, *params)
            if method == "getblocktemplate":
                answer["coinbasevalue"] += 1
            return answer

    with pytest.raises(BlockRefused, match="bad-cb-amount") as caught:
        mine_one(Greedy(), b"\x51", Progress(False))
    assert caught.value.reason == "bad-cb-amount"


def test_pool_and_miner_run_as_programs() -> None:
    salt, password = "0f" * 16, "for the class"
    proof = hmac.new(salt.encode(), password.encode(), "sha256").hexdigest()
    with labs.node.regtest("kernel", wallet=False, options=[f"-rpcauth=class:{salt}${proof}"]) as rpc:
        rpc.generatetoaddress(1, ADDRESS)
        url = rpc.url.replace("//", f"//class:{password.replace(' ', '%20')}@")
        program = [sys.executable, "-m", "labs.mining.pool", "--rpc", url, "--address", ADDRESS]
        program += ["--listen", "127.0.0.1:0", "--difficulty", "1e-5", "--block-difficulty", "2e-5"]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as pool:
            try:
                assert pool.stdout is not None
                listening = re.fullmatch(r"listening on stratum\+tcp://(.*)\n", pool.stdout.readline())
                assert listening
                miner = [sys.executable, "-m", "labs.mining.miner", listening[1], "ali", "--seconds", "3"]
                mined = subprocess.run(miner, capture_output=True, text=True, timeout=30, check=True)
                block = pool.stdout.readline()
            finally:
                pool.send_signal(signal.SIGTERM)
        assert pool.returncode == 0
        assert re.search(r"hashes, [1-9]\d* shares accepted, \d+ refused\n\Z", mined.stdout)
        assert re.fullmatch(r"block 2 [0-9a-f]{64} by ali: accepted\n", block)
        assert rpc.getblockcount() >= 2


def test_a_pool_without_a_node_says_so_in_one_line() -> None:
    program = [sys.executable, "-m", "labs.mining.pool", "--address", ADDRESS, "--rpc"]
    for url, word in (("http://a:b@127.0.0.1:9", "No node answers"), ("nonsense", "address looks like")):
        ended = subprocess.run([*program, url], capture_output=True, text=True, timeout=30)
        assert ended.returncode == 1
        assert ended.stderr.startswith("pool: ")
        assert word in ended.stderr
        assert "Traceback" not in ended.stderr
