"""What a node was asked to be: Core's options, read once at start.

Feerates are int sat per kvB; amounts of bitcoin on the command line are parsed exactly as Core does.
Source: Bitcoin Core, src/init.cpp.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from labs.embedded import config_file, settings_file
from labs.embedded.rpc.errors import RpcError
from labs.embedded.rpc.values import amount
from labs.embedded.settings import OptionError, Settings, from_command_line, truth

MAX_SUBVERSION = 256
DEFAULT_RPC_PORT = 18443
HIGH_FEERATE = 1_000_000
"""sat/kvB from which on Core warns. Source: HIGH_TX_FEE_PER_KB in src/wallet/wallet.h."""


class Options:
    """Options of one node. Raises OptionError when something given cannot be used."""

    def __init__(self, settings: Settings, datadir: Path) -> None:
        self.settings = settings
        self.warnings = settings.spoken_warnings
        self.subversion = _subversion(settings.get_all("uacomment"))
        self.datadir = datadir
        self.network_dir = datadir / "regtest"
        self.rpc_port = self.number("rpcport", DEFAULT_RPC_PORT)
        self.rpc_bind = settings.get_all("rpcbind")
        self.rpc_allow_ip = settings.get_all("rpcallowip")
        self.rpc_user = self.text("rpcuser", "")
        self.rpc_password = self.text("rpcpassword", "")
        self.rpc_auth = settings.get_all("rpcauth")
        self.txindex = self.flag("txindex", False)
        self.disable_wallet = self.flag("disablewallet", False)
        self.wallets = settings.get_all("wallet")
        self.min_relay_feerate = self.feerate("minrelaytxfee", 100)
        self.incremental_feerate = self.feerate("incrementalrelayfee", 100)
        self.dust_feerate = self.feerate("dustrelayfee", 3000)
        self.block_min_feerate = self.feerate("blockmintxfee", 1)
        self.fallback_feerate = self.feerate("fallbackfee", 0)
        self.datacarrier_size = self.number("datacarriersize", 100_000)
        self.accept_nonstd = self.flag("acceptnonstdtxn", False)
        self.mock_time = self.number("mocktime", 0)
        for line in settings.get_all("testactivationheight"):
            _check_activation(line, settings)
        if self.fallback_feerate > HIGH_FEERATE and not self.disable_wallet:
            self.warnings.append(
                "Warning: -fallbackfee is set very high! This is the transaction fee you may pay when fee "
                "estimates are not available."
            )
        if not 0 < self.rpc_port < 65536:
            given = settings.get("rpcport")
            raise OptionError(f"Invalid port specified in -rpcport: '{given}'")

    def get(self, name: str) -> str | None:
        """The raw value: "" for a bare switch, "0" for a negated one, None if not given."""
        return self.settings.get(name)

    def get_all(self, name: str) -> list[str]:
        """Every value of an option that may be given more than once."""
        return self.settings.get_all(name)

    def text(self, name: str, default: str) -> str:
        """The value as text."""
        value = self.settings.get(name)
        return default if value is None else value

    def flag(self, name: str, default: bool) -> bool:
        """The value as a switch: -name and -name=1 are true, -noname and -name=0 false."""
        value = self.settings.get(name)
        return default if value is None else truth(value)

    def number(self, name: str, default: int) -> int:
        """The value as an integer; what is not one counts as 0, as in Core."""
        value = self.settings.get(name)
        if value is None:
            return default
        try:
            return int(value) if len(value) <= 20 else 0
        except ValueError:
            return 0

    def feerate(self, name: str, default: int) -> int:
        """sat/kvB from a value in BTC/kvB. Raises OptionError."""
        value = self.settings.get(name)
        if value is None:
            return default
        try:
            return amount(value)
        except RpcError:
            raise OptionError(f"Invalid amount for -{name}=<amount>: '{value}'") from None


def _subversion(comments: list[str]) -> str:
    """The node's name as peers would see it. Source: FormatSubVersion in src/clientversion.cpp."""
    for comment in comments:
        if not re.fullmatch(r"[a-zA-Z0-9 .,;_?@-]*", comment):
            raise OptionError(f"User Agent comment ({comment}) contains unsafe characters.")
    name = "/Satoshi:31.99.0" + (f"({'; '.join(comments)})" if comments else "") + "/"
    if len(name) > MAX_SUBVERSION:
        raise OptionError(
            f"Total length of network version string ({len(name)}) exceeds maximum length "
            f"({MAX_SUBVERSION}). Reduce the number or size of uacomments."
        )
    return name


def _check_activation(line: str, settings: Settings) -> None:
    """Refuses what Core refuses; what is left is noted, since the kernel's heights cannot be moved."""
    name, at, height = line.partition("@")
    if not at:
        raise OptionError(f"Invalid format ({line}) for -testactivationheight=name@height.")
    if not height.isascii() or not height.isdigit() or int(height[:12]) >= 1 << 31:
        raise OptionError(f"Invalid height value ({line}) for -testactivationheight=name@height.")
    if name not in ("segwit", "bip34", "dersig", "cltv", "csv"):
        raise OptionError(f"Invalid name ({line}) for -testactivationheight=name@height.")
    settings.warnings.append(f"-testactivationheight={line} has no effect on this engine")


def default_datadir() -> Path:
    """Where a node lives when no -datadir says otherwise: never Bitcoin Core's own folder."""
    return Path.home() / ".hunar" / "node"


def read(arguments: Sequence[str]) -> Options:
    """The options of a command line and of the files it leads to. Raises OptionError."""
    settings = Settings(command_line=from_command_line(arguments))
    datadir = _datadir(settings)
    conf = settings.get("conf")
    if not settings.negated("conf"):
        config_file.read(datadir / (conf or "bitcoin.conf"), settings, must_exist=bool(conf))
    if "datadir" in settings.section or "datadir" in settings.default_section:
        datadir = _datadir(settings)
    _check_chain(settings)
    if names := settings.unsuitable():
        raise OptionError(
            f"Config setting for -{names[0]} only applied on regtest network when in [regtest] section."
        )
    if not settings.negated("settings"):
        stored = datadir / "regtest" / (settings.get("settings") or "settings.json")
        settings_file.add_stored(stored, settings)
    return Options(settings, datadir)


def _datadir(settings: Settings) -> Path:
    given = settings.get("datadir")
    if not given:
        folder = default_datadir()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder
    path = Path(given).absolute()
    if not path.is_dir():
        raise OptionError(f'Specified data directory "{given}" does not exist.')
    return path


def _check_chain(settings: Settings) -> None:
    """This engine has one chain; a setting for another would be silently wrong."""
    chain = settings.get("chain") or "regtest"
    for name in ("testnet", "testnet4", "signet"):
        value = settings.get(name)
        if value is not None and truth(value):
            chain = name
    if chain != "regtest":
        raise OptionError(f"this node is for regtest only; it cannot run the chain '{chain}'. Use -regtest.")
