"""A verdict as a page for the learner: which check passed, which did not, the author's words, the points.

Nothing of the instructor's source is in it: only titles, points and messages of the verdict. The text is
escaped and the whole is cleaned by nh3 all the same, for a message can quote what a learner's code said.
"""

from __future__ import annotations

from html import escape

import nh3

from grader.bundle import Bundle, GradedCell
from grader.verdict import ExerciseResult, NamedCheck, Verdict

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
    *("section", "h2", "p", "ul", "li", "strong", "span", "bdi", "code"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
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
    "th,td{border-top:1px solid #8a8f98;padding:.4rem;text-align:start;vertical-align:top}"
    "tbody th,.words,bdi,code{overflow-wrap:anywhere}.words{border-top:0;padding-top:0}"
    ".words>*{margin:.2rem 0}ul{list-style:none;padding-inline-start:.5rem}"
    "li{margin:.5rem 0}li p{margin:0}.kind{font-weight:400}"
    "@media(prefers-color-scheme:dark){body{background:#16181d;color:#eceff4}}"
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
    return f"<p>{text}</p>{_lines(verdict.message)}"


def _table(rows: str, verdict: Verdict) -> str:
    together = f"{points(verdict.score)} of {points(verdict.max_score)}"
    return (
        "<table><caption>Your checks</caption><thead><tr>"
        '<th scope="col">Exercise</th><th scope="col">Result</th><th scope="col">Points</th></tr></thead>'
        f'{rows}<tfoot><tr><th scope="row" colspan="2">Together</th><td>{together}</td></tr></tfoot></table>'
    )


def _row(result: ExerciseResult, cell: GradedCell | None) -> str:
    """One graded cell; what to look at is a second line of full width, for narrow screens."""
    title = cell.title if cell else result.grade_id
    kind = KIND_WORDS[cell.kind] if cell else "check"
    mark = MARKS.get(result.status, OTHER_MARK)
    return (
        f'<tbody class="{result.status}"><tr>'
        f'<th scope="rowgroup"><bdi>{escape(title)}</bdi> <span class="kind">({kind})</span></th>'
        f'<td><span aria-hidden="true">{mark}</span> {STATUS_WORDS[result.status]}</td>'
        f"<td>{points(result.score)} of {points(result.max_score)}</td></tr>"
        f"{_second_row(result)}</tbody>"
    )


def _second_row(result: ExerciseResult) -> str:
    """The message; with named checks, these say it, each for itself."""
    told = any(not check.passed for check in result.checks)
    words = "" if told and result.status == "failed" else _lines(result.message)
    if result.checks:
        words += f"<ul>{''.join(_check(check) for check in result.checks)}</ul>"
    return f'<tr><td class="words" colspan="3">{words}</td></tr>' if words else ""


def _check(check: NamedCheck) -> str:
    mark, word = (MARKS["passed"], "Passed") if check.passed else (OTHER_MARK, "Not passed yet")
    code = (
        f"<p>Typical mistake: <code>{escape(check.misconception)}</code></p>" if check.misconception else ""
    )
    shown = f'<p>Your code: <code dir="auto">{escape(check.shown)}</code></p>' if check.shown else ""
    name = f"<strong><bdi>{escape(check.name)}</bdi></strong>"
    return (
        f'<li class="{"passed" if check.passed else "failed"}">'
        f'<span aria-hidden="true">{mark}</span> {word}: {name}{_lines(check.message)}{shown}{code}</li>'
    )


def _lines(text: str) -> str:
    """Escaped text, a paragraph for each line, each in its own direction: Urdu from the right."""
    return "".join(f'<p dir="auto">{escape(line)}</p>' for line in text.splitlines() if line.strip())


def _cleaned(fragment: str) -> str:
    return nh3.clean(
        fragment, tags=TAGS, attributes={tag: set(names) for tag, names in ATTRIBUTES.items()}, link_rel=None
    )
