"""Options as they were given: command line, settings.json and bitcoin.conf, and which of them wins.

The command line wins over settings.json, that over the section [regtest], and that over the lines above any
section. Of several values on the command line the last counts; in the file the first does.
Source: Bitcoin Core, src/common/args.cpp, config.cpp and settings.cpp.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from labs.embedded.known_options import KNOWN, NETWORK_ONLY

Values = dict[str, list[str | None]]
"""Values by option name; None stands for a negated option (-noname)."""

CHAINS = ("main", "test", "testnet4", "signet", "regtest")
SECRET = frozenset("rpcauth rpcpassword rpcuser torpassword".split())
INVALID_WALLET = (
    "Invalid value detected for '-wallet' or '-nowallet'. '-wallet' requires a string value, while "
    "'-nowallet' accepts only '1' to disable all wallets"
)


class OptionError(ValueError):
    """Options that cannot be used; the message is what the operator reads after "Error: "."""


@dataclass
class Settings:
    """Everything that was given, by where it came from."""

    command_line: Values = field(default_factory=dict)
    stored: Values = field(default_factory=dict)
    section: Values = field(default_factory=dict)
    default_section: Values = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    spoken_warnings: list[str] = field(default_factory=list)
    """Those that the operator reads on stderr, too."""
    stored_lines: list[str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The value that counts: "" for a bare flag, "0" if negated, None if not given."""
        if values := self.command_line.get(name):
            return values[-1] or ("0" if values[-1] is None else "")
        for source in (self.stored, self.section, self._default(name)):
            if values := source.get(name):
                found = _after_negation(values)
                return "0" if not found else found[0]
        return None

    def get_all(self, name: str) -> list[str]:
        """Every value of an option that may be repeated, the command line's first."""
        found: list[str] = []
        for source in (self.command_line, self.stored, self.section, self._default(name)):
            values = source.get(name, [])
            found += _after_negation(values)
            if None in values:
                break
        return found

    def negated(self, name: str) -> bool:
        """Whether the value that counts says -noname."""
        for source in (self.command_line, self.stored, self.section, self._default(name)):
            if values := source.get(name):
                return values[-1] is None
        return False

    def unsuitable(self) -> list[str]:
        """Options that the file has only outside [regtest] although they count only inside it."""
        return sorted(
            name
            for name in NETWORK_ONLY & self.default_section.keys()
            if name not in self.section and name not in self.command_line and name not in self.stored
        )

    def lines(self) -> Iterator[str]:
        """For the log: all that was given, and from where. Secrets are not shown."""
        yield from _lines("Config file arg: ", self.default_section)
        yield from _lines("Config file arg: [regtest] ", self.section)
        for line in self.stored_lines:
            yield f"Setting file arg: {line}"
        yield from _lines("Command-line arg: ", self.command_line)

    def _default(self, name: str) -> Values:
        return {} if name in NETWORK_ONLY else self.default_section


def from_command_line(arguments: Iterable[str]) -> Values:
    """Values of -name, -name=value, --name and -noname. Raises OptionError."""
    values: Values = {}
    for argument in arguments:
        if not argument.startswith("-"):
            raise OptionError(
                f"Command line contains unexpected token '{argument}', see the help for a list of options."
            )
        key, equals, value = argument.partition("=")
        key = key[2:] if key.startswith("--") else key[1:]
        section, name, negated = interpret(key)
        if section or name not in KNOWN:
            raise OptionError(f"Error parsing command line arguments: Invalid parameter {argument}")
        add(values, name, negated, value if equals else "")
    if (included := values.get("includeconf")) and included[-1] is not None:
        shown = "true" if included[0] == "1" else f'"{included[0]}"'
        raise OptionError(
            "Error parsing command line arguments: -includeconf cannot be used from commandline; "
            f"-includeconf={shown}"
        )
    return values


def interpret(key: str) -> tuple[str, str, bool]:
    """Section, name and whether negated, of a key such as regtest.nolisten."""
    section, dot, name = key.partition(".")
    if not dot:
        section, name = "", key
    if name.startswith("no") and name not in KNOWN:
        return section, name[2:], True
    return section, name, False


def add(values: Values, name: str, negated: bool, value: str) -> None:
    """Notes one value. A doubly negated option (-nofoo=0) is switched on, as in Core.

    Raises OptionError for -nowallet=0, which would load no wallet or one named 1.
    """
    if negated and name == "wallet" and not truth(value):
        raise OptionError(INVALID_WALLET)
    if negated:
        values.setdefault(name, []).append(None if truth(value) else "1")
    else:
        values.setdefault(name, []).append(value)


def truth(value: str) -> bool:
    """Core's reading of a switch: empty is true, otherwise the leading number is not 0."""
    if not value:
        return True
    digits = value.strip()
    sign = digits[:1] in ("-", "+")
    length = 0
    while length < len(digits) - sign and digits[length + sign].isascii() and digits[length + sign].isdigit():
        length += 1
    number = digits[sign : length + sign]
    return bool(number.strip("0"))


def _lines(start: str, values: Values) -> Iterator[str]:
    for name in sorted(values):
        for value in values[name]:
            shown = json.dumps(False if value is None else value)
            yield f"{start}{name}={'****' if name in SECRET else shown}"


def _after_negation(values: list[str | None]) -> list[str]:
    """The values behind the last negation."""
    kept: list[str] = []
    for value in values:
        if value is None:
            kept = []
        else:
            kept.append(value)
    return kept
