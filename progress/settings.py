"""Settings of the progress service and of the grading workers, read once from the environment.

`HUNAR_*` are ours; `JUPYTERHUB_*` are what the hub gives to a service that it manages.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where state lives, where the hub is, and a few limits. Build it once and pass it on."""

    model_config = SettingsConfigDict(env_prefix="HUNAR_", extra="ignore", populate_by_name=True, frozen=True)

    state: Path = Path("var")
    """The one folder that holds everything worth keeping."""
    database_url: str | None = None
    """PostgreSQL address; without it, SQLite in the state folder."""
    public_url: str = "http://127.0.0.1:8000"
    """The address that a browser uses, without a final slash. Certificates carry it."""
    courses: Path = Path("courses")
    session_hours: float = Field(default=12, gt=0)
    lease_s: float = Field(default=120, gt=0)
    """A worker that does not renew its claim for this long is taken for dead, and its job is claimed
    again.
    """
    poll_s: float = Field(default=0.2, gt=0)
    """How often an idle worker looks for a job."""
    user_cache_s: float = Field(default=15, ge=0)
    """How long the hub's answer to "whose token is this?" is believed."""

    network_port: int = 0
    """Not 0 where a course has a class network; then pages link to its explorer."""

    service_url: str = Field(
        default="http://127.0.0.1:8103/", validation_alias=AliasChoices("JUPYTERHUB_SERVICE_URL")
    )
    service_prefix: str = Field(
        default="/services/progress/", validation_alias=AliasChoices("JUPYTERHUB_SERVICE_PREFIX")
    )
    hub_api_url: str = Field(
        default="http://127.0.0.1:8081/hub/api", validation_alias=AliasChoices("JUPYTERHUB_API_URL")
    )
    hub_api_token: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("JUPYTERHUB_API_TOKEN")
    )
    hub_client_id: str = Field(
        default="service-progress", validation_alias=AliasChoices("JUPYTERHUB_CLIENT_ID")
    )
    base_url: str = Field(default="/", validation_alias=AliasChoices("JUPYTERHUB_BASE_URL"))
    """Where the platform starts on its host, with slashes at both ends."""

    @field_validator("public_url")
    @classmethod
    def _no_final_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("service_prefix", "base_url")
    @classmethod
    def _slashes_at_both_ends(cls, value: str) -> str:
        inner = value.strip("/")
        return f"/{inner}/" if inner else "/"

    @property
    def database(self) -> str:
        """SQLAlchemy address of the one database."""
        if self.database_url is None:
            return f"sqlite:///{self.state.absolute() / 'hunar.sqlite'}"
        scheme, found, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if found and scheme == "postgresql" else self.database_url

    @property
    def keys(self) -> Path:
        """Folder of secrets, mode 0700."""
        return self.state / "keys"

    @property
    def socket(self) -> Path:
        """Where learners' sandboxes reach the service."""
        return self.state / "run" / "progress.sock"

    @property
    def api_prefix(self) -> str:
        return f"{self.service_prefix}api/v1"
