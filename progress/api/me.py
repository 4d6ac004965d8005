"""Who I am, and how far I have come."""

from __future__ import annotations

from fastapi import APIRouter

from progress import accounts, scores
from progress.api.shapes import CourseStanding, Me, Roles
from progress.hubauth import Admitted, CurrentUser, EngineDep

router = APIRouter(tags=["me"])


@router.get("/me")
def me(user: CurrentUser, engine: EngineDep) -> Me:
    """The person whose token this is."""
    roles = Roles(learner="learners" in user.groups, admin=user.admin, instructor_of=user.instructor_of)
    return Me(name=user.name, display_name=accounts.display_name(engine, user.name), roles=roles)


@router.get("/progress")
def my_progress(user: Admitted, engine: EngineDep) -> list[CourseStanding]:
    """My progress in every course."""
    return [CourseStanding.of(standing) for standing in scores.all_progress(engine, user.name)]
