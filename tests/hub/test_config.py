"""What JupyterHub is told, read back from a Config object; no hub is started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jupyterhub.objects import Server
from traitlets.config import Config

from hub.config import configure
from hub.settings import Settings
from hub.spawner import STOCK_HOST, mend_server_host, socket_url, taught


def configured(folder: Path, **fields: Any) -> Config:
    (folder / "keys").mkdir(exist_ok=True)
    c = Config()
    configure(c, Settings(state=folder, progress_port=8103, proxy_api_port=8104, **fields))
    return c


def test_configuring_twice_is_configuring_once(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path)
    (tmp_path / "keys").mkdir()
    once, twice = Config(), Config()
    configure(once, settings)
    configure(twice, settings)
    configure(twice, settings)
    assert once == twice


def test_the_hub_listens_on_a_socket_and_lands_on_the_progress_service(tmp_path: Path) -> None:
    hub = configured(tmp_path).JupyterHub
    assert hub.hub_bind_url.startswith("http+unix://%2f")
    assert hub.hub_bind_url == hub.hub_connect_url
    assert hub.default_url == "/services/progress/"
    assert hub.oauth_require_pkce is True


def test_nobody_may_enter_anothers_server(tmp_path: Path) -> None:
    c = configured(tmp_path)
    scopes = [scope for role in c.JupyterHub.load_roles for scope in role["scopes"]]
    assert not [scope for scope in scopes if scope.startswith("access:servers")]
    assert "admin_access" not in c.JupyterHub


def test_a_servers_token_reaches_only_what_its_learner_needs(tmp_path: Path) -> None:
    assert set(configured(tmp_path).Spawner.server_token_scopes) == {
        "users:activity!user",
        "access:servers!server",
        "access:services!service=progress",
        "read:users:name!user",
        "read:users:groups!user",
    }


def test_the_service_gets_a_free_port_and_the_same_settings(tmp_path: Path) -> None:
    (service,) = configured(tmp_path, port=9000).JupyterHub.services
    assert service["url"] == "http://127.0.0.1:8103"
    assert service["environment"]["HUNAR_STATE"] == str(tmp_path)
    assert service["environment"]["HUNAR_PUBLIC_URL"] == "http://127.0.0.1:9000"
    assert service["command"][-2:] == ["-m", "progress"]


def test_postgresql_keeps_the_hubs_tables_in_a_schema_of_their_own(tmp_path: Path) -> None:
    url = "postgresql+psycopg://hunar@db/hunar"
    c = configured(tmp_path, database_url=url)
    assert c.JupyterHub.db_url == f"{url}?options=-csearch_path%3Djupyterhub"
    assert c.HunarAuthenticator.database_url == url


def test_another_authenticator_gets_groups_from_our_memberships(tmp_path: Path) -> None:
    c = configured(tmp_path, authenticator="jupyterhub.auth.DummyAuthenticator")
    assert c.JupyterHub.authenticator_class == "jupyterhub.auth.DummyAuthenticator"
    assert c.Authenticator.manage_groups is True
    assert c.Authenticator.post_auth_hook.__name__ == "membership"


def test_subdomains_are_a_setting(tmp_path: Path) -> None:
    assert "subdomain_host" not in configured(tmp_path).JupyterHub
    c = configured(tmp_path, subdomain_host="https://hunar.example.edu")
    assert c.JupyterHub.subdomain_host == "https://hunar.example.edu"


@pytest.mark.parametrize("path", ["/srv/hunar/run/hub.sock", "/home/Ali/Hunar/run/s.sock", "/tmp/a b/ü.sock"])
def test_a_sockets_url_survives_lower_casing(path: str) -> None:
    from urllib.parse import unquote, urlparse

    host = urlparse(socket_url(Path(path))).hostname
    assert host is not None and unquote(host) == path


def test_a_server_on_a_socket_has_no_port_in_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "host", STOCK_HOST)
    server = Server(proto="http+unix", ip="%2frun%2fs.sock", port=80, base_url="/user/ali/")
    assert server.host.endswith(":80"), "JupyterHub has mended this: our own mend can go"
    mend_server_host()
    assert server.url == "http+unix://%2frun%2fs.sock/user/ali/"
    plain = Server(proto="http", ip="127.0.0.1", port=8103, base_url="/")
    assert plain.url == "http://127.0.0.1:8103/"


def test_courses_taught_come_from_groups() -> None:
    assert taught({"learners", "formgrade-start", "formgrade-blockchain"}) == ["blockchain", "start"]


def test_settings_reach_a_child_process_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(state=tmp_path, port=9001, learner_memory_mib=512)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
