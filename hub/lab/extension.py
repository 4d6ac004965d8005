"""The half of Hunar's JupyterLab extension that runs in a learner's or instructor's own server.

It adds the `/hunar/` addresses, offers new releases, sends hand-ins that are still on their way and, for an
instructor, keeps nbgrader's tree of each taught course in step with the progress service.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from grader.exchange.client import Client, ServiceError
from grader.exchange.offers import Offer, offer_releases
from hub.lab import stopping, sync_process
from hub.lab.handlers import PingHandler, SignedInHandler, SubmissionsHandler, SubmitHandler
from hub.lab.outbox import Outbox
from hub.lab.release_handlers import ReleaseHandler, ReleasesHandler

OFFER_EVERY_S = 60.0
DELIVER_EVERY_S = 30.0

log = logging.getLogger("hunar.lab")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hub.lab.extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Called by Jupyter Server while it sets itself up."""
    outbox = Outbox(_home(server) / ".hunar" / "outbox", Client.from_environment)
    server.web_app.settings["hunar_outbox"] = outbox
    _add_handlers(server.web_app, outbox)
    if _instructor():
        _allow_framed_formgrader()


async def _start_jupyter_server_extension(server: Any) -> None:
    """Called by Jupyter Server once its loop runs."""
    home, outbox = _home(server), server.web_app.settings["hunar_outbox"]
    _every(OFFER_EVERY_S, lambda: _offer(home))
    _every(DELIVER_EVERY_S, outbox.deliver_waiting)
    if _instructor():
        sync = sync_process.keep_running(sync_process.command(sync_process.course_folders(home)))
        # The loop itself keeps only weak references to its tasks.
        server.web_app.settings["hunar_sync"] = asyncio.create_task(sync)
    stopping.end_in_time()


def _offer(home: Path) -> list[Offer]:
    with Client.from_environment() as client:
        return offer_releases(client, home)


def _home(server: Any) -> Path:
    return Path(server.root_dir).expanduser()


def _instructor() -> bool:
    return os.environ.get("HUNAR_ROLE") == "instructor"


def _add_handlers(web_app: Any, outbox: Outbox) -> None:
    base = web_app.settings["base_url"]
    tools: dict[str, Any] = {"outbox": outbox, "connect": Client.from_environment}
    web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, "hunar", "submit"), SubmitHandler, tools),
            (url_path_join(base, "hunar", "submissions"), SubmissionsHandler, tools),
            (url_path_join(base, "hunar", "release"), ReleaseHandler, tools),
            (url_path_join(base, "hunar", "releases"), ReleasesHandler, tools),
            (url_path_join(base, "hunar", "ping"), PingHandler),
            (url_path_join(base, "hunar", "signed-in"), SignedInHandler),
        ],
    )


def _allow_framed_formgrader() -> None:
    """JupyterLab shows formgrader in a frame, which the server's own policy forbids for every page.

    Only formgrader's pages, and only on an instructor's server, may be framed by pages of the same origin.
    """
    from nbgrader.server_extensions.formgrader.base import BaseHandler

    BaseHandler.content_security_policy = property(lambda self: "frame-ancestors 'self'")


def _every(seconds: float, work: Callable[[], object]) -> None:
    """Do blocking `work` now and then every `seconds`. Trouble is logged, never fatal.

    In a daemon thread, not in the loop's executor: Python waits for an executor's threads before it ends.
    """

    def repeat() -> None:
        while True:
            try:
                work()
            except ServiceError as error:
                log.info("The progress service did not answer (%s); trying again in %.0f s", error, seconds)
            except Exception:
                log.exception("A background task failed; trying again in %.0f s", seconds)
            time.sleep(seconds)

    threading.Thread(target=repeat, daemon=True).start()
