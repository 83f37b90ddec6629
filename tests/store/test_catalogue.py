from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from dlquiz.core.log import EASY, Entry, retraction
from dlquiz.core.memory import Scheduling, State
from dlquiz.core.names import Name
from dlquiz.core.questions import Bank, Check, Level, Question, Text, TrueFalse
from dlquiz.store.catalogue import CLAIM_MS, Catalogue, Stamp, Topic
from dlquiz.store.reviews import Reviews

DAY = date(2026, 3, 1)
SECOND = 1_000_000_000


NOW_MS = 1_795_000_000_000


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        yield catalogue


@pytest.fixture
def reviews(tmp_path: Path) -> Iterator[Reviews]:
    with Reviews.open(tmp_path / "reviews.db", Scheduling()) as reviews:
        yield reviews


def question(name: str, *checks: str, level: Level = "core", topic: str = "norm") -> Question:
    made: tuple[Check, ...] = tuple(TrueFalse(check, Text("yes"), Text("no"), Text("because")) for check in checks)
    return Question(name, Text(f"What is {name}?", f"什么是 {name}？"), Text("An answer."), level, topic, checks=made)


def bank(*questions: Question, topic: str = "norm") -> Bank:
    return Bank(topic, Text(topic.title(), "归一化"), tuple(one._replace(topic=topic) for one in questions))


def stamp(path: str, size: int = 1) -> Stamp:
    return Stamp(path, 1, 1, size, 1, "1")


def put(catalogue: Catalogue, path: str, *questions: Question, topic: str = "norm", own: bool = False) -> None:
    catalogue.update(stamp(path), bank(*questions, topic=topic), own=own)


def test_questions_and_cards_are_found_by_id(catalogue: Catalogue) -> None:
    batch, layer = question("batch-norm", "mean", "axes"), question("layer-norm")
    put(catalogue, "norm.yaml", batch, layer)
    assert catalogue.question("batch-norm") == batch
    assert catalogue.question("batch-norm/axes") == batch
    assert catalogue.questions(["layer-norm", "none"]) == {"layer-norm": layer}
    card = catalogue.card("batch-norm/axes")
    assert card and (card.id, card.check) == ("batch-norm/axes", batch.checks[1])
    assert catalogue.card("batch-norm/none") is None
    assert catalogue.question("none") is None
    assert catalogue.topics() == [Topic("norm", Text("Norm", "归一化"), 2, 4)]
    assert catalogue.titles() == {"norm": Text("Norm", "归一化")}


def test_a_broken_bank_keeps_its_last_good_state(catalogue: Catalogue) -> None:
    put(catalogue, "norm.yaml", question("batch-norm"))
    catalogue.update(stamp("norm.yaml", 2), None, ["norm.yaml:3:1: no colon"])
    assert catalogue.card_ids() == ["batch-norm"]
    (file,) = catalogue.files()
    assert (file.broken, file.problems, file.topic) == (True, ("norm.yaml:3:1: no colon",), "norm")
    assert catalogue.stamps()["norm.yaml"].size == 2
    put(catalogue, "norm.yaml", question("group-norm"))
    assert catalogue.card_ids() == ["group-norm"]
    assert not catalogue.files()[0].broken


def test_a_removed_bank_is_gone_and_another_copy_takes_over(catalogue: Catalogue) -> None:
    put(catalogue, "a.yaml", question("batch-norm", "mean"))
    put(catalogue, "b.yaml", question("batch-norm", "axes"), question("relu"))
    assert catalogue.card_ids() == ["batch-norm", "relu", "batch-norm/mean"]
    assert catalogue.duplicates() == [("batch-norm", "a.yaml", "b.yaml")]
    assert len(catalogue.find("batch")) == 1
    catalogue.remove("a.yaml")
    assert catalogue.card_ids() == ["batch-norm", "relu", "batch-norm/axes"]
    assert catalogue.duplicates() == []
    assert len(catalogue.find("batch")) == 1
    catalogue.remove("b.yaml")
    assert (catalogue.card_ids(), catalogue.find("batch"), catalogue.topics()) == ([], [], [])


