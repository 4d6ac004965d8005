"""Bitcoin Core's consensus engine, which decides what is valid.

The kernel's own databases are a cache here: whatever it forgets is fed to it again from the store. Its
verdicts come in three pieces that this file puts together: a return value, a callback with the kind of
failure, and a log line with the reason. Source: py-bitcoinkernel, bitcoinkernel.h.
"""

import ctypes
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from labs.bitcoin.wire import WireError
from labs.embedded import head_start

if TYPE_CHECKING:
    import pbk

INVALID, ERROR = 1, 2
MUTATED = 4

_ACCEPT_FAILED = re.compile(r"ProcessNewBlock: AcceptBlock FAILED \((.*)\)", re.DOTALL)
_CONNECT_FAILED = re.compile(r"ConnectTip: ConnectBlock ([0-9a-f]{64}) failed, (.*)", re.DOTALL)

_calls = threading.RLock()
"""The kernel's log belongs to the whole process, so one call at a time."""
_lines: list[str] = []
_mocked = 0
_logging: "pbk.LoggingConnection | None" = None


class KernelError(RuntimeError):
    """The kernel cannot go on: its databases, the disk, or a bug; the text is its own."""


class Outcome(NamedTuple):
    """What became of one block. Hashes in internal order.

    accepted: it is in the block tree; new: it was not before; reason and debug: Core's reject reason, empty
    when the block passed; checked: a verdict on this very block was reached (False for a branch that waits);
    mutated: the bytes were wrong, not the block that the hash names; failed: all blocks found invalid.
    """

    accepted: bool
    new: bool
    checked: bool
    reason: str
    debug: str
    mutated: bool
    failed: set[bytes]


class Kernel:
    """One chain state on disk, below network_dir/blocks and network_dir/chainstate."""

    def __init__(self, network_dir: Path) -> None:
        """Opens or creates the databases. Raises KernelError when they cannot be read."""
        self.network_dir = network_dir
        self._fatal = ""
        self._checked: list[tuple[bytes, int, int]] = []
        self._manager: pbk.ChainstateManager | None = None
        head_start.wait()
        with _calls:
            _listen()
            self._open()

    def _open(self) -> None:
        import pbk
        from pbk.notifications import NotificationInterfaceCallbacks

        options = pbk.ContextOptions()
        options.set_chainparams(pbk.ChainParameters(pbk.ChainType.REGTEST))
        options.set_notifications(
            NotificationInterfaceCallbacks(fatal_error=self._on_error, flush_error=self._on_error)
        )
        options.set_validation_interface(pbk.ValidationInterfaceCallbacks(block_checked=self._on_checked))
        blocks = self.network_dir / "blocks"
        try:
            manager_options = pbk.ChainstateManagerOptions(
                pbk.Context(options), str(self.network_dir), str(blocks)
            )
            self._manager = pbk.ChainstateManager(manager_options)
        except RuntimeError as error:
            raise KernelError(_last_error() or str(error)) from None
        self._chain = self._manager.get_active_chain()

    def _on_error(self, user_data: Any, message: Any, length: int) -> None:
        self._fatal = ctypes.string_at(message, length).decode(errors="replace")

    def _on_checked(self, user_data: Any, block: "pbk.Block", state: "pbk.BlockValidationState") -> None:
        mode, result = int(state.validation_mode), int(state.block_validation_result)
        if mode:
            self._checked.append((bytes(block.block_hash), mode, result))
        else:
            self._checked.append((bytes(block.block_hash), 0, 0))

    @property
    def manager(self) -> "pbk.ChainstateManager":
        """The library's object. Raises KernelError after close."""
        if self._manager is None:
            raise KernelError("the kernel is closed")
        return self._manager

    @property
    def height(self) -> int:
        height: int = self._chain.height
        return height

    @property
    def tip(self) -> bytes:
        """Hash of the block at the end of the kernel's active chain."""
        return self.hash_at(self.height)

    def hash_at(self, height: int) -> bytes:
        """Hash of the active chain's block at height, 0 <= height <= self.height."""
        return bytes(self._chain.block_tree_entries[height].block_hash)

    def raw_at(self, height: int) -> bytes:
        """A block of the active chain. Raises KernelError when its file is damaged."""
        try:
            return bytes(self.manager.blocks[self._chain.block_tree_entries[height]])
        except RuntimeError as error:
            raise KernelError(str(error)) from None

    def knows(self, block_hash: bytes) -> bool:
        """True when the header is in the kernel's block tree."""
        import pbk

        return pbk.BlockHash(block_hash) in self.manager.block_tree_entries

    def submit(self, raw: bytes, block_hash: bytes) -> Outcome:
        """Gives a block to the kernel. Raises WireError, or KernelError if it cannot go on."""
        import pbk

        with _calls:
            _lines.clear()
            self._checked.clear()
            try:
                new = self.manager.process_block(pbk.Block(raw))
                accepted = True
            except pbk.ProcessBlockException:
                new = accepted = False
            except RuntimeError:
                raise WireError("Block decode failed") from None
            self._raise_if_fatal()
            return self._outcome(block_hash, accepted, new)

    def submit_header(self, header: bytes) -> str:
        """Gives a header to the kernel; returns '' or the reason for which it was refused."""
        import pbk

        with _calls:
            _lines.clear()
            try:
                self.manager.process_block_header(pbk.BlockHeader(header))
            except pbk.ProcessBlockHeaderException:
                return "invalid"
            return ""

    def _outcome(self, block_hash: bytes, accepted: bool, new: bool) -> Outcome:
        reason, mutated, checked = "", False, False
        failed = set()
        for checked_hash, mode, result in self._checked:
            if checked_hash == block_hash:
                checked = True
                mutated = result == MUTATED
            if mode == INVALID and result != MUTATED:
                failed.add(checked_hash)
            if mode == ERROR:
                raise KernelError(_last_error() or "the kernel could not check a block")
        for name, text in _failures():
            if name == block_hash or (not name and not accepted):
                reason = text
        reason, _, debug = reason.partition(", ")
        if checked and not reason and (block_hash in failed or mutated):
            reason = "rejected"
        return Outcome(accepted, new, checked, reason, debug, mutated, failed)

    def _raise_if_fatal(self) -> None:
        if self._fatal:
            raise KernelError(self._fatal)

    def flush(self) -> None:
        """Writes everything to disk, which the library does only when it closes."""
        with _calls:
            self.close()
            self._open()

    def close(self) -> None:
        """Writes everything to disk and lets go of it. May be called twice."""
        with _calls:
            manager, self._manager = self._manager, None
            if manager is not None:
                del self._chain
                manager.__exit__(None, None, None)
                _give_memory_back()


