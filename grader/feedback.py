"""A verdict as a page for the learner: which check passed, which did not, the author's words, the points.

Nothing of the instructor's source is in it: only titles, points and messages of the verdict. The text is
escaped and the whole is cleaned by nh3 all the same, for a message can quote what a learner's code said.
"""

from __future__ import annotations

from html import escape

import nh3

from grader.bundle import Bundle, GradedCell
from grader.verdict import ExerciseResult, Verdict

STATUS_WORDS = {
    "passed": "Passed",
    "failed": "Not passed yet",
    "timed_out": "Stopped: it ran too long",
    "out_of_memory": "Stopped: it needed too much memory",
    "crashed": "Stopped: the program ended early",
    "not_attempted": "Not attempted",
    "needs_manual": "Waits for your instructor",
    "internal_error": "Not judged: a fault on our side, it costs you nothing",
}
MARKS = {"passed": "✓", "needs_manual": "…", "not_attempted": "○"}
OTHER_MARK = "✗"
KIND_WORDS = {"visible": "check", "hidden": "hidden tests", "manual": "read by a person"}
TAGS = {
    "section",
    "h2",
    "p",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "strong",
    "span",
    "code",
}
ATTRIBUTES = {
    "*": {"lang", "dir", "class"},
    "th": {"scope", "colspan"},
    "td": {"colspan"},
    "section": {"aria-label"},
    "span": {"aria-hidden"},
}
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}caption{text-align:start;font-weight:600}"
    "th,td{border-bottom:1px solid #8a8f98;padding:.4rem;text-align:start;vertical-align:top}"
    "td{overflow-wrap:anywhere}@media(prefers-color-scheme:dark){body{background:#16181d;color:#eceff4}}"
)


def feedback_html(verdict: Verdict, bundle: Bundle) -> str:
    """An HTML fragment (one section with one table), safe to put into a page."""
    cells = {cell.grade_id: cell for cell in bundle.cells}
    rows = "".join(_row(result, cells.get(result.grade_id)) for result in verdict.exercises)
    fragment = (
        f'<section lang="en" class="hunar-feedback" aria-label="Feedback">'
        f"<h2>{escape(bundle.title)}</h2>{_summary(verdict)}{_table(rows, verdict) if rows else ''}</section>"
    )
    return _cleaned(fragment)


def feedback_page(verdict: Verdict, bundle: Bundle) -> str:
    """The same as a whole page that needs nothing else: for nbgrader's feedback folder."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(bundle.title)}: feedback</title><style>{STYLE}</style></head>"
        f"<body><main>{feedback_html(verdict, bundle)}</main></body></html>"
    )


def points(value: float) -> str:
    """A score without a needless fraction: 7, 7.5, 6.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _summary(verdict: Verdict) -> str:
    if verdict.status == "rejected":
        text = "<strong>This hand-in was not graded.</strong>"
    elif verdict.status == "internal_error":
        text = "<strong>Grading failed on our side.</strong> It costs you no attempt."
    else:
        text = f"<strong>{points(verdict.score)} of {points(verdict.max_score)} points</strong>"
        if verdict.needs_manual:
            text += " so far. A person still reads part of your work."
    message = f"<p>{_lines(verdict.message)}</p>" if verdict.message else ""
    return f"<p>{text}</p>{message}"


def _table(rows: str, verdict: Verdict) -> str:
    together = f"{points(verdict.score)} of {points(verdict.max_score)}"
    return (
        "<table><caption>Your checks</caption><thead><tr>"
        '<th scope="col">Exercise</th><th scope="col">Result</th>'
        '<th scope="col">What to look at</th><th scope="col">Points</th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot><tr>"
        f'<th scope="row" colspan="3">Together</th><td>{together}</td>'
        "</tr></tfoot></table>"
    )


def _row(result: ExerciseResult, cell: GradedCell | None) -> str:
    title = cell.title if cell else result.grade_id
    kind = KIND_WORDS[cell.kind] if cell else "check"
    mark = MARKS.get(result.status, OTHER_MARK)
    return (
        f'<tr class="{result.status}"><th scope="row">{escape(title)} <span class="kind">({kind})</span></th>'
        f'<td><span aria-hidden="true">{mark}</span> {STATUS_WORDS[result.status]}</td>'
        f"<td>{_lines(result.message)}</td>"
        f"<td>{points(result.score)} of {points(result.max_score)}</td></tr>"
    )


def _lines(text: str) -> str:
    """Escaped text; each line its own paragraph where there are several."""
    lines = [escape(line) for line in text.splitlines() if line.strip()]
    return lines[0] if len(lines) == 1 else "".join(f"<p>{line}</p>" for line in lines)


def _cleaned(fragment: str) -> str:
    return nh3.clean(
        fragment, tags=TAGS, attributes={tag: set(names) for tag, names in ATTRIBUTES.items()}, link_rel=None
    )
