"""Markdown and LaTeX as HTML: read back by an HTML parser and by Anki."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.anki import html
from dlquiz.core.text import sanitise, visible

ALLOWED = {"p", "ul", "ol", "li", "b", "i", "code", "pre", "span", "div"}


class Reader(HTMLParser):
    """What a browser would show, and the tags it would see."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.tags = "", set[str]()
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text("ab<>&\"'{}[]()\\$*`:;/!- \n中，"))
def test_a_browser_sees_the_words_and_no_tag_of_the_text(text: str) -> None:
    shown = Reader(html.plain(text))
    assert shown.words == sanitise(text)
    assert shown.tags <= {"span"}
    assert Reader(html.blocks(text)).tags <= ALLOWED


@given(st.text("ab<>&{}[]()\\*`:; \n中", max_size=40).filter(lambda text: "$" not in text))
def test_nothing_is_lost_of_a_text_without_formulas(text: str) -> None:
    shown = Reader(html.blocks(text))
    assert "".join(shown.words.split()) == "".join(visible(text).split())


def wholes(html: str) -> str:
    """What stands between two bars does not break into lines."""
    pieces = html.split("|")
    pieces[1::2] = [f'<span class="whole">{piece}</span>' for piece in pieces[1::2]]
    return "".join(pieces)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a **b** *c* `d<e`", "<p>a <b>b</b> <i>c</i> <code>d&lt;e</code></p>"),
        ("$a < b$", r"<p>\(a &lt; b\)</p>"),
        ("Take $x$, then ($y$).", wholes(r"<p>Take |\(x\),| then |(\(y\)).|</p>")),
        ("$x$ 和 $y$。", wholes(r"<p>\(x\) 和 |\(y\)。|</p>")),
        (r"$\\)$ $a$: b", wholes(r"<p>\(\\)\) |\(a\):| b</p>")),
        ("- x\n- y", "<ul><li>x</li><li>y</li></ul>"),
        ("1. x\n2. y", "<ol><li>x</li><li>y</li></ol>"),
        ("```python\na\n  b\n```", "<pre><code>a\n  b</code></pre>"),
        (r"costs 5 \(x\)", "<p>costs 5 \\<span></span>(x\\<span></span>)</p>"),
        ("[sound:a.mp3] {{c1::b}}", "<p>&#91;sound:a.mp3] &#123;&#123;c1::b}}</p>"),
        (r"$\left[\sqrt{a_{b}}\right]$", r"<p>\(\left[\sqrt{a_{b}}\right]\)</p>"),
        ("$[sound:a.mp3] {{c2::x}}$", r"<p>\(&#91;sound:a.mp3] { {c2::x}}\)</p>"),
    ],
)
def test_markup(markdown: str, expected: str) -> None:
    assert html.blocks(markdown) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The [[reset|r]] gate", "<p>The {{c1::reset}} gate</p>"),
        ("$c = [[f_t|f]] x$", r"<p>\(c =  {{c1::f_t}}  x\)</p>"),
        (r"$\frac{[[a_{b_{c}}|a]]}{2}$", r"<p>\(\frac{ {{c1::a_{b_{c} } }} }{2}\)</p>"),
        ("`f(1, [[{2}]])`", "<p><code>f(1, {{c1::&#123;2&#125;}})</code></p>"),
        ("use [[`std::sort`|sort]]", "<p>use {{c1::<code>std&#58;&#58;sort</code>}}</p>"),
        (r"scale by [[$\gamma$|gamma]]", r"<p>scale by {{c1::\(\gamma\)}}</p>"),
    ],
)
def test_blanks_become_the_cloze_deletion_c1(text: str, expected: str) -> None:
    assert html.cloze(text) == expected


def test_a_formula_and_a_drawing() -> None:
    assert html.formula(r"a < \frac{b}{c}") == r'<div class="formula">\[a &lt; \frac{b}{c}\]</div>'
    assert html.drawing("a <- b") == '<pre class="sketch">a &lt;- b</pre>'
