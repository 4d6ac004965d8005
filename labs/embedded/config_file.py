"""bitcoin.conf: lines of name=value, in sections by chain, with includeconf.

Source: Bitcoin Core, src/common/config.cpp.
"""

from pathlib import Path

from labs.embedded.known_options import KNOWN
from labs.embedded.settings import CHAINS, OptionError, Settings, add, interpret


def read(path: Path, settings: Settings, must_exist: bool) -> None:
    """Adds a configuration file, and those it includes, to the settings. Raises OptionError."""
    if path.is_dir():
        raise OptionError(f'Error reading configuration file: Config file "{path}" is a directory.')
    text = _text(path)
    if text is None:
        if must_exist:
            raise OptionError(
                f'Error reading configuration file: specified config file "{path}" could not be opened.'
            )
        return
    _add_lines(text, path, settings)
    if settings.negated("includeconf"):
        return
    names = _includes(settings)
    for name in names:
        included = path.parent / name
        text = _text(included) if not included.is_dir() else None
        if text is None:
            raise OptionError(
                f"Error reading configuration file: Failed to include configuration file {name}"
            )
        _add_lines(text, included, settings)
    for name in _includes(settings)[len(names) :]:
        settings.spoken_warnings.append(
            f"warning: -includeconf cannot be used from included files; ignoring -includeconf={name}"
        )


def _includes(settings: Settings) -> list[str]:
    sources = (settings.section, settings.default_section)
    return [value for source in sources for value in source.get("includeconf", []) if value]


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _add_lines(text: str, path: Path, settings: Settings) -> None:
    prefix = ""
    for number, line in enumerate(text.splitlines(), 1):
        content, hashed, _ = line.partition("#")
        content = content.strip(" \t\r\n")
        if not content:
            continue
        if content.startswith("[") and content.endswith("]"):
            prefix = content[1:-1] + "."
            if content[1:-1] not in CHAINS:
                settings.warnings.append(f"Section {content} is not recognized. ({path}:{number})")
            continue
        key, equals, value = content.partition("=")
        if content.startswith("-") or not equals:
            raise OptionError("Error reading configuration file: " + _complaint(number, content))
        if hashed and "rpcpassword" in key:
            raise OptionError(
                f"Error reading configuration file: parse error on line {number}, using # in rpcpassword "
                "can be ambiguous and should be avoided"
            )
        _add_value(prefix + key.strip(" \t"), value.strip(" \t"), settings)


def _add_value(key: str, value: str, settings: Settings) -> None:
    section, name, negated = interpret(key)
    if name == "conf":
        raise OptionError(
            "Error reading configuration file: conf cannot be set in the configuration file; use "
            "includeconf= if you want to include additional config files"
        )
    if name not in KNOWN:
        settings.warnings.append(f"Ignoring unknown configuration value {key}")
    elif section == "regtest":
        add(settings.section, name, negated, value)
    elif not section:
        add(settings.default_section, name, negated, value)


def _complaint(number: int, content: str) -> str:
    if content.startswith("-"):
        return (
            f"parse error on line {number}: {content}, options in configuration file must be specified "
            "without leading -"
        )
    text = f"parse error on line {number}: {content}"
    if content.startswith("no"):
        text += f", if you intended to specify a negated option, use {content}=1 instead"
    return text
