"""sources.yaml and documents.yaml: read like banks, entry by entry, each problem at its place."""

from __future__ import annotations

from pathlib import Path

from dlquiz.banks.references import Document, Source, read_documents, read_sources
from dlquiz.core.questions import Text

PATH = Path("sources.yaml")


def test_sources_are_read_and_a_bad_one_costs_only_itself() -> None:
    first = "he2016: {title: Deep residual learning, by: He et al., year: 2016}\n"
    text = first + "old:\n  titel: x\nnew: {title: New, year: soon}\n"
    found, problems = read_sources(PATH, text)
    assert found == {"he2016": Source("Deep residual learning", "He et al.", 2016)}
    assert [str(problem) for problem in problems] == [
        "sources.yaml:3:3: the source has an unknown field titel; did you mean title?",
        'sources.yaml:3:3: the source has no title; add a "title:" line',
        "sources.yaml:4:25: year is soon; write one number",
    ]


def test_documents_have_a_title_in_both_languages_and_furniture() -> None:
    found, problems = read_documents(
        PATH, "book:\n  title: {en: Book, zh: 书}\n  furniture: [L1 heading]\nnotes:\n  title: $N$\n"
    )
    assert found == {"book": Document(Text("Book", "书"), ("L1 heading",)), "notes": Document(Text.same("$N$"))}
    assert problems == ()


def test_a_file_that_is_no_mapping_says_so() -> None:
    for text, said in (("- a", "the file is a list, not a mapping"), ("", "the file is empty, not a mapping")):
        found, (problem,) = read_sources(PATH, text)
        assert (found, problem.problem) == ({}, said)


def test_what_is_no_yaml_is_located() -> None:
    assert [(problem.line, problem.column) for problem in read_sources(PATH, 'a: {title: "x"}')[1]] == [(1, 12)]
