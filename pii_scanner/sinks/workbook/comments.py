"""Comments (notes): kept with their text scrubbed, without authors, in boxes drawn anew.

Threaded comments live on as the note that Excel keeps beside each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pii_scanner.sinks.workbook.markup import DECLARATION, MAIN, Element, child, children, decode, encode
from pii_scanner.sinks.workbook.package import Package
from pii_scanner.sinks.workbook.places import Area, column_letters
from pii_scanner.sinks.workbook.plan import Scrubber, SheetRewrite
from pii_scanner.sinks.workbook.strings import plain_text, text_element

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

_LONGEST_TEXT = 32767
_SHORTEST_AUTHOR = 2
_LARGEST_BOXES = 1 << 26
_OTHER_BOXES = re.compile(rb"ObjectType\s*=\s*[\"'](?!Note[\"'])")
_LINE = 24
"""Characters of a line in a box of the usual width."""

_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{0}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{0}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{1}, 15, {2}, 2, {3}, 31, {4}, 9</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{5}</x:Row>"
    "<x:Column>{6}</x:Column></x:ClientData></v:shape>"
)


@dataclass(frozen=True)
class Comment:
    row: int
    column: int
    text: str


def read_comments(root: Element, rewrite: SheetRewrite, scrubber: Scrubber) -> list[Comment]:
    """Return the comments to keep: none without text, on a dropped column or on rows that moved."""
    listed = child(root, "authors")
    authors = [(author.text or "").strip() for author in children(listed, "author")] if listed is not None else []
    names = sorted({name for name in authors if len(name) >= _SHORTEST_AUTHOR}, key=len, reverse=True)
    comments = child(root, "commentList")
    found: dict[tuple[int, int], Comment] = {}
    for comment in children(comments, "comment") if comments is not None else []:
        area = Area.read(comment.get("ref", ""))
        written = child(comment, "text")
        if area is None or written is None or area.left in rewrite.dropped:
            continue
        if rewrite.moves(area.top, area.bottom):
            continue
        text = _without(decode(plain_text(written)), names)
        safe = scrubber.text(text) if text.strip() else ""
        if safe:
            found[area.top, area.left] = Comment(area.top, area.left, safe[:_LONGEST_TEXT])
    return [found[place] for place in sorted(found)]


def comments_xml(comments: Iterable[Comment]) -> str:
    """Return the part that lists the comments of a sheet."""
    inner = "".join(
        f'<comment ref="{column_letters(each.column)}{each.row + 1}" authorId="0"><text>'
        f"{text_element(encode(each.text))}</text></comment>"
        for each in comments
    )
    return (
        f'{DECLARATION}<comments xmlns="{MAIN}"><authors><author/></authors>'
        f"<commentList>{inner}</commentList></comments>"
    )


def boxes_xml(comments: Iterable[Comment], number: int) -> str:
    """Return the legacy drawing of the boxes; `number` is that of the sheet, by which shapes are told apart."""
    parts = [_HEAD.format(number)]
    for count, each in enumerate(comments, 1):
        lines = sum(1 + len(line) // _LINE for line in each.text.split("\n"))
        top = max(0, each.row - 1)
        bottom = top + max(4, min(lines + 1, 30))
        parts.append(
            _BOX.format(number * 1024 + count, each.column + 1, top, each.column + 3, bottom, each.row, each.column)
        )
    return "".join([*parts, "</xml>"])


def holds_only_comments(package: Package, part: str) -> bool:
    """Return whether a legacy drawing shows nothing but boxes of comments."""
    if package.size(part) > _LARGEST_BOXES:
        return False
    with package.open(part) as handle:
        return _OTHER_BOXES.search(handle.read()) is None


def _without(text: str, authors: list[str]) -> str:
    """Return a comment's text without the names of authors: Excel writes the first line `author:`."""
    for author in authors:
        for colon in (":", "\uff1a"):
            text = text.removeprefix(author + colon).lstrip("\n") if text.startswith(author + colon) else text
        text = text.replace(author, "***")
    return text
