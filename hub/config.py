"""JupyterHub's configuration, from our settings.

`configure` only sets values and may be called twice; it starts nothing. What stays JupyterHub's default is
not here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hub import proxy
from hub.leash import leashed
from hub.sandbox import HOME
from hub.settings import REPOSITORY, Settings
from hub.spawner import SandboxSpawner, socket_url
from hub.state import State

SERVICE = "progress"
NETWORK = "network"
OWN_AUTHENTICATOR = "hub.authenticator.HunarAuthenticator"
AUTH_REFRESH_S = 30
LOOK = REPOSITORY / "progress" / "pages" / "static"
"""The sheet and mark that the hub's pages share with the progress service's."""
HUB_SOCKET_MODE = 0o666
"""Every learner's server may talk to the hub; who may do what is decided by token."""


def configure(c: Any, settings: Settings) -> None:
    """Set everything that Hunar wants of JupyterHub."""
    state = State(settings.state)
    _hub(c, settings, state)
    _accounts(c, settings)
    _roles(c, settings)
    _servers(c, settings, state)
    _services(c, settings)


def _hub(c: Any, settings: Settings, state: State) -> None:
    socket = socket_url(state.hub_socket)
    c.JupyterHub.bind_url = f"http://{settings.bind}:{settings.port}/"
    c.JupyterHub.hub_bind_url = socket
    c.JupyterHub.hub_connect_url = socket
    c.JupyterHub.hub_socket_mode = HUB_SOCKET_MODE
    c.JupyterHub.db_url = settings.hub_database
    c.JupyterHub.upgrade_db = True
    c.JupyterHub.cookie_secret_file = str(state.keys / "cookie_secret")
    c.JupyterHub.pid_file = str(state.folder / "jupyterhub.pid")
    c.JupyterHub.template_paths = [str(Path(__file__).with_name("templates"))]
    c.JupyterHub.template_vars = {"hunar_css": (LOOK / "hunar.css").read_text()}
    c.JupyterHub.logo_file = str(LOOK / "hunar.svg")
    c.JupyterHub.default_url = f"/services/{SERVICE}/"
    c.JupyterHub.cleanup_servers = True
    c.JupyterHub.cleanup_proxy = True
    c.JupyterHub.concurrent_spawn_limit = settings.spawns_at_once
    c.JupyterHub.shutdown_on_logout = False
    c.JupyterHub.tornado_settings = {"hunar_database": settings.database}
    if settings.subdomain_host:
        c.JupyterHub.subdomain_host = settings.subdomain_host
    if settings.public_url:
        c.JupyterHub.public_url = f"{settings.address}/"
    c.ConfigurableHTTPProxy.command = leashed(proxy.command())
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
    c.ConfigurableHTTPProxy.auth_token = state.key("proxy_token")
    c.ConfigurableHTTPProxy.pid_file = str(state.folder / "proxy.pid")


def _accounts(c: Any, settings: Settings) -> None:
    c.JupyterHub.authenticator_class = settings.authenticator
    c.Authenticator.manage_groups = True
    c.Authenticator.auth_refresh_age = AUTH_REFRESH_S
    c.Authenticator.refresh_pre_spawn = True
    if settings.authenticator == OWN_AUTHENTICATOR:
        c.HunarAuthenticator.database_url = settings.database
        c.HunarAuthenticator.sign_up = settings.sign_up
        c.Authenticator.any_allow_config = True  # who may enter is decided by the account's state
    else:
        from hub.authenticator import membership

        c.Authenticator.post_auth_hook = membership


def _roles(c: Any, settings: Settings) -> None:
    """Least rights: nobody gets into another's server, admins included."""
    access = [f"access:services!service={name}" for name in _service_names(settings)]
    c.JupyterHub.oauth_require_pkce = True
    c.JupyterHub.load_roles = [
        {"name": "user", "scopes": ["self", *access]},
        {
            "name": "progress",
            "scopes": ["list:users", "read:users:name", "read:users:groups", "list:groups", "read:groups"],
            "services": [SERVICE],
        },
    ]
    c.Spawner.server_token_scopes = [
        "users:activity!user",
        "access:servers!server",
        *access,
        "read:users:name!user",
        "read:users:groups!user",
    ]


def _servers(c: Any, settings: Settings, state: State) -> None:
    c.JupyterHub.spawner_class = SandboxSpawner
    c.SandboxSpawner.state_folder = str(state.folder)
    c.SandboxSpawner.memory_mib = settings.learner_memory_mib
    c.SandboxSpawner.processes = settings.learner_processes
    c.SandboxSpawner.home_mib = settings.learner_home_mib
    c.Spawner.env_keep = []
    c.Spawner.notebook_dir = str(HOME)
    c.Spawner.default_url = "/lab"
    c.Spawner.disable_user_config = True
    c.Spawner.start_timeout = 60
    c.Spawner.http_timeout = 60


def _service_names(settings: Settings) -> list[str]:
    return [SERVICE, NETWORK] if settings.network_port else [SERVICE]


def _services(c: Any, settings: Settings) -> None:
    modules = {SERVICE: ("progress", settings.progress_port), NETWORK: ("hub.network", settings.network_port)}
    c.JupyterHub.services = [
        {
            "name": name,
            "url": f"http://127.0.0.1:{modules[name][1]}",
            "command": leashed([sys.executable, "-m", modules[name][0]]),
            "environment": settings.environment()
            | {"HUNAR_PUBLIC_URL": settings.address, "PYTHONPATH": str(REPOSITORY)},
            "oauth_redirect_uri": f"/services/{name}/oauth_callback",
            "oauth_no_confirm": True,
            "oauth_client_allowed_scopes": ["read:users:name!user", "read:users:groups!user"],
            "display": False,
        }
        for name in _service_names(settings)
    ]
