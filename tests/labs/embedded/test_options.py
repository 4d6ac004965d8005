"""Command line, bitcoin.conf and settings.json: which value counts, and what is refused in Core's words."""

from pathlib import Path

import pytest

from labs.embedded import options
from labs.embedded.settings import OptionError


def _read(tmp_path: Path, *arguments: str, conf: str = "", stored: str = "") -> options.Options:
    (tmp_path / "bitcoin.conf").write_text(conf)
    (tmp_path / "regtest").mkdir(exist_ok=True)
    if stored:
        (tmp_path / "regtest" / "settings.json").write_text(stored)
    return options.read([f"-datadir={tmp_path}", *arguments])


def _refusal(tmp_path: Path, *arguments: str, conf: str = "", stored: str = "") -> str:
    with pytest.raises(OptionError) as raised:
        _read(tmp_path, *arguments, conf=conf, stored=stored)
    return str(raised.value)


def test_command_line_wins_over_stored_over_section_over_the_rest(tmp_path: Path) -> None:
    conf = "txindex=1\nfallbackfee=0.1\nkeypool=1\n[regtest]\nrpcport=2000\nkeypool=2\nfallbackfee=0.2\n"
    chosen = _read(tmp_path, "-rpcport=3000", conf=conf, stored='{"keypool": "3"}')
    assert (chosen.rpc_port, chosen.get("keypool"), chosen.fallback_feerate) == (3000, "3", 20_000_000)
    assert chosen.txindex


def test_last_on_the_command_line_and_first_in_the_file_count(tmp_path: Path) -> None:
    chosen = _read(tmp_path, "-keypool=1", "--keypool=2", conf="maxmempool=5\nmaxmempool=6\n")
    assert (chosen.get("keypool"), chosen.get("maxmempool")) == ("2", "5")


@pytest.mark.parametrize(
    ("given", "on"),
    [
        (("-txindex",), True),
        (("-txindex=1",), True),
        (("-txindex=0",), False),
        (("-notxindex",), False),
        (("-notxindex=0",), True),
        (("-txindex=yes",), False),
        (("-notxindex", "-txindex"), True),
        ((), False),
    ],
)
def test_switches_read_as_in_core(tmp_path: Path, given: tuple[str, ...], on: bool) -> None:
    assert _read(tmp_path, *given).txindex is on


def test_repeated_options_are_all_kept_until_a_negation(tmp_path: Path) -> None:
    conf = "[regtest]\nwallet=c\n"
    assert _read(tmp_path, "-wallet=a", "-wallet=b", conf=conf).wallets == ["a", "b", "c"]
    assert _read(tmp_path, "-wallet=a", "-nowallet", conf=conf).wallets == []
    assert _read(tmp_path, stored='{"wallet": ["x", "y"]}').wallets == ["x", "y"]


def test_feerates_are_satoshi_per_kilobyte(tmp_path: Path) -> None:
    chosen = _read(tmp_path, "-minrelaytxfee=0.00001", "-dustrelayfee=0")
    assert (chosen.min_relay_feerate, chosen.dust_feerate) == (1000, 0)
    assert (chosen.incremental_feerate, chosen.block_min_feerate, chosen.fallback_feerate) == (100, 1, 0)
    assert _refusal(tmp_path, "-fallbackfee=x") == "Invalid amount for -fallbackfee=<amount>: 'x'"


def test_included_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "more.conf").write_text("[regtest]\nrpcport=2345\n")
    assert _read(tmp_path, conf="includeconf=more.conf\n").rpc_port == 2345
    assert "Failed to include" in _refusal(tmp_path, conf="includeconf=none.conf\n")


REFUSED = [
    (("-nosuch",), "", "Error parsing command line arguments: Invalid parameter -nosuch"),
    (("--nosuch=1",), "", "Error parsing command line arguments: Invalid parameter --nosuch=1"),
    (("-regtest.txindex",), "", "Error parsing command line arguments: Invalid parameter -regtest.txindex"),
    (("word",), "", "unexpected token 'word'"),
    (("-conf=none.conf",), "", 'none.conf" could not be opened.'),
    (("-rpcport=70000",), "", "Invalid port specified in -rpcport: '70000'"),
    (("-chain=main",), "", "for regtest only"),
    (("-signet",), "", "for regtest only"),
    ((), "testnet=1\n", "for regtest only"),
    ((), "-txindex=1\n", "must be specified without leading -"),
    ((), "txindex\n", "parse error on line 1: txindex"),
    ((), "nolisten\n", "use nolisten=1 instead"),
    ((), "rpcpassword=a#b\n", "using # in rpcpassword can be ambiguous"),
    ((), "conf=x\n", "conf cannot be set in the configuration file"),
    ((), "rpcport=1\n", "only applied on regtest network when in [regtest] section."),
    (("-testactivationheight=x@1",), "", "Invalid name (x@1) for -testactivationheight=name@height."),
]


@pytest.mark.parametrize(("given", "conf", "text"), REFUSED)
def test_what_cannot_be_used_is_refused_in_cores_words(
    tmp_path: Path, given: tuple[str, ...], conf: str, text: str
) -> None:
    assert text in _refusal(tmp_path, *given, conf=conf)


def test_a_missing_folder_and_damaged_settings_are_refused(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(OptionError, match="does not exist"):
        options.read([f"-datadir={gone}"])
    assert "does not contain valid JSON" in _refusal(tmp_path, stored="{")
    assert 'Found non-object value "text" in settings file' in _refusal(tmp_path, stored='"text"')
    assert "Found duplicate key a in" in _refusal(tmp_path, stored='{"a": 1, "b": 2, "a": 1}')


@pytest.mark.parametrize("wallet", ["[10]", "[true]", "[[]]", "[{}]", '["w1", 10]', '["w1", false]', "true"])
def test_only_names_of_wallets_are_loaded(tmp_path: Path, wallet: str) -> None:
    assert "'-wallet' requires a string" in _refusal(tmp_path, stored=f'{{"wallet": {wallet}}}')


def test_without_wallets_none_is_loaded(tmp_path: Path) -> None:
    stored = '{"wallet": ["one", "two"]}'
    assert _read(tmp_path, stored=stored).wallets == ["one", "two"]
    assert _read(tmp_path, "-nowallet", stored=stored).wallets == []
    assert _read(tmp_path, "-nowallet", "-wallet=three", stored=stored).wallets == ["three"]
    assert "'-nowallet' accepts only '1'" in _refusal(tmp_path, "-nowallet=0")


def test_the_log_tells_what_was_given_and_from_where(tmp_path: Path) -> None:
    conf = "regtest=1\n[regtest]\nrpcpassword=secret\nnolisten=1\n"
    chosen = _read(tmp_path, "-txindex", conf=conf, stored='{"new": [6, {"a": null}]}')
    assert list(chosen.settings.lines())[:4] == [
        'Config file arg: regtest="1"',
        "Config file arg: [regtest] listen=false",
        "Config file arg: [regtest] rpcpassword=****",
        'Setting file arg: new = [6,{"a":null}]',
    ]
    assert 'Command-line arg: txindex=""' in chosen.settings.lines()
    assert chosen.settings.warnings == ["Ignoring unknown rw_settings value new"]


def test_unknown_lines_of_the_file_are_only_noted(tmp_path: Path) -> None:
    chosen = _read(tmp_path, conf="nosuch=1\n[odd]\nx=1\n[main]\nrpcport=5\n")
    assert chosen.rpc_port == options.DEFAULT_RPC_PORT
    assert any("nosuch" in line for line in chosen.settings.warnings)
    assert any("[odd]" in line for line in chosen.settings.warnings)
