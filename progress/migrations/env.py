"""Alembic's entry: runs on the connection that `progress.database.migrate` opened, in its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from progress.tables import Moment, metadata

VERSION_TABLE = "hunar_version"


def _render(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """A migration says `sa.DateTime()`: it must go on meaning the same when our own types change."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
