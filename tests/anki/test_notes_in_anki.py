"""Notes of every kind, as Anki renders them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import real_anki
from every_kind import CHINESE, EVERY, GROUPS

from dlquiz.anki.export import Deck, export
from dlquiz.anki.kept import Kept, Shown
from dlquiz.anki.notes import Workshop, note
from dlquiz.anki.notetypes import FRONTS, IDS, fields, notetype
from dlquiz.core.questions import LANGS, Cloze, Question, Text, cards, combinations
from dlquiz.core.text import number
from dlquiz.demos import Registry
from dlquiz.pictures import render
from dlquiz.store.catalogue import Packed
from dlquiz.store.packing import pack

if TYPE_CHECKING:
    from anki.collection import Collection
    from anki.notes import Note

WORKSHOP = Workshop(Registry(), lambda picture, lang: render(picture, lang, "svg"))
ALL = [card for question in EVERY for card in cards(question)]
FROZEN = {
    "recall": ["Question", "Answer", "Points", "Traps", "Demo"],
    "choice": ["Question", "Options", "Feedback"],
    "true-false": ["Statement", "Verdict"],
    "cloze": ["Text", "About"],
    "order": ["Question", "Steps", "Solution"],
    "numeric": ["Exercises", "Solutions"],
}


def write(folder: Path, lang: Shown = "en", questions: tuple[Question, ...] = EVERY) -> Path:
    path = folder / "deck.apkg"
    deck = Deck([Packed(q.id, q.topic, pack(q)) for q in questions], {}, {}, lang, None)
    with Kept.open(folder / "anki.db") as kept:
        export(path, deck, WORKSHOP, kept, real_anki.now())
    return path


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    with real_anki.collection(tmp_path / "anki") as collection:
        assert real_anki.problems(real_anki.take(collection, write(tmp_path))) == []
        yield collection


def notes(col: Collection) -> dict[str, Note]:
    return {found["Card"]: found for found in map(col.get_note, col.find_notes(""))}


def sides(found: Note) -> tuple[str, str]:
    """Front and back without the style."""
    (card,) = found.cards()
    front, back = (
        re.sub(r"<style>.*?</style>", "", side, flags=re.DOTALL) for side in (card.question(), card.answer())
    )
    return front, back


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_every_note_has_one_card_with_a_front_and_a_back(col: Collection) -> None:
    found = notes(col)
    assert set(found) == {card.id for card in ALL}
    for card in ALL:
        front, back = sides(found[card.id])
        assert "{{" not in front + back
        for lang in LANGS:
            there = f'<div lang="{lang}">' in front
            assert there == (lang == "zh" or card.question is GROUPS)
            assert there == (f'<div lang="{lang}">' in back)
        assert len(words(front)) > 10
        assert len(words(back)) > len(words(front)) - 20


def test_the_pictures_are_there_and_none_is_unused(col: Collection) -> None:
    checked = col.media.check()
    assert (list(checked.missing), list(checked.unused)) == ([], [])
    assert len(list(Path(col.media.dir()).iterdir())) == 2


def test_nothing_stands_between_what_fills_a_blank_and_what_follows(tmp_path: Path) -> None:
    text = "Only [[width]]; `f([[{2}]])`, [[$\\frac{a}{b_{c}}$]], $x_{[[a_{b_{c_{d}}}|a]]}$."
    question = GROUPS._replace(checks=(Cloze("gap", Text(text, "")),))
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, write(tmp_path, questions=(question,)))
        _, back = sides(notes(col)["groups/gap"])
        shown = unescape(re.sub(r"<[^>]*>", "", back))
    assert r"Only width; f({2}), \(\frac{a}{b_{c}}\), " in shown
    assert r"\(x_{a_{b_{c_{d}}}}\)." in shown.replace(" ", "")


def test_the_cloze_hides_and_shows_its_blanks(col: Collection) -> None:
    front, back = sides(notes(col)["groups/shape"])
    english = front.split('<div lang="zh">')[0]
    assert english.count("[...]") == 3
    assert "std" not in words(front)
    assert "32" not in words(front)
    assert "std::sort" in back.replace("&#58;", ":")
    assert re.search(r"\\frac\{a\}\{\s*b_\{c_\{d\} \}\s*\}", back)


def test_three_exercises_are_solved(col: Collection) -> None:
    """The oracle counts weights: out_channels × in_channels / groups × k², without bias."""
    _, back = sides(notes(col)["groups/count"])
    asked = re.findall(r"A (\d)×\1 layer reads (\d+) channels", back)
    values = re.findall(r'<p class="value">([\d,]+)', back.split('<div lang="zh">')[0])
    assert len(set(asked)) == len(values) == 3
    for (kernel, channels), value in zip(asked, values, strict=True):
        assert value == number(256 * int(channels) // 8 * int(kernel) ** 2)
    assert back.count("<details><summary>Steps") == 3
    assert "That is without groups." in back


def test_what_would_be_markup_for_anki_is_text(col: Collection) -> None:
    found = notes(col)["q-own"]
    front, back = sides(found)
    assert found.cards()[0].question_av_tags() == []
    assert "<script" not in back
    assert "[sound:a.mp3]" in front.replace("&#91;", "[")


def test_options_carry_their_feedback(col: Collection) -> None:
    front, back = sides(notes(col)["groups/why"])
    assert "Groups share kernels" in front
    assert "They do not" not in front
    assert '<div class="right">Kernels are shallower</div>' in back
    assert back.split('<div lang="zh">')[0].count('<div class="wrong">') == 2


def test_steps_of_an_order_are_mixed_and_then_right(col: Collection) -> None:
    front, back = (words(side.split('<div lang="zh">')[0]) for side in sides(notes(col)["groups/steps"]))
    places = [front.index(step) for step in ("split", "convolve", "join")]
    assert places != sorted(places) or front.index("add the bias") > front.index("join")
    assert [back.index(step) for step in ("split", "convolve", "add the bias", "join")] == sorted(
        back.index(step) for step in ("split", "convolve", "add the bias", "join")
    )


def test_tags_and_language(col: Collection) -> None:
    found = notes(col)
    assert set(found["groups/why"].tags) == {
        "level::core",
        "kind::choice",
        "topic::convolution",
        "document::interview-book",
    }
    assert found["groups"]["Lang"] == "en"
    assert found["q-own"]["Lang"] == "zh"


@pytest.mark.parametrize(("wanted", "groups", "own"), [("zh", "zh", "zh"), ("both", "both", "zh")])
def test_the_language_shown_is_a_field(wanted: Shown, groups: str, own: str, tmp_path: Path) -> None:
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, write(tmp_path, wanted))
        found = notes(col)
        assert (found["groups"]["Lang"], found["q-own"]["Lang"]) == (groups, own)
        assert found["groups"]["Question en"] and found["groups"]["Question zh"]


def test_another_language_updates_the_notes(tmp_path: Path) -> None:
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, write(tmp_path, "en", (GROUPS,)))
        before = {found["Card"]: found.id for found in notes(col).values()}
        assert len(before) == 6
        real_anki.take(col, write(tmp_path, "en", (GROUPS, CHINESE)))
        assert {found["Card"]: found.id for found in notes(col).values() if found["Card"] in before} == before
        assert len(col.models.all_names_and_ids()) == len({kind.name for kind in col.models.all_names_and_ids()})


def test_a_card_that_is_gone_leaves_the_package(tmp_path: Path) -> None:
    write(tmp_path, "en", (GROUPS, CHINESE))
    fewer = GROUPS._replace(checks=GROUPS.checks[1:])
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, write(tmp_path, "en", (fewer, CHINESE)))
        assert set(notes(col)) == {card.id for question in (fewer, CHINESE) for card in cards(question)}


def test_the_note_types_are_frozen() -> None:
    """Whoever changes a line here doubles every note in Anki: leave it, or give the type a new id and name."""
    assert {kind: 1763596800001 + place for place, kind in enumerate(FROZEN)} == IDS
    for kind in FRONTS:
        both = [f"{part} {lang}" for part in FROZEN[kind] for lang in ("en", "zh")]
        assert fields(kind) == ["Card", "Lang", *both, "Spare 1", "Spare 2"]
        assert [template["name"] for template in notetype(kind)["tmpls"]] == [kind]


def test_a_note_is_the_same_on_every_run() -> None:
    for card in ALL:
        assert note(card, card.id, WORKSHOP) == note(card, card.id, WORKSHOP)


def test_exercises_are_among_the_combinations_and_differ() -> None:
    counted = next(card for card in ALL if card.id == "groups/count")
    every = list(combinations(counted.check))  # type: ignore[arg-type]
    shown = note(counted, counted.id, WORKSHOP).parts[0]
    asked = re.findall(r"A (\d)×\d layer reads (\d+)", shown)
    assert len(set(asked)) == 3
    assert set(asked) <= {(str(values["kernel_size"]), str(values["in_channels"])) for values in every}