def wipe(network_dir: Path) -> None:
    """Removes the kernel's databases, and nothing of the store's."""
    import shutil

    shutil.rmtree(network_dir / "chainstate", ignore_errors=True)
    blocks = network_dir / "blocks"
    shutil.rmtree(blocks / "index", ignore_errors=True)
    for pattern in ("blk*.dat", "rev*.dat", "xor.dat"):
        for path in blocks.glob(pattern):
            path.unlink()


def set_mock_time(seconds: int) -> None:
    """Moves the kernel's clock, by which it refuses blocks from the future; 0 gives the real time back.

    The clock is the process's. It is a C++ function that the library shows, but not in its C header: where it
    is missing, blocks more than two hours ahead of the real time stay refused.
    """
    global _mocked
    if seconds == _mocked:
        return
    from pbk.capi.library import BITCOINKERNEL_LIB

    function = getattr(BITCOINKERNEL_LIB, "_Z11SetMockTimel", None)
    if function is not None:
        function.argtypes, function.restype = [ctypes.c_int64], None
        function(seconds)
        _mocked = seconds


def _give_memory_back() -> None:
    """Returns what the C library keeps of freed memory, about 30 MB after a kernel, to the system."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _listen() -> None:
    """Connects to the kernel's log, once in a process."""
    global _logging
    if _logging is None:
        import pbk

        pbk.logging_set_options(pbk.LoggingOptions(log_timestamps=False))
        _logging = pbk.LoggingConnection(_note)


def _note(line: str) -> None:
    if "FAILED" in line or "failed" in line or "rror" in line:
        _lines.append(line)
        del _lines[:-200]


def _failures() -> Iterator[tuple[bytes, str]]:
    """The refusals in the log since the last call: (hash, b'' for the submitted block; reason, debug)."""
    for line in _lines:
        if found := _CONNECT_FAILED.search(line):
            yield bytes.fromhex(found[1])[::-1], found[2].strip()
        elif found := _ACCEPT_FAILED.search(line):
            yield b"", found[1]


def _last_error() -> str:
    return _lines[-1].strip() if _lines else ""
