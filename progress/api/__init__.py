"""The API, version 1: one module per noun. Each gives a `router`; errors are problem+json."""

from __future__ import annotations

from progress.api import (
    courses,
    gradebook,
    me,
    oauth,
    regrades,
    releases,
    results,
    similar,
    submissions,
    times,
    tracks,
)

routers = [
    module.router
    for module in (
        me,
        courses,
        submissions,
        releases,
        gradebook,
        oauth,
        results,
        regrades,
        similar,
        times,
        tracks,
    )
]
