"""Who may call: cookie file, -rpcuser, -rpcauth, the methods each name may use, the addresses let in.

Source: Bitcoin Core, src/httprpc.cpp, src/rpc/request.cpp and ClientAllowed in src/httpserver.cpp.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from labs.embedded.options import Options
from labs.embedded.settings import OptionError

COOKIE_USER = "__cookie__"
COOKIE_MODES = {"owner": 0o600, "group": 0o640, "all": 0o644}


class Access:
    """Checks credentials, method lists and addresses of one node."""

    def __init__(self, options: Options, log: Callable[[str], None]) -> None:
        self.log = log
        self.cookie: Path | None = None
        self._users: list[tuple[bytes, bytes, bytes]] = []
        self._whitelists = _whitelists(options.get_all("rpcwhitelist"))
        self._whitelist_default = options.flag("rpcwhitelistdefault", bool(self._whitelists))
        self._networks = _networks(options.rpc_allow_ip)
        self._take_credentials(options)

    def user_of(self, authorization: bytes) -> str | None:
        """The name behind an Authorization header, or None."""
        scheme, _, encoded = authorization.partition(b" ")
        if scheme != b"Basic":
            return None
        try:
            name, colon, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
        except (binascii.Error, ValueError):
            return None
        if not colon:
            return None
        known = False
        for user, salt, expected in self._users:
            same_name = hmac.compare_digest(user, name)
            same_password = hmac.compare_digest(_digest(salt, password), expected)
            known |= same_name and same_password
        return name.decode("utf-8", "replace") if known else None

    def may_call(self, user: str, method: str) -> bool:
        """Whether that name may use that method. Its attempt is logged when not."""
        allowed = self._whitelists.get(user)
        if allowed is None or method in allowed:
            return True
        self.log(f"RPC User {user} not allowed to call method {method[:100]}")
        return False

    def may_call_anything(self, user: str) -> bool:
        """False for a name without a list when lists are the rule."""
        if user in self._whitelists or not self._whitelist_default:
            return True
        self.log(f"RPC User {user} not allowed to call any methods")
        return False

    def listed(self, user: str) -> bool:
        """Whether a list of methods binds that name."""
        return user in self._whitelists

    def may_connect(self, address: str) -> bool:
        """Whether a peer's address lies in a network that may use the RPC; this machine always may."""
        if address.startswith("127.") or address == "::1":
            return True
        if not self._networks:
            return False
        import ipaddress

        try:
            peer = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return any(peer in ipaddress.ip_network(network) for network in self._networks)

    def close(self) -> None:
        """Removes the cookie file that this process wrote."""
        if self.cookie is not None:
            self.cookie.unlink(missing_ok=True)
            self.cookie = None

    def _take_credentials(self, options: Options) -> None:
        name, password = options.rpc_user, options.rpc_password
        if password:
            self.log("Using rpcuser/rpcpassword authentication.")
        else:
            name = COOKIE_USER
            password = self._write_cookie(options)
        if password:
            salt = secrets.token_hex(16).encode()
            self._users.append((name.encode(), salt, _digest(salt, password.encode())))
        for line in options.rpc_auth:
            user, salt_text, expected = _rpcauth_fields(line, self.log)
            self._users.append((user.encode(), salt_text.encode(), expected.encode()))

    def _write_cookie(self, options: Options) -> str:
        """The random password, after it lies in the cookie file; "" when there is to be none."""
        if options.settings.negated("rpccookiefile"):
            self.log("RPC authentication cookie file generation is disabled.")
            return ""
        perms = options.text("rpccookieperms", "owner")
        if perms not in COOKIE_MODES:
            self.log(f"Invalid -rpccookieperms={perms}; must be one of 'owner', 'group', or 'all'.")
            raise OptionError("Unable to start HTTP server. See debug log for details.")
        path = options.network_dir / options.text("rpccookiefile", ".cookie")
        temporary = path.with_name(path.name + ".tmp")
        password = secrets.token_hex(32)
        try:
            temporary.unlink(missing_ok=True)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(f"{COOKIE_USER}:{password}")
            temporary.chmod(COOKIE_MODES[perms])
            temporary.replace(path)
        except OSError as error:
            self.log(f"Unable to open cookie authentication file {temporary} for writing")
            raise OptionError(f"Unable to write the RPC cookie file {path}: {error.strerror}") from None
        self.cookie = path
        self.log(f"Generated RPC authentication cookie {path}")
        self.log("Using random cookie authentication.")
        return password


def _digest(salt: bytes, password: bytes) -> bytes:
    return hmac.new(salt, password, hashlib.sha256).hexdigest().encode()


def _rpcauth_fields(line: str, log: Callable[[str], None]) -> tuple[str, str, str]:
    """Name, salt and digest of an -rpcauth value: name:salt$digest. Raises OptionError."""
    name, colon, rest = line.partition(":")
    salt, dollar, digest = rest.partition("$")
    if not colon or not dollar or ":" in rest or "$" in digest:
        log("Invalid -rpcauth argument.")
        raise OptionError("Unable to start HTTP server. See debug log for details.")
    return name, salt, digest


def _whitelists(lines: list[str]) -> dict[str, set[str]]:
    """Method names by user. A user named in several lines may call what all of them allow."""
    found: dict[str, set[str]] = {}
    for line in lines:
        user, colon, names = line.partition(":")
        methods = {name for name in names.replace(",", " ").split(" ") if name}
        if not colon:
            found.setdefault(user, set())
        elif user in found:
            found[user] &= methods
        else:
            found[user] = methods
    return found


def _networks(lines: list[str]) -> list[str]:
    """-rpcallowip values, checked. Raises OptionError."""
    if not lines:
        return []
    import ipaddress

    bare = [line.replace("[", "").replace("]", "") for line in lines]
    for line, network in zip(lines, bare, strict=True):
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise OptionError(
                f"Invalid -rpcallowip subnet specification: {line}. Valid values are a single IP (e.g. "
                "1.2.3.4), a network/netmask (e.g. 1.2.3.4/255.255.255.0), a network/CIDR (e.g. 1.2.3.4/24), "
                "all ipv4 (0.0.0.0/0), or all ipv6 (::/0)."
            ) from None
    return bare
