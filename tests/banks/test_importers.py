"""Other programs' files, as their own documentation has them, and questions that come out of them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.banks.importers.anki import read_export, read_notes
from dlquiz.banks.importers.entry import Found, text_of
from dlquiz.banks.importers.gather import gather
from dlquiz.banks.importers.hashcards import read_markdown
from dlquiz.banks.importers.html import to_markdown
from dlquiz.banks.importers.listed import read_list
from dlquiz.banks.importers.tables import read_table
from dlquiz.banks.writing import new_bank, new_id
from dlquiz.core.questions import Cloze, Text
from dlquiz.errors import BankError


def asked(found: Found) -> list[tuple[str, str]]:
    """Question and answer of each entry, in whichever language they are."""
    return [(entry.question.ask.in_("en"), entry.question.answer.in_("en")) for entry in found.entries]


def blanks(found: Found) -> list[list[str]]:
    return [
        [check.text.in_("en") for check in entry.question.checks if isinstance(check, Cloze)] for entry in found.entries
    ]


# encodings


def test_texts_in_utf_8_and_utf_16_are_read_others_refused_with_the_line() -> None:
    said = "Q: 卷积？\r\nA: 是。\r\n"
    wanted = "Q: 卷积？\nA: 是。\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert text_of("deck.md", said.encode(encoding)) == wanted
    with pytest.raises(BankError, match=r"deck\.md:2:4: the byte 0xca is no UTF-8; save the file as UTF-8"):
        text_of("deck.md", b"Q: a\nA: " + "是".encode("gb18030"))
    with pytest.raises(BankError, match="UTF-16"):
        text_of("deck.md", b"\xff\xfea")


# tables


def test_columns_are_known_by_their_names() -> None:
    found = read_table("q.csv", 'Answer,extra,Question,Points\n"A, b",x,What?,one; two\n')
    assert asked(found) == [("What?", "A, b")]
    assert [point.en for point in found.entries[0].question.points] == ["one", "two"]
    assert found.entries[0].place == "q.csv:2"


def test_columns_may_be_given_and_then_the_first_row_is_a_question() -> None:
    found = read_table("q.tsv", "core\tWhat?\tThat.\n\ndeep\tWhy?\tSo.\n", ["level", "question", "answer"], None, "\t")
    assert asked(found) == [("What?", "That."), ("Why?", "So.")]
    assert [entry.question.level for entry in found.entries] == ["core", "deep"]
    assert [entry.place for entry in found.entries] == ["q.tsv:1", "q.tsv:3"]


def test_two_languages_stand_in_one_row() -> None:
    text = "id,question_en,question_zh,answer_en,answer_zh,points_en,points_zh\nx,What?,什么？,That.,这个。,one,一\n"
    question = read_table("q.csv", text).entries[0].question
    assert (question.id, question.ask, question.answer) == ("x", Text("What?", "什么？"), Text("That.", "这个。"))
    assert question.points == (Text("one", "一"),)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(separator: str) -> None:
    out = io.StringIO()
    rows = [["question", "answer"], ["What, ever; is | it?", 'It is\n"quoted".']]
    csv.writer(out, delimiter=separator).writerows(rows)
    assert asked(read_table("q.csv", out.getvalue().replace("\r\n", "\n"))) == [tuple(rows[1])]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "say what the 2 columns are"),
        ("", "the file is empty"),
        ('question,answer\n"a,b\n', "q.csv:2: this is no table"),
    ],
)
def test_a_table_that_says_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(BankError, match=said):
        read_table("q.csv", text)


def test_rows_without_question_or_answer_are_noticed() -> None:
    found = read_table("q.csv", "question,answer\n,That.\nWhat?\n")
    assert found == Found(
        [],
        [
            "q.csv:2: there is no question or no answer; left out",
            "q.csv:3: there is no question or no answer; left out",
        ],
    )


# hashcards

HASHCARDS = """\
---
name = "Cell Biology"
---

Text that is no card.

Q: What is synaesthesia?
A: Where one sense

   evokes another: $x \\to y$.

