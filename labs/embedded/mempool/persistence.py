"""mempool.dat: the mempool across restarts, in Core's own format, so that either node reads the other's.

It is written to a new file that then takes the old one's place. Source: Bitcoin Core,
src/node/mempool_persist.cpp.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx
from labs.bitcoin.wire import Reader, WireError, compact_size
from labs.embedded.mempool.admission import Admission
from labs.embedded.mempool.candidate import Terms
from labs.embedded.mempool.entry import Rejected

if TYPE_CHECKING:
    from labs.embedded.mempool.pool import Mempool

_PLAIN = 1
_OBFUSCATED = 2
_MAX_SIZE = 1 << 30
_U64 = Struct("<Q")
_TIME_AND_DELTA = Struct("<qq")
_I64 = Struct("<q")


def dump(pool: Mempool, path: Path) -> None:
    """Write the mempool, priorities and unbroadcast set. Raises OSError; then the old file is untouched."""
    entries = [entry for chunk in pool.ranked() for entry in chunk.entries]
    deltas = {txid: delta for txid, delta in pool.deltas.items() if txid not in pool.entries}
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(_U64.pack(_PLAIN) + _U64.pack(len(entries)))
        for entry in entries:
            file.write(entry.tx.serialize() + _TIME_AND_DELTA.pack(entry.time, entry.fee_delta))
        file.write(compact_size(len(deltas)))
        for txid, delta in sorted(deltas.items()):
            file.write(txid + _I64.pack(delta))
        file.write(compact_size(len(pool.unbroadcast)) + b"".join(sorted(pool.unbroadcast)))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def restore(
    pool: Mempool,
    path: Path,
    use_current_time: bool = False,
    apply_deltas: bool = True,
    apply_unbroadcast: bool = True,
) -> bool:
    """Read a mempool file and let in what still passes; False if it is missing or damaged.

    What was read before the damage stays. Transactions older than the expiry are left out.
    """
    counts = Counter[str]()
    try:
        if not path.is_file() or path.stat().st_size > _MAX_SIZE:
            raise OSError(f"{path} is no file of mempool data")
        reader = Reader(_plain(path.read_bytes()))
        now = pool.clock.now()
        for _ in range(*_U64.unpack(reader.read(8))):
            tx = Tx.read(reader)
            time, delta = _TIME_AND_DELTA.unpack(reader.read(16))
            time = now if use_current_time else time
            if delta and apply_deltas:
                pool.prioritise(tx.txid, delta)
            fresh = time > now - pool.policy.expiry_s
            counts[_let_in(pool, tx, time) if fresh else "expired"] += 1
        for _ in range(reader.compact_size()):
            txid = reader.read(32)
            (delta,) = _I64.unpack(reader.read(8))
            if apply_deltas:
                pool.prioritise(txid, delta)
        for _ in range(reader.compact_size()):
            txid = reader.read(32)
            if apply_unbroadcast and txid in pool:
                pool.unbroadcast.add(txid)
                counts["unbroadcast"] += 1
    except (OSError, ValueError) as error:  # damaged, or no name that a file can have
        pool.log("mempool", f"Failed to read mempool data: {error}. Continuing anyway.")
        return False
    pool.log(
        "mempool",
        f"Imported mempool transactions from file: {counts['succeeded']} succeeded, "
        f"{counts['failed']} failed, {counts['expired']} expired, {counts['there']} already there, "
        f"{counts['unbroadcast']} waiting for initial broadcast",
    )
    pool.on_change()
    return True


def _let_in(pool: Mempool, tx: Tx, time: int) -> str:
    """What became of it: it may have been mined, replaced or got too cheap by now."""
    try:
        Admission(pool).single(tx, Terms(time))
    except Rejected:
        return "there" if tx.txid in pool else "failed"
    return "succeeded"


def _plain(data: bytes) -> bytes:
    """What follows the version, without the obfuscation that Core lays over it. Raises WireError."""
    reader = Reader(data)
    (version,) = _U64.unpack(reader.read(8))
    if version == _PLAIN:
        return data[8:]
    if version != _OBFUSCATED:
        raise WireError("unknown version of mempool.dat")
    key = reader.var_bytes()
    if len(key) != 8:
        raise WireError("a key of mempool.dat has 8 bytes")
    start = 8 + 1 + 8
    turned = key[start % 8 :] + key[: start % 8]
    body = data[start:]
    pad = turned * (len(body) // 8 + 1)
    mixed = int.from_bytes(body, "little") ^ int.from_bytes(pad[: len(body)], "little")
    return mixed.to_bytes(len(body), "little")
