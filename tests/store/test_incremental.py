"""Reading a bank again touches only what has changed, and comes to the same as reading everything anew."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Bank, Question, Text, TrueFalse
from dlquiz.store.catalogue import Catalogue, Stamp

FILES = ("a.yaml", "b.yaml")


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    names = draw(st.lists(st.sampled_from("pqrst"), unique=True, max_size=5))
    topic = draw(st.sampled_from(["one", "two"]))
    questions = tuple(
        Question(
            name,
            Text(draw(st.sampled_from(["What?", "Why?"]))),
            Text("So."),
            level=draw(st.sampled_from(["core", "deep"])),
            topic=topic,
            checks=tuple(TrueFalse(check, Text("yes"), Text("no")) for check in draw(st.sets(st.sampled_from("xy")))),
            was=draw(st.sampled_from([(), ("old",)])),
            asked=draw(st.sampled_from(["", "Acme"])),
            replaces=draw(st.sampled_from(["", "abc"])),
        )
        for name in names
    )
    return Bank(topic, Text(topic), questions)


def contents(catalogue: Catalogue) -> list[list[tuple[object, ...]]]:
    """Everything but row numbers."""
    return [
        list(catalogue._db.execute(query))
        for query in (
            "SELECT id, path, own, position, topic, replaces, renamed, active, json FROM questions ORDER BY id, path",
            "SELECT * FROM cards ORDER BY id",
            "SELECT * FROM names ORDER BY card",
            "SELECT search.id, ask, answer, rest FROM search JOIN questions q ON q.seq = search.rowid AND q.active"
            " ORDER BY search.id",
            "SELECT count(*) FROM search",
        )
    ]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(FILES), banks()), min_size=1, max_size=6))
def test_step_by_step_comes_to_the_same_as_at_once(changes: list[tuple[str, Bank]]) -> None:
    with (
        TemporaryDirectory() as folder,
        Catalogue.open(Path(folder) / "steps.db") as steps,
        Catalogue.open(Path(folder) / "once.db") as once,
    ):
        for size, (path, bank) in enumerate(changes):
            steps.update(Stamp(path, 1, 1, size, 1, "1"), bank, own=path == FILES[1])
        for path, bank in dict(changes).items():
            once.update(Stamp(path, 1, 1, 0, 1, "1"), bank, own=path == FILES[1])
        assert contents(steps) == contents(once)


def test_what_stays_keeps_its_row(tmp_path: Path) -> None:
    first, second = (Question(name, Text("What?"), Text("So."), topic="one") for name in "pq")
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:

        def rows() -> dict[str, int]:
            return dict(catalogue._db.execute("SELECT id, seq FROM questions"))

        catalogue.update(Stamp("a", 1, 1, 1, 1, "1"), Bank("one", Text(), (first, second)))
        before = rows()
        changed = first._replace(answer=Text("Otherwise."))
        catalogue.update(Stamp("a", 1, 1, 2, 1, "1"), Bank("one", Text(), (second, changed)))
        assert rows()["q"] == before["q"]
        assert catalogue.question("p") == changed
        assert catalogue.card_ids() == ["q", "p"]
