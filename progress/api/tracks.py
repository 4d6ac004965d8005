"""Tracks: ways through assignments of several courses, and where I stand on them."""

from __future__ import annotations

from fastapi import APIRouter

from progress import tracks
from progress.api.shapes import TrackOut
from progress.hubauth import Admitted, EngineDep

router = APIRouter(tags=["courses"])


@router.get("/tracks")
def my_tracks(user: Admitted, engine: EngineDep) -> list[TrackOut]:
    """Every track in its order. Its badge is among the certificates, as the course `tracks/<track>`."""
    return [TrackOut.of(track, tracks.progress(engine, user.name, track)) for track in tracks.every(engine)]
