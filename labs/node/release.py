"""Bitcoin Core's own release for this machine: fetched, checked against its SHA-256, unpacked.

The sums below are those that 15 builders signed in bitcoin-core/guix.sigs, 31.1/*/all.SHA256SUMS: all 15
files are the same, and all 15 signatures were checked. Nothing with another sum is ever unpacked, and what
was unpacked is run only while it is unchanged.
"""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import json
import os
import platform
import shutil
import tarfile
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from labs.node.errors import NodeError

VERSION = "31.1"
SITE = f"https://bitcoincore.org/bin/bitcoin-core-{VERSION}/"
SHA256 = {
    "x86_64-linux-gnu": "b80d9c3e04da78fb6f0569685673418cf686fadba9042d926d13fb87ff503f9e",
    "aarch64-linux-gnu": "dcf1873f2208ba4f962f3398d47e154c39c0084be8f4553e05c940d0ace3d004",
    "arm-linux-gnueabihf": "66b2b45359efa161031a49898f96aa7cf1455db46ca6102acd16a7197dc3b96f",
    "riscv64-linux-gnu": "8a9213348a111438472653b8bd46c12184c60cc35ce0c2af02b853de4297cf94",
    "powerpc64-linux-gnu": "f81dd017a551c5af7fa2d6fa67b885077a8353322a8019e8fd538366bae1eff7",
    "x86_64-apple-darwin": "bc506958d0f387c1ea770bdc7c7192a505fa645ff62cabcc7761fa7eb89e867e",
    "arm64-apple-darwin": "16a097c09fbd7eb78b240ce1dae123663ea2e5e377cfd6a951e71e227e23cf2f",
}
"""Platform: sum of bitcoin-VERSION-PLATFORM.tar.gz."""
MACHINES = {"amd64": "x86_64", "arm64": "aarch64", "armv7l": "arm", "ppc64": "powerpc64"}
PROGRAMS = ("bitcoind", "bitcoin-cli")
SUMS = "sums.json"
"""SHA-256 of each program as it was unpacked."""
CHUNK = 1 << 20
TIMEOUT_S = 30
LARGEST = 200 << 20

Say = Callable[[str], object]


class InstallError(NodeError):
    """The release was not installed; nothing of it is left to be run. The text says what to do."""


def home(state: Path | None = None) -> Path:
    """Where this version lies: below the state folder, HUNAR_STATE, else var/ of this repository."""
    if state is None:
        state = Path(os.environ.get("HUNAR_STATE") or Path(__file__).resolve().parents[2] / "var")
    return state / "bitcoin" / VERSION


def installed(folder: Path | None = None) -> Path | None:
    """The bitcoind that was installed and is still what was checked; None where there is none."""
    folder = folder or home()
    try:
        sums = json.loads((folder / SUMS).read_text(encoding="utf-8"))
        program = folder / "bitcoind"
        return program if _sum_of(program) == sums["bitcoind"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def install(
    folder: Path,
    say: Say,
    archive: Path | None = None,
    site: str = SITE,
    sums: Mapping[str, str] = SHA256,
) -> Path:
    """Fetch, check and unpack the release into `folder`; gives bitcoind's path. Raises InstallError.

    archive: one that was fetched already. An interrupted download goes on where it stopped.
    """
    name, expected = wanted(sums=sums)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / ".lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if found := installed(folder):
                say(f"Bitcoin Core {VERSION} is installed: {found}")
                return found
            part = folder / f"{name}.part"
            if archive is None:
                _download(site + name, part, say)
            _check(archive or part, expected, part)
            _unpack(archive or part, folder)
            part.unlink(missing_ok=True)
    except (OSError, KeyError, tarfile.TarError) as error:
        raise InstallError(f"Bitcoin Core was not installed: {error}") from error
    say(f"Installed Bitcoin Core {VERSION}: {folder / 'bitcoind'}")
    return folder / "bitcoind"


def wanted(system: str = "", machine: str = "", sums: Mapping[str, str] = SHA256) -> tuple[str, str]:
    """The archive for this machine, and its SHA-256. Raises InstallError where there is none."""
    system, machine = (system or platform.system()).lower(), (machine or platform.machine()).lower()
    machine = MACHINES.get(machine, machine)
    if system == "darwin":
        kind = f"{'arm64' if machine == 'aarch64' else machine}-apple-darwin"
    else:
        kind = f"{machine}-{system}-gnu{'eabihf' if machine == 'arm' else ''}"
    if kind not in sums:
        raise InstallError(
            f"There is no Bitcoin Core {VERSION} to install for {system} on {machine}. The embedded engine"
            " runs wherever py-bitcoinkernel does: hunar node --engine kernel"
        )
    return f"bitcoin-{VERSION}-{kind}.tar.gz", sums[kind]


def _download(url: str, part: Path, say: Say) -> None:
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            resumed = have > 0 and answer.status == 206
            have = have if resumed else 0
            total = have + int(answer.headers.get("Content-Length") or 0)
            say(f"Fetching {url} ({total >> 20} MiB{', going on' if resumed else ''}) ...")
            with open(part, "ab" if resumed else "wb") as file:
                while block := answer.read(CHUNK):
                    have += file.write(block)
                    if have > LARGEST:
                        raise InstallError(f"{url} is larger than any release: not fetched.")
        if have < total:
            raise http.client.IncompleteRead(b"", total - have)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:  # all of it is here already
            return
        raise InstallError(f"{url}: the server answered {error.code}. {_by_hand(url)}") from error
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise InstallError(f"{url} cannot be fetched: {reason}. {_by_hand(url)}") from error


def _by_hand(url: str) -> str:
    return (
        "Try again: it goes on where it stopped. Without the internet, fetch that file on another machine and"
        f" type: hunar node --install --archive {url.rsplit('/', 1)[1]}\nThe embedded engine needs no"
        " download."
    )


def _check(archive: Path, expected: str, part: Path) -> None:
    found = _sum_of(archive)
    if found != expected:
        part.unlink(missing_ok=True)
        raise InstallError(
            f"{archive.name} is not the release of Bitcoin Core: its SHA-256 is {found}, and must be"
            f" {expected}. Nothing was unpacked. Fetch it again; if it stays so, somebody changes it"
            " on its way to you."
        )


def _unpack(archive: Path, folder: Path) -> None:
    """The programs alone, under their own names: nothing in the archive chooses where it lands."""
    sums = {}
    with tempfile.TemporaryDirectory(dir=folder) as name, tarfile.open(archive) as tar:
        for program in PROGRAMS:
            source = tar.extractfile(f"bitcoin-{VERSION}/bin/{program}")
            if source is None:
                raise InstallError(f"{archive.name} has no {program}.")
            draft = Path(name, program)
            with open(draft, "wb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            draft.chmod(0o755)
            sums[program] = _sum_of(draft)
            os.replace(draft, folder / program)
        written = Path(name, SUMS)
        written.write_text(json.dumps(sums), encoding="utf-8")
        os.replace(written, folder / SUMS)


def _sum_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
