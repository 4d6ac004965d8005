"""For instructors: answers of an assignment that are alike, side by side, with what that does not prove."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from progress import accounts
from progress.api.similar import Taught, report_on
from progress.hubauth import CurrentUser, EngineDep
from progress.pages.render import page
from progress.similarity import Pair

router = APIRouter()


@router.get("/teach/{course}/{assignment}/similar")
def similar(request: Request, user: CurrentUser, release: Taught, engine: EngineDep) -> Response:
    """The pairs, most alike first. `Taught` lets only instructors of the course in."""
    report = report_on(request, release)
    everybody = {name for pair in report.pairs for name in (pair.left, pair.right)}
    everybody.update(report.too_short, report.unreadable, report.cut)
    names = {learner: accounts.display_name(engine, learner) for learner in everybody}
    return page(
        request,
        "similar.html",
        user=user,
        here=f"teach/{release.course}",
        course=release.course,
        title=release.bundle.title,
        compared=report.compared,
        pairs=[_pair(pair, names) for pair in report.pairs],
        too_short=[names[learner] for learner in report.too_short],
        unreadable=[names[learner] for learner in report.unreadable],
        cut=[names[learner] for learner in report.cut],
    )


def _pair(pair: Pair, names: dict[str, str]) -> dict[str, Any]:
    return {
        "left": names[pair.left],
        "right": names[pair.right],
        "percent": round(100 * pair.likeness),
        "passages": [asdict(passage) for passage in pair.passages],
    }
