"""The HTML of a note's field -> Markdown: MathJax becomes ``$…$``, media are counted and left out."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import NamedTuple

MATH = re.compile(
    r"\\\((?P<inline>(?:(?!(?<!\\)\\[()]).)*)(?<!\\)\\\)|\\\[(?P<shown>(?:(?!(?<!\\)\\[\[\]]).)*)(?<!\\)\\\]"
    r"|\[\$\](?P<old>(?:(?!\[/?\$\]).)*)\[/\$\]|\[\$\$\](?P<old_shown>(?:(?!\[/?\$\$\]).)*)\[/\$\$\]"
    r"|\[latex\](?P<latex>(?:(?!\[/?latex\]).)*)\[/latex\]"
    r"|<anki-mathjax(?P<block>[^<>]*)>(?P<tag>(?:(?!</?anki-mathjax).)*)</anki-mathjax>",
    re.DOTALL | re.IGNORECASE,
)
"""What MathJax and Anki's LaTeX mark; each body ends where another one could begin, so that no text takes long."""
COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*-->", re.DOTALL)
SOUND = re.compile(r"\[sound:[^\[\]]*\]|\[anki:[^\[\]]*\]")
HOLD, HELD = "\ue000", re.compile("( ?)\ue000(\\d+)\ue001( ?)")
"""A formula is held out of the HTML: its < and & are its own."""
BLOCKS = frozenset("address article blockquote div dl dt dd figure h1 h2 h3 h4 h5 h6 p section table tr".split())
PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote table".split())
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "sub": "_", "sup": "^"}
DROPPED = frozenset("script style head title template".split())
MEDIA = frozenset("img audio video object embed svg iframe".split())
LITERAL = re.compile(r"[$`]|\*(?=\S)")
DEEPEST = 100


class Converted(NamedTuple):
    """Markdown, and how many pictures and sounds were left out."""

    markdown: str
    media: int


def to_markdown(source: str) -> Converted:
    """Never fails: what is no HTML is text."""
    formulas: list[str] = []

    def hold(found: re.Match[str]) -> str:
        formulas.append(_formula(found))
        return f"{HOLD}{len(formulas) - 1}\ue001"

    source = source.replace(HOLD, "").replace("\ue001", "")
    source = MATH.sub(hold, COMMENT.sub("", source).replace("<!--", ""))
    source, sounds = SOUND.subn("", source)
    writer = _Writer()
    writer.feed(source)
    writer.close()
    text = HELD.sub(lambda held: _placed(formulas[int(held[2])], held[1], held[3]), writer.markdown)
    lines = (line.rstrip() for line in text.split("\n"))
    return Converted(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n"), sounds + writer.media)


def _formula(found: re.Match[str]) -> str:
    """``$…$``, on lines of its own where it was displayed; its source as it is where it holds a $ itself."""
    name = next(name for name in ("inline", "shown", "old", "old_shown", "latex", "tag") if found[name] is not None)
    tex = html.unescape(re.sub(r"<br\s*/?>|</?(div|p)[^>]*>", " ", found[name], flags=re.IGNORECASE))
    tex = " ".join(re.sub(r"</?[a-zA-Z][^<>]*>", "", tex).split())
    if name == "latex":
        tex = re.sub(r"^\$+|\$+$|^\\begin\{(?:displaymath|math)\}|\\end\{(?:displaymath|math)\}$", "", tex).strip()
    if not tex:
        return ""
    if "$" in tex:
        return f"`{tex}`"
    shown = name in ("shown", "old_shown") or "block" in (found["block"] or "").lower()
    return f"\n\n${tex}$\n\n" if shown else f"${tex}$"


def _placed(formula: str, before: str, after: str) -> str:
    return formula if formula.startswith("\n") else before + formula + after


class _Writer(HTMLParser):
    """Markdown from the tags that matter; others are passed over, their text is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.media = 0
        self._out: list[str] = []
        self._dropping: list[str] = []
        self._lists: list[int | None] = []
        self._pre = False

    @property
    def markdown(self) -> str:
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self._dropping.append(tag)
        elif tag in MEDIA:
            self.media += 1
        elif tag == "br":
            self._out.append("\n")
        elif tag in ("ul", "ol"):
            self._lists = [*self._lists, 0 if tag == "ol" else None][:DEEPEST]
            self._break("\n\n" if len(self._lists) == 1 else "\n")
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self._pre = True
            self._out.append("\n```\n")
        elif tag in BLOCKS:
            self._break("\n\n" if tag in PARAGRAPHS else "\n")
        elif tag in ("td", "th"):
            self._out.append(" ")
        elif tag in MARKS and not self._pre:
            self._out.append(MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED and tag in self._dropping:
            self._dropping.remove(tag)
        elif tag in ("ul", "ol"):
            self._lists = self._lists[:-1]
            self._break("\n\n" if not self._lists else "\n")
        elif tag == "pre" and self._pre:
            self._pre = False
            self._break("\n")
            self._out.append("```\n")
        elif tag in BLOCKS:
            self._break("\n\n" if tag in PARAGRAPHS else "\n")
        elif tag in MARKS and not self._pre and MARKS[tag] not in "_^":
            self._close(MARKS[tag])

    def handle_data(self, data: str) -> None:
        if self._dropping:
            return
        if self._pre:
            self._out.append(data)
            return
        data = re.sub(r"[ \t\r\n\xa0]+", " ", data)
        if not self._out or self._out[-1].endswith("\n"):
            data = data.lstrip(" ")
        self._out.append(LITERAL.sub(r"\\\g<0>", data))

    def _item(self) -> None:
        self._break("\n")
        number = self._lists[-1] if self._lists else None
        if number is None:
            self._out.append("- ")
        else:
            self._lists[-1] = number + 1
            self._out.append(f"{number + 1}. ")

    def _break(self, ends: str) -> None:
        if self._out and not "".join(self._out[-2:]).endswith(ends):
            self._out.append(ends)

    def _close(self, mark: str) -> None:
        """Marks around nothing, or around a blank, are no marks: take them out or move them inside."""
        if self._out and self._out[-1] == mark:
            self._out.pop()
        elif self._out and self._out[-1].endswith(" "):
            self._out[-1] = self._out[-1].rstrip(" ")
            self._out += [mark, " "]
        else:
            self._out.append(mark)
