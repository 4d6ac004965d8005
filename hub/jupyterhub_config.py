"""What `jupyterhub --config` reads: our settings, then the operator's own files, which have the last word."""

from pathlib import Path

from hub.config import configure
from hub.settings import Settings
from hub.spawner import mend_server_host

settings = Settings()
c = get_config()  # type: ignore[name-defined]  # noqa: F821
mend_server_host()
configure(c, settings)
for extra in sorted(Path(settings.state, "jupyterhub_config.d").glob("*.py")):
    load_subconfig(str(extra))  # type: ignore[name-defined]  # noqa: F821
