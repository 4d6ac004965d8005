"""A few headed lists of facts, as text for a terminal and as HTML for a notebook.

Everything shown is escaped: a block may hold what anybody wrote into it. Long ids wrap, so that a phone shows
them; headings and row headers are real ones, so that a screen reader finds its way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

WIDE = "max-width:100%;overflow-wrap:anywhere;text-align:start"
TABLE = "border-collapse:collapse;max-width:100%;margin:0"
CELL = "text-align:start;vertical-align:top;padding:.15em .8em .15em 0;font-weight:normal"


@dataclass(frozen=True)
class Part:
    """Rows under a heading."""

    heading: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """A title and its parts."""

    title: str
    parts: list[Part] = field(default_factory=list)

    def text(self) -> str:
        """For `repr`: one fact a line, control characters made visible."""
        lines = [_plain(self.title)]
        for part in self.parts:
            if part.heading:
                lines.append(f"  {_plain(part.heading)}")
            width = max((len(name) for name, _ in part.rows), default=0)
            lines += [f"    {_plain(name):<{width}}  {_plain(value)}" for name, value in part.rows]
        return "\n".join(lines)

    def html(self) -> str:
        """For a notebook."""
        blocks = [f"<p><strong>{escape(_plain(self.title))}</strong></p>"]
        for part in self.parts:
            rows = "".join(
                f'<tr><th scope="row" style="{CELL}">{escape(_plain(name))}</th>'
                f'<td style="{CELL}"><bdi>{escape(_plain(value))}</bdi></td></tr>'
                for name, value in part.rows
            )
            caption = f'<caption style="{CELL}"><strong>{escape(_plain(part.heading))}</strong></caption>'
            blocks.append(f'<table style="{TABLE}">{caption if part.heading else ""}{rows}</table>')
        return f'<div dir="ltr" style="{WIDE}">{"".join(blocks)}</div>'


def _plain(text: str) -> str:
    """Without control characters: neither a terminal nor a reader's eye is to be steered by data."""
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