def test_the_program_s_own_question_wins_whatever_the_order_of_reading(catalogue: Catalogue) -> None:
    put(catalogue, "/a/mine.yaml", question("relu", "mine"), own=True)
    put(catalogue, "/z/content.yaml", question("relu", "theirs"))
    assert catalogue.card_ids() == ["relu", "relu/theirs"]
    origin = catalogue.origin("relu")
    assert origin and origin.path == "/z/content.yaml"


def test_an_override_wins_and_is_no_duplicate(catalogue: Catalogue) -> None:
    put(catalogue, "content.yaml", question("relu", "theirs"))
    put(catalogue, "mine.yaml", question("relu", "mine")._replace(replaces="5f1d"), own=True)
    assert catalogue.card_ids() == ["relu", "relu/mine"]
    assert catalogue.duplicates() == []
    origin = catalogue.origin("relu")
    assert origin and origin.own


def test_new_cards_come_asked_first_then_by_level_and_kind_with_topics_in_turn(catalogue: Catalogue) -> None:
    put(catalogue, "b.yaml", question("b1", "x", "y"), question("b2", "x"), topic="b")
    put(catalogue, "a.yaml", question("a1", "x"), question("a2", level="deep"), question("a3"), topic="a")
    put(catalogue, "c.yaml", question("c1", "x", level="deep")._replace(asked="2026-02-02"), topic="c", own=True)
    asked = ["c1", "c1/x"]
    core = ["a1", "b1", "a3", "b2", "a1/x", "b1/x", "b2/x", "b1/y"]
    assert catalogue.card_ids() == [*asked, *core, "a2"]
    assert catalogue.card_ids(["a"]) == ["a1", "a3", "a1/x", "a2"]
    assert catalogue.new_cards(9) == ["c1", "a1", "b1", "a3", "b2", "a2"]
    assert catalogue.new_cards(2, topics=["b"]) == ["b1", "b2"]
    assert catalogue.new_cards(2, without_questions={"c1"}, without_cards={"a1"}) == ["b1", "a3"]


def test_a_check_with_a_level_of_its_own(catalogue: Catalogue) -> None:
    easy = TrueFalse("easy", Text("yes"), Text("no"), Text("because"), level="core")
    put(catalogue, "a.yaml", question("hard", level="deep")._replace(checks=(easy,)))
    assert catalogue.card_ids() == ["hard/easy", "hard"]


def graded(number: int, card: str) -> Entry:
    return Entry(number, "review", card, DAY, grade=EASY)


def test_a_card_is_new_until_the_log_says_otherwise(catalogue: Catalogue, reviews: Reviews) -> None:
    put(catalogue, "a.yaml", *(question(name) for name in "abcd"))

    def new() -> str:
        catalogue.follow(reviews)
        return "".join(catalogue.new_cards(9))

    assert new() == "abcd"
    seen, _ = reviews.append(graded(1, "b"))
    assert new() == "acd"
    reviews.append(Entry(2, "suspend", "d", DAY))
    assert new() == "ac"
    reviews.append(Entry(3, "resume", "d", DAY))
    assert new() == "acd"
    reviews.append(retraction(seen, 4, DAY, 0))
    assert new() == "abcd"
    reviews.append(graded(5, "c"))
    reviews.append(Entry(6, "forget", "c", DAY))
    reviews.append(graded(7, "a"))
    put(catalogue, "a.yaml", *(question(name) for name in "abcde"))
    assert new() == "bcde"


def test_another_log_starts_from_its_own_beginning(catalogue: Catalogue, reviews: Reviews, tmp_path: Path) -> None:
    put(catalogue, "a.yaml", question("a"), question("b"))
    reviews.append(graded(1, "a"))
    catalogue.follow(reviews)
    with Reviews.open(tmp_path / "restored.db", Scheduling()) as other:
        other.append(graded(9, "b"))
        catalogue.follow(other)
    assert catalogue.new_cards(9) == ["a"]


