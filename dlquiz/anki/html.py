"""Markdown and LaTeX -> the HTML of a note's field; formulas for MathJax, blanks as cloze deletions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dlquiz.core.text import Block, Bullets, CodeBlock, Span, parse, parse_cloze, sanitise, spans

PLAIN = re.compile(r'(?! {0,3}(?:-|\d{1,3}\.) )[^$*`\\&<>"{\[]*')
"""Neither Markdown nor anything to be escaped."""
TAGS = {"strong": "b", "emphasis": "i", "code": "code"}
BLANK_START, BLANK_END = "\ue000", "\ue001"
BLANK = re.compile(f"{BLANK_START}(\\d+){BLANK_END}")

# What Anki or MathJax would read as markup of its own: {{c1::…}}, [sound:…], [$]…[/$], \(…\).
LITERAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "{": "&#123;", "[": "&#91;", "\\": "\\<span></span>"}
)
FORMULA, OPENING, CLOSING = r"\\\((?:[^\\]|\\[^)])*\\\)", "[(“‘（「《]", "[-,.;:!?)’”'/，。；：！？、）」》]"
WHOLE = re.compile(f"{OPENING}+{FORMULA}{CLOSING}*|{FORMULA}{CLOSING}+")
SPECIAL = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\$)", re.IGNORECASE)


def pieces(markdown: str) -> list[str]:
    """A text, block by block."""
    if _is_plain(markdown) and (words := markdown.strip()):
        return [f"<p>{words}</p>"]
    return [_block(block, ()) for block in parse(markdown)]


def blocks(markdown: str) -> str:
    """A text of several blocks."""
    return "".join(pieces(markdown))


def line(markdown: str) -> str:
    """A text of one line, without a paragraph around it."""
    if _is_plain(markdown):
        return markdown
    return _inline(spans(sanitise(markdown)), ())


def plain(text: str) -> str:
    """Characters that mean themselves."""
    return sanitise(text).translate(LITERAL)


def formula(tex: str) -> str:
    r"""A displayed formula: ``\[…\]``."""
    return rf'<div class="formula">\[{_math(tex)}\]</div>'


def drawing(text: str) -> str:
    """A drawing in characters."""
    return f'<pre class="sketch">{plain(text)}</pre>'


def listed(items: Iterable[str], tag: str = "ul", class_: str = "") -> str:
    """A list of pieces of HTML; "" if there are none."""
    inside = "".join(f"<li>{item}</li>" for item in items)
    named = f' class="{class_}"' if class_ else ""
    return f"<{tag}{named}>{inside}</{tag}>" if inside else ""


def tap(summary: str, inside: str) -> str:
    """What is shown after a tap on its summary."""
    return f"<details><summary>{summary}</summary>{inside}</details>"


def cloze(text: str) -> str:
    """A cloze text. Every blank is c1, so that the note gives one card."""
    shown, markdown = list[str](), ""
    for piece in parse_cloze(text):
        if isinstance(piece, str):
            markdown += piece.replace(BLANK_START, "").replace(BLANK_END, "")
        else:
            markdown += f"{BLANK_START}{len(shown)}{BLANK_END}"
            shown.append(piece.forms[0])
    return "".join(_block(block, shown) for block in parse(markdown))


def _is_plain(text: str) -> bool:
    """One line of words alone: most texts are, and need no parser."""
    return text.isprintable() and PLAIN.fullmatch(text) is not None


def _block(block: Block, shown: Sequence[str]) -> str:
    if isinstance(block, CodeBlock):
        return f"<pre><code>{_blanks(plain(block.text), 'code', shown)}</code></pre>"
    if isinstance(block, Bullets):
        return listed((_inline(item, shown) for item in block.items), "ol" if block.ordered else "ul")
    return f"<p>{_inline(block.spans, shown)}</p>"


def _inline(found: Iterable[Span], shown: Sequence[str]) -> str:
    """A browser would break the line between a formula and its comma."""
    html = "".join(_span(span, shown) for span in found)
    return WHOLE.sub(r'<span class="whole">\g<0></span>', html)


def _span(span: Span, shown: Sequence[str]) -> str:
    if span.kind == "math":
        return _blanks(rf"\({_math(span.text)}\)", "math", shown)
    inside = _blanks(span.text.translate(LITERAL), span.kind, shown)
    tag = TAGS.get(span.kind)
    return f"<{tag}>{inside}</{tag}>" if tag else inside


def _math(tex: str) -> str:
    escaped = tex.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("{{", "{ {")
    return SPECIAL.sub("&#91;", escaped)


def _blanks(html: str, kind: str, shown: Sequence[str]) -> str:
    if not shown:
        return html
    return BLANK.sub(lambda blank: _deletion(shown[int(blank[1])], kind), html)


def _deletion(form: str, kind: str) -> str:
    """``}}`` would end it and ``::`` begin a hint. A formula may have blanks after its braces, other text may not."""
    if kind == "math":
        return f" {{{{c1::{_math(form).replace('::', '&#58;&#58;').replace('}', '} ')}}}}} "
    inside = form.translate(LITERAL) if kind == "code" else line(form)
    return f"{{{{c1::{inside.replace('::', '&#58;&#58;').replace('}', '&#125;')}}}}}"
