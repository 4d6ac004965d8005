"""A backup is whole or refused, and what comes back is what went in."""

from __future__ import annotations

import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.backup import BackupError, read, write
from hub.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A state folder with a database in WAL mode, a hand-in, a key and a home with a link."""
    state = tmp_path / "var"
    for name in ("keys", "submissions/ab", "homes/ali", "courses/start"):
        (state / name).mkdir(parents=True)
    (state / "keys" / "cookie_secret").write_text("00" * 32)
    (state / "keys" / "cookie_secret").chmod(0o600)
    (state / "submissions" / "ab" / "abcd").write_bytes(os.urandom(1000))
    (state / "homes" / "ali" / "notes.txt").write_text("mine")
    (state / "homes" / "ali" / "link").symlink_to("/etc/passwd")
    with closing(sqlite3.connect(state / "hunar.sqlite")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE handed_in (digest TEXT)")
        database.execute("INSERT INTO handed_in VALUES ('abcd')")
        database.commit()
    return Settings(state=state)


def rows(state: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(state / "hunar.sqlite")) as database:
        return database.execute("SELECT digest FROM handed_in").fetchall()


def test_what_comes_back_is_what_went_in(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.state / "hunar.sqlite")) as writer:  # somebody is at work
        writer.execute("INSERT INTO handed_in VALUES ('efgh')")
        writer.commit()
        write(settings, tmp_path / "b.tar.gz")
    back = Settings(state=tmp_path / "back")
    assert read(back, tmp_path / "b.tar.gz") == 4
    assert rows(back.state) == [("abcd",), ("efgh",)]
    for name in ("keys/cookie_secret", "submissions/ab/abcd", "homes/ali/notes.txt"):
        assert (back.state / name).read_bytes() == (settings.state / name).read_bytes()
    assert (back.state / "homes" / "ali" / "link").readlink() == Path("/etc/passwd")
    assert back.state.stat().st_mode & 0o777 == 0o700
    assert (back.state / "keys" / "cookie_secret").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_private_and_leaves_nothing_beside_it(settings: Settings, tmp_path: Path) -> None:
    write(settings, tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir()} == {"var", "b.tar.gz"}
    assert not list(settings.state.glob(".backup-*"))


def test_a_state_that_is_not_empty_is_only_put_aside_by_force(settings: Settings, tmp_path: Path) -> None:
    write(settings, tmp_path / "b.tar.gz")
    (settings.state / "homes" / "ali" / "newer.txt").write_text("newer")
    with pytest.raises(BackupError, match="--force"):
        read(settings, tmp_path / "b.tar.gz")
    read(settings, tmp_path / "b.tar.gz", force=True)
    assert not (settings.state / "homes" / "ali" / "newer.txt").exists()
    (aside,) = tmp_path.glob("var-before-*")
    assert (aside / "homes" / "ali" / "newer.txt").read_text() == "newer"


def test_a_cut_or_changed_backup_is_refused_and_nothing_is_touched(
    settings: Settings, tmp_path: Path
) -> None:
    whole = tmp_path / "b.tar.gz"
    write(settings, whole)
    content = gzip.decompress(whole.read_bytes())
    changed = content.replace(b"mine", b"MINE", 1)
    assert changed != content
    for name, damaged in {"cut": whole.read_bytes()[:-200], "changed": gzip.compress(changed)}.items():
        (tmp_path / name).write_bytes(damaged)
        with pytest.raises(BackupError, match="damaged"):
            read(settings, tmp_path / name, force=True)
    assert (settings.state / "homes" / "ali" / "notes.txt").read_text() == "mine"
    assert not list(tmp_path.glob("var-before-*"))


def test_an_archive_that_climbs_out_is_refused(tmp_path: Path) -> None:
    import io
    import tarfile

    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as archive:
        entry = tarfile.TarInfo("../escaped")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(BackupError, match="not a backup"):
        read(Settings(state=tmp_path / "deep" / "var"), evil)
    assert not (tmp_path / "escaped").exists() and not (tmp_path / "deep" / "escaped").exists()


def test_a_backup_of_one_kind_of_database_is_not_restored_as_the_other(
    settings: Settings, tmp_path: Path
) -> None:
    write(settings, tmp_path / "b.tar.gz")
    back = Settings(state=tmp_path / "back", database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(BackupError, match="without HUNAR_DATABASE_URL"):
        read(back, tmp_path / "b.tar.gz")
    assert not back.state.exists()


def test_class_networks_come_back_but_for_wallets_that_are_open(tmp_path: Path) -> None:
    state, back = tmp_path / "var", tmp_path / "back"
    regtest = state / "network" / "toys" / "node" / "regtest"
    places = [regtest / "blocks" / "chain.sqlite", *(regtest / "wallets" / n / "wallet.dat" for n in "ab")]
    for number, place in enumerate([state / "network" / "faucet.sqlite", *places]):
        place.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(place)) as database, database:
            database.execute(f"CREATE TABLE held AS SELECT {number} AS n")
    (state / "network" / "toys" / "chain").write_text("this very chain")
    with closing(sqlite3.connect(places[2], isolation_level=None)) as open_wallet:
        open_wallet.execute("PRAGMA locking_mode = EXCLUSIVE")
        open_wallet.execute("BEGIN EXCLUSIVE")
        write(Settings(state=state), tmp_path / "b.tar.gz")
    read(Settings(state=back), tmp_path / "b.tar.gz")
    for number, place in enumerate(places[:2], 1):
        with closing(sqlite3.connect(back / place.relative_to(state))) as database:
            assert database.execute("SELECT n FROM held").fetchone() == (number,)
    assert not (back / places[2].relative_to(state)).exists()
    assert (back / "network" / "toys" / "chain").read_text() == "this very chain"