def test_cards_of_no_bank_are_strays(catalogue: Catalogue, reviews: Reviews) -> None:
    put(catalogue, "a.yaml", question("a"))
    reviews.append(graded(1, "a"))
    reviews.append(graded(2, "gone"))
    catalogue.follow(reviews)
    assert catalogue.strays() == {"gone"}
    due_day = DAY + timedelta(days=30)
    assert reviews.due(due_day, 0, without=catalogue.strays()).review == ["a"]
    catalogue.remove("a.yaml")
    put(catalogue, "b.yaml", question("gone"))
    catalogue.follow(reviews)
    assert catalogue.strays() == {"a"}
    assert catalogue.new_cards(9) == []


def test_a_renamed_card_keeps_its_progress(catalogue: Catalogue, reviews: Reviews) -> None:
    put(catalogue, "a.yaml", question("adam", "bias"))
    reviews.append(graded(1, "adam"))
    _, learnt = reviews.append(graded(2, "adam/bias"))
    renamed = question("adam-steps", "first")._replace(was=("adam",))
    renamed = renamed._replace(checks=tuple(check._replace(was=("bias",)) for check in renamed.checks))
    put(catalogue, "a.yaml", renamed)
    assert catalogue.names()["adam/bias"] == Name("adam/bias", "adam-steps/first")
    assert set(catalogue.names()) == {
        "adam", "adam-steps", "adam/bias", "adam/first", "adam-steps/bias", "adam-steps/first",
    }  # fmt: skip
    reviews.rename(catalogue.names())
    catalogue.follow(reviews)
    assert reviews.state("adam-steps/first") == learnt
    assert (catalogue.new_cards(9), catalogue.strays()) == ([], frozenset())
    assert catalogue.present_id("adam/bias") == "adam-steps/first"
    card = catalogue.card("adam/bias")
    assert card and card.id == "adam-steps/first"


def test_an_id_in_use_is_nobody_s_earlier_one(catalogue: Catalogue) -> None:
    put(catalogue, "a.yaml", question("adamw")._replace(was=("adam",)), question("adam"))
    assert catalogue.names() == {}
    put(catalogue, "a.yaml", question("adamw")._replace(was=("adam",)), question("nadam")._replace(was=("adam",)))
    assert catalogue.names()["adam"].current == "adamw"
    assert "nadam" not in catalogue.names()


def test_search(catalogue: Catalogue) -> None:
    conv = Question(
        "grouped",
        Text("Why group a convolution?", "为什么要做分组卷积？"),
        Text("Fewer weights.", "参数更少，BN 不变。"),
        topic="conv",
        points=(Text("depth-wise is the limit", "极端情形是逐通道"),),
    )
    put(catalogue, "conv.yaml", conv, conv._replace(id="pooling", ask=Text("Naïve pooling", "池化")), topic="conv")
    both = ["grouped", "pooling"]
    expected = {
        "卷积": ["grouped"], "积卷": [], "分组卷积": ["grouped"], "convol": ["grouped"], "CONVOLUTION why": ["grouped"],
        "depth-w": both, "BN": both, "BN不变": both, "naive": ["pooling"], "逐通道 池化": ["pooling"],
        "ｃｏｎｖｏｌ": ["grouped"], "ＢＮ　卷积": ["grouped"],
    }  # fmt: skip
    assert {words: sorted(hit.id for hit in catalogue.find(words)) for words in expected} == expected
    assert catalogue.find("卷积")[0].ask == conv.ask
    assert len(catalogue.find("weights", limit=1)) == 1


@pytest.mark.parametrize("words", ["", "  ", '"', "?!", 'a" OR b', "NEAR(", "ask:x", "*", "-", "^z", "(", "AND"])
def test_no_word_breaks_the_search(catalogue: Catalogue, words: str) -> None:
    put(catalogue, "a.yaml", question("relu"))
    assert catalogue.find(words) == []


