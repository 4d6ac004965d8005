"""What an operator may set: environment variables `HUNAR_*`, read once by the `hunar` command.

`Ports` are not for operators: `hunar up` chooses them at start and hands them to the hub by the same means.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent
"""The folder that holds the rooms."""


class Settings(BaseSettings):
    """Every field is one environment variable: `state` is `HUNAR_STATE`."""

    model_config = SettingsConfigDict(env_prefix="HUNAR_")

    state: Path = Field(default=Path("var"), description="the one folder that holds all state")
    courses: Path = Field(default=REPOSITORY / "courses", description="the courses to publish at start")
    bind: str = Field(default="127.0.0.1", description="address the proxy listens on; 0.0.0.0 for all")
    port: int = Field(default=8000, ge=1, le=65535, description="port the proxy listens on")
    public_url: str = Field(default="", description="address people type, such as https://hunar.example.edu")
    subdomain_host: str = Field(
        default="",
        description="https://hunar.example.edu gives each learner an own domain below it; then pages of one"
        " learner's server cannot reach another's cookies. Needs wildcard DNS and a wildcard certificate",
    )
    database_url: str | None = Field(default=None, description="postgresql://...; unset is SQLite")
    authenticator: str = Field(
        default="hub.authenticator.HunarAuthenticator",
        description="dotted class of another JupyterHub Authenticator (OAuth, LTI); set it up in"
        " jupyterhub_config.d/*.py below the state folder",
    )
    sign_up: bool = Field(
        default=True, description="offer the sign-up page; sign-ups still need to be admitted"
    )
    workers: int = Field(default=1, ge=0, le=64, description="grading workers on this machine")
    spawns_at_once: int = Field(default=8, ge=1, description="servers that may start at the same time")
    learner_memory_mib: int = Field(
        default=2048, ge=256, description="memory of one learner's server with its kernels"
    )
    learner_processes: int = Field(default=256, ge=64, description="processes and threads of one learner")
    learner_home_mib: int = Field(default=2048, ge=16, description="disk space of one learner's home")
    progress_port: int = Field(default=0, description="chosen by hunar up")
    network_port: int = Field(default=0, description="chosen by hunar up")
    """0 where no course has a network."""
    proxy_api_port: int = Field(default=0, description="chosen by hunar up")

    @field_validator("state", "courses")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url")
    @classmethod
    def _by_psycopg(cls, value: str | None) -> str | None:
        """Empty is unset; PostgreSQL's usual address is SQLAlchemy's with our driver."""
        for usual in ("postgres://", "postgresql://"):
            if value and value.startswith(usual):
                return f"postgresql+psycopg://{value.removeprefix(usual)}"
        return value or None

    @property
    def address(self) -> str:
        """What to type into a browser, without a trailing slash."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.bind in ("", "0.0.0.0", "::") else self.bind
        return f"http://{host}:{self.port}"

    @property
    def local_address(self) -> str:
        """The proxy as this machine reaches it, also behind a TLS terminator."""
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.bind, self.bind)
        return f"http://{host}:{self.port}"

    @property
    def database(self) -> str:
        """SQLAlchemy URL of Hunar's own tables."""
        return self.database_url or f"sqlite:///{self.state / 'hunar.sqlite'}"

    @property
    def hub_database(self) -> str:
        """SQLAlchemy URL of JupyterHub's tables: an own file, or the schema `jupyterhub` in PostgreSQL."""
        if self.database_url is None:
            return f"sqlite:///{self.state / 'jupyterhub.sqlite'}"
        join = "&" if "?" in self.database_url else "?"
        return f"{self.database_url}{join}options=-csearch_path%3Djupyterhub"

    def environment(self) -> dict[str, str]:
        """These settings for a child process: what it reads is what we read."""
        values = self.model_dump(mode="json", exclude_none=True)
        return {f"HUNAR_{name.upper()}": str(value) for name, value in values.items()}