C: The [order] of a group is
the cardinality of its underlying [set], see ![here](a.png) and [docs](http://x) and `a[0]` and $M[i]$.

---
Q: List the PNS.
A:

- one
- two
```
Q: no question
```
"""


def test_hashcards_questions_and_clozes() -> None:
    found = read_markdown("deck.md", HASHCARDS)
    ask, answer = asked(found)[0]
    assert (ask, answer) == ("What is synaesthesia?", "Where one sense\n\n   evokes another: $x \\to y$.")
    assert [entry.place for entry in found.entries] == ["deck.md:7", "deck.md:12", "deck.md:16"]
    assert asked(found)[2] == ("List the PNS.", "- one\n- two\n```\nQ: no question\n```")
    rest = ", see  and [docs](http://x) and `a[0]` and $M[i]$."
    assert blanks(found)[1] == [
        f"The [[order]] of a group is\nthe cardinality of its underlying set{rest}",
        f"The order of a group is\nthe cardinality of its underlying [[set]]{rest}",
    ]
    assert asked(found)[1][0] == f"The ____ of a group is\nthe cardinality of its underlying ____{rest}"
    assert found.notices == ["deck.md:12: a picture was left out"]


def test_what_is_no_card_is_noticed() -> None:
    found = read_markdown("deck.md", "A: lost\nQ: alone\nC: no blank\nQ: \nA: x\n")
    assert not found.entries
    assert [notice.split(": ", 1)[0] for notice in found.notices] == [f"deck.md:{line}" for line in (1, 2, 3, 4)]


# HTML


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a<br>b<div>c</div><div>d</div>", "a\nb\nc\nd"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<b>bold</b> and <i>it </i>x <code>f(x)</code>", "**bold** and *it* x `f(x)`"),
        ("a<ul><li>one</li><li>two</li></ul>b", "a\n\n- one\n- two\n\nb"),
        ("<ol><li>one<li>two</ol>", "1. one\n2. two"),
        ("&lt;relu&gt; &amp; 2&nbsp;&gt; 1", "<relu> & 2 > 1"),
        (r"\(a &lt; b\) costs $5", r"$a < b$ costs \$5"),
        (r"see \[ \frac{a}{b}<br>+ c \\[2pt] d \] there", "see\n\n$\\frac{a}{b} + c \\\\[2pt] d$\n\nthere"),
        ("[$]x^2[/$] [$$]y[/$$]", "$x^2$\n\n$y$"),
        ("[latex]$z$[/latex]", "$z$"),
        ('<anki-mathjax block="true">q</anki-mathjax>', "$q$"),
        ("x<sub>i</sub><sup>2</sup>", "x_i^2"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<script>alert(1)</script>a<style>p{}</style>", "a"),
        ("<b></b>a", "a"),
        ("3 * 4 *x*", r"3 * 4 \*x*"),
        ("a < b <notatag", "a < b <notatag"),
        ("a<!-- x -->b<!-- c", "ab c"),
        (r"\(open", r"\(open"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html).markdown == markdown


def test_media_are_counted_and_left_out() -> None:
    assert to_markdown('<img src="a.png">x[sound:b.mp3]') == ("x", 2)


@given(st.text(alphabet='<>/&;\\()[]{}$!-"= abcimgpre#x0', max_size=200))
def test_any_html_is_taken(html: str) -> None:
    to_markdown(html)


@pytest.mark.parametrize(
    "piece", [r"\(", r"\[", "[$]", "[latex]", "<anki-mathjax>", "<b>", "<ul>", "[sound:", "{{c1::", "<!--"]
)
def test_hostile_html_takes_no_time(piece: str) -> None:
    read_notes("deck", [[piece * (49_000 // len(piece)), "x"]])


def test_a_field_that_no_card_needs_is_left_out() -> None:
    found = read_notes("deck", [["x" * 50_001, "y"]])
    assert found == Found([], ["deck: note 1: a field has more than 50,000 characters; left out"])


# Anki


def test_lines_of_an_answer_stay_lines() -> None:
    back = "foo<br>bar<div>baz</div><ul><li>x</li><li>y</li></ul>1. one<br>2. two<pre>a\nb</pre>end<br>"
    found = read_notes("deck", [["What?", back]])
    lists = "- x\n- y\n\n1. one\n2. two"
    assert asked(found) == [("What?", f"foo\n\nbar\n\nbaz\n\n{lists}\n```\na\nb\n```\nend")]


def test_blanks_within_blanks_are_asked_as_anki_asks_them() -> None:
    found = read_notes("deck", [["One {{c1::of {{c2::two::how many}} ends}}."]])
    assert blanks(found) == [["One [[of two ends]].", "One of [[two]] ends."]]
    assert asked(found) == [("One ____.", "One of two ends.")]


def test_code_keeps_its_lines_and_no_empty_one_more() -> None:
    assert to_markdown("<pre><code>a\n  b\n</code></pre>Why?").markdown == "```\na\n  b\n```\nWhy?"


EXPORT = """\
#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:6
abc\tBasic\tDL\t<b>What?</b>\t"A ""quoted""
line"\ttag1 tag2
def\tCloze\tDL\t{{c1::Paris::city}} is in {{c2::France}} \\(x\\)\tmore\t
ghi\tBasic\tDL\t<img src=""a.png"">\tx\t
"""


def test_notes_in_plain_text() -> None:
    found = read_export("deck.txt", EXPORT)
    assert asked(found) == [
        ("**What?**", 'A "quoted" line'),
        ("____ is in ____ $x$", "Paris is in France $x$\n\nmore"),
    ]
    assert blanks(found)[1] == ["[[Paris]] is in France $x$", "Paris is in [[France]] $x$"]
    assert [entry.place for entry in found.entries] == ["deck.txt:7", "deck.txt:9"]
    assert found.notices == [
        "deck.txt:10: a picture or sound was left out",
        "deck.txt:10: its front is empty; left out",
    ]


def test_older_exports_have_no_header() -> None:
    assert asked(read_export("deck.txt", "front\tback\n问题\t答案\n")) == [("front", "back"), ("问题", "答案")]


def test_a_formula_may_be_a_blank_and_a_blank_stand_in_a_formula() -> None:
    found = read_notes("deck", [[r"{{c1::\(a^2\)}} and \({{c2::b}} + c\)", ""]])
    assert asked(found) == [(r"____ and $\text{____} + c$", "$a^2$ and $b + c$")]
    assert blanks(found) == [["[[$a^2$]] and $b + c$", "$a^2$ and $[[b]] + c$"]]


def test_a_blank_that_cannot_be_one_here_is_noticed() -> None:
    found = read_notes("deck", [["{{c1::a|b}} {{c2::c}}", ""]])
    assert blanks(found) == [["a|b [[c]]"]]
    assert len(found.notices) == 1


# together


def test_questions_get_ids_and_doubles_are_left_out() -> None:
    notes = [
        ["What is the vanishing gradient problem?", "a"],
        ["What is the vanishing gradient problem ?", "b"],
        ["What does batch norm do?", "c"],
        ["How many weights has a layer of 64 units and 10 inputs?", "d"],
        ["How many weights has a layer of 64 units and 12 inputs?", "e"],
        ["什么是批归一化？", "f"],
    ]
    existing = [("bn", Text("What does batch-norm do?"))]
    gathered = gather(
        read_notes("deck", notes).entries, "mine", Text("Mine"), {"bn", "vanishing-gradient-problem"}, existing
    )
    assert [question.id for question in gathered.bank.questions] == [
        "vanishing-gradient-problem-2",
        "many-weights-layer-64-units-10",
        "many-weights-layer-64-units-12",
        gathered.bank.questions[3].id,
    ]
    assert gathered.bank.questions[3].id.startswith("q-")
    assert gathered.left_out == [
        "deck: note 2: asks what vanishing-gradient-problem-2 asks; left out",
        "deck: note 3: asks what bn asks; left out",
    ]
    new_bank("bank.yaml", gathered.bank)


@pytest.mark.parametrize("column", ["²", "9" * 5000])
def test_a_column_of_anki_that_is_no_number_is_none(column: str) -> None:
    found = read_export("deck.txt", f"#tags column:{column}\nfront\tback\n")
    assert [entry.question.answer.en for entry in found.entries] == ["back"]


def test_the_same_question_is_the_same_however_its_letters_are_written() -> None:
    notes = [["What is naïve Bayes?", "a"], ["What is nai\u0308ve Bayes?", "b"], ["What is naïve Ｂayes？", "c"]]
    gathered = gather(read_notes("deck", notes).entries, "own", Text("Own", "自己"), set(), [])
    assert [question.answer.en for question in gathered.bank.questions] == ["a"]


def test_a_raised_figure_makes_another_question_than_a_lowered_one() -> None:
    notes = [["What does the L² norm sum?", "a"], ["What does the L₂ norm sum?", "b"], ["What is 2³?", "c"]]
    gathered = gather(read_notes("deck", [*notes, ["What is 23?", "d"]]).entries, "own", Text("Own", "自己"), set(), [])
    assert [question.answer.en for question in gathered.bank.questions] == ["a", "b", "c", "d"]


def test_a_number_of_json_that_no_float_can_hold_is_refused() -> None:
    check = {"id": "n", "kind": "numeric", "ask": "$x$", "answer": 10**400}
    found = read_list("x.json", json.dumps([{"id": "a", "ask": "$x$", "answer": "$y$", "checks": [check]}]))
    assert found == Found([], [f"x.json: question 1: answer is 1{'0' * 39}; write one number"])


def test_what_is_wrong_in_json_is_said_on_one_line() -> None:
    found = read_list("x.json", json.dumps([{"id": "a", "ask": "$x$", "answer": "$y$", "odd\nkey": 1}]))
    assert found.notices[0].startswith("x.json: question 1: question a has an unknown field odd key; ")


@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=3), max_size=4))
def test_whatever_is_imported_makes_a_bank_that_reads_back(notes: list[list[str]]) -> None:
    gathered = gather(read_notes("deck", notes).entries, "mine", Text("Mine"), set(), [])
    new_bank("bank.yaml", gathered.bank)


@given(st.text(), st.text())
def test_whatever_is_in_markdown_or_a_table_makes_a_bank_that_reads_back(ask: str, answer: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerow([ask, answer])
    for found in (
        read_markdown("deck.md", f"Q: {ask}\nA: {answer}\nC: {ask} [{answer}]"),
        read_export("deck.txt", f"#html:false\n{out.getvalue()}"),
    ):
        new_bank("bank.yaml", gather(found.entries, "mine", Text("Mine"), set(), []).bank)


@pytest.mark.parametrize(
    ("ask", "id_"),
    [
        (Text("What is the role of γ and β in Batch Normalization?"), "role-batch-normalization"),
        (Text("Why?"), "why"),
        (Text("What's café-style *attention*?"), "whats-cafe-style-attention"),
        (Text(zh="为什么除以 $\\sqrt{d_k}$？"), None),
        (Text("???"), None),
    ],
)
def test_ids_are_made_of_what_is_asked(ask: Text, id_: str | None) -> None:
    made = new_id(ask, ())
    assert made == id_ if id_ else made.startswith("q-")
    assert new_id(ask, {made}) == f"{made}-2"