def test_references_of_the_program_come_before_others(catalogue: Catalogue) -> None:
    catalogue.update_reference(stamp("z/sources.yaml"), "sources", {"he2016": {"title": "Residual"}})
    catalogue.update_reference(
        stamp("a/sources.yaml"), "sources", {"he2016": {}, "own": {"title": "My notes"}}, own=True
    )
    assert catalogue.reference("sources") == {"he2016": {"title": "Residual"}, "own": {"title": "My notes"}}
    assert catalogue.reference("documents") == {}
    catalogue.update_reference(stamp("z/sources.yaml"), "sources", None, ["broken"])
    assert catalogue.reference("sources")["he2016"] == {"title": "Residual"}


# which files to read again


def written(path: Path, text: str, age_s: int = 60) -> Path:
    path.write_text(text)
    moment = path.stat().st_mtime_ns - age_s * SECOND
    os.utime(path, ns=(moment, moment))
    return path


def test_only_what_changed_is_read_again(catalogue: Catalogue, tmp_path: Path) -> None:
    one, two = written(tmp_path / "one.yaml", "1"), written(tmp_path / "two.yaml", "2")
    later = one.stat().st_ctime_ns + 60 * SECOND

    def changed(*paths: Path, reader: str = "1") -> tuple[list[str], list[str]]:
        files, gone = catalogue.changed(paths, reader, later)
        for file in files:
            catalogue.update(file, bank(question(Path(file.path).stem)))
        return [Path(file.path).name for file in files], [Path(path).name for path in gone]

    assert changed(one, two) == (["one.yaml", "two.yaml"], [])
    assert changed(one, two) == ([], [])
    written(two, "22")
    assert changed(one, two) == (["two.yaml"], [])
    assert changed(one) == ([], ["two.yaml"])
    assert changed(one, tmp_path / "none.yaml", reader="2") == (["one.yaml"], ["two.yaml"])


def test_a_young_file_is_known_by_its_content(catalogue: Catalogue, tmp_path: Path) -> None:
    """Written twice within the grain of the clock: same size, same times, other content."""
    path = written(tmp_path / "a.yaml", "first", 0)
    stat = path.stat()
    now = stat.st_ctime_ns + SECOND // 10
    (seen,), _ = catalogue.changed([path], "1", now)
    assert seen.digest
    catalogue.update(seen, bank(question("relu")))
    assert catalogue.changed([path], "1", now).files == []
    other = seen._replace(digest="of what stood there a moment before")
    catalogue.update(other, bank(question("relu")))
    assert catalogue.changed([path], "1", now + 60 * SECOND).files == [seen._replace(digest="")]
    catalogue.update(seen, bank(question("relu")))
    assert catalogue.changed([path], "1", now + 60 * SECOND).files == []
    assert catalogue.stamps()[str(path)].digest == ""


def test_a_new_card_has_no_memory(catalogue: Catalogue, reviews: Reviews) -> None:
    put(catalogue, "a.yaml", question("a"))
    assert reviews.states(catalogue.card_ids()) == {"a": State("a")}


def test_two_drills_do_not_hold_the_same_card(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    with Catalogue.open(path) as one, Catalogue.open(path) as two:
        assert one.claim("a", 1, NOW_MS)
        assert one.claim("a", 1, NOW_MS)
        assert not two.claim("a", 2, NOW_MS + 1)
        assert two.claimed(2, NOW_MS) == {"a"}
        assert one.claimed(1, NOW_MS) == frozenset()
        assert not two.claim("a", 2, NOW_MS - 5000)
        assert two.claim("a", 2, NOW_MS + CLAIM_MS)
        two.release(2)
        assert one.claim("a", 1, NOW_MS)
        one.release(1, "a")
        assert one.claim("a", 3, NOW_MS)
