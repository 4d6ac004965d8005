"""The mempool across restarts."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from labs.embedded.mempool.persistence import restore
from tests.labs.embedded.pooled import START, PoolLab, chain_of, ids, spend


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[PoolLab]:
    with PoolLab(tmp_path) as opened:
        family = chain_of(opened.coins[0], 3)
        opened.accept(*family)
        opened.clock.set_mock(START + 50)
        opened.accept(spend(opened.coins[1], fee=7_000))
        opened.pool.prioritise(family[0].txid, 500)
        opened.pool.prioritise(b"\x07" * 32, -9)
        opened.pool.unbroadcast.add(family[1].txid)
        yield opened


def described(lab: PoolLab) -> object:
    entries = {
        txid: (entry.fee, entry.fee_delta, entry.time, set(entry.parents))
        for txid, entry in lab.pool.entries.items()
    }
    return entries, lab.pool.deltas, lab.pool.unbroadcast


def emptied(lab: PoolLab) -> None:
    lab.pool.remove(list(lab.pool.entries.values()), "expiry")
    lab.pool.deltas.clear()


def test_a_saved_mempool_comes_back_as_it_was(lab: PoolLab) -> None:
    before = described(lab)
    copied = deepcopy(before)
    path = lab.pool.save()
    assert path == lab.options.network_dir / "mempool.dat"
    emptied(lab)
    lab.pool.load()
    assert described(lab) == copied and lab.pool.loaded


def test_importing_takes_over_only_what_is_asked_for(lab: PoolLab) -> None:
    path = lab.pool.save()
    before = lab.ids
    emptied(lab)
    lab.clock.set_mock(START + 999)
    assert restore(lab.pool, path, use_current_time=True, apply_deltas=False, apply_unbroadcast=False)
    assert lab.ids == before
    assert {entry.time for entry in lab.pool.entries.values()} == {START + 999}
    assert not lab.pool.deltas and not lab.pool.unbroadcast
    assert restore(lab.pool, path)
    assert lab.pool.deltas[b"\x07" * 32] == -9


def test_a_file_cut_anywhere_does_no_harm(lab: PoolLab) -> None:
    path = lab.pool.save()
    whole = path.read_bytes()
    for cut in range(0, len(whole), 7):
        emptied(lab)
        path.write_bytes(whole[:cut])
        assert not restore(lab.pool, path)
        lab.pool.load()
        assert lab.pool.loaded
    path.unlink()
    assert not restore(lab.pool, path)


def test_a_file_with_any_byte_wrong_does_no_harm(lab: PoolLab) -> None:
    path = lab.pool.save()
    whole = path.read_bytes()
    for place in range(0, len(whole), 5):
        emptied(lab)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        restore(lab.pool, path)
        for entry in lab.pool.entries.values():
            assert all(lab.pool.coin(source.prevout) for source in entry.tx.inputs)


def test_core_s_obfuscated_form_is_read_too(lab: PoolLab) -> None:
    path = lab.pool.save()
    before = lab.ids
    emptied(lab)
    key = bytes(range(1, 9))
    plain = struct.pack("<Q", 2) + b"\x08" + key + path.read_bytes()[8:]
    mixed = bytes(byte ^ key[place % 8] if place >= 17 else byte for place, byte in enumerate(plain))
    path.write_bytes(mixed)
    assert restore(lab.pool, path)
    assert lab.ids == before


def test_saving_leaves_the_old_file_when_it_fails(lab: PoolLab) -> None:
    path = lab.pool.save()
    whole = path.read_bytes()
    path.with_name("mempool.dat.new").mkdir()
    lab.accept(spend(lab.coins[5]))
    with pytest.raises(OSError):
        lab.pool.save()
    assert path.read_bytes() == whole
    lab.pool.close()


def test_what_was_mined_or_has_expired_stays_away(lab: PoolLab) -> None:
    path = lab.pool.save()
    family = chain_of(lab.coins[0], 3)
    lab.mine(family[0])
    emptied(lab)
    lab.clock.set_mock(START + 336 * 3600 + 10)
    assert restore(lab.pool, path)
    assert lab.ids == ids([spend(lab.coins[1], fee=7_000)])


def test_a_node_that_keeps_nothing_writes_and_reads_nothing(tmp_path: Path) -> None:
    with PoolLab(tmp_path, "-persistmempool=0") as lab:
        lab.accept(spend(lab.coins[0]))
        lab.pool.loaded = True
        lab.pool.close()
        assert not lab.pool.path.exists()
        lab.pool.save()
        emptied(lab)
        lab.pool.load()
        assert not lab.ids and lab.pool.loaded


def test_what_is_no_plain_file_is_not_read(lab: PoolLab, tmp_path: Path) -> None:
    assert not restore(lab.pool, Path("/dev/zero"))
    assert not restore(lab.pool, tmp_path)
    assert not restore(lab.pool, Path("nul\0byte"))
    assert not restore(lab.pool, Path("é" * 400))


def test_the_largest_priority_can_be_saved(lab: PoolLab) -> None:
    txid = next(iter(lab.pool.entries))
    for _ in range(3):
        lab.pool.prioritise(txid, (1 << 63) - 1)
    path = lab.pool.save()
    emptied(lab)
    assert restore(lab.pool, path)
    assert lab.pool.entries[txid].fee_delta == (1 << 63) - 1
