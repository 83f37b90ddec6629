from __future__ import annotations

from pathlib import Path

import pytest

from dlquiz.banks.reader import read
from dlquiz.core.plain import texts as every_text
from dlquiz.store.packing import pack, texts, unpack

BANKS = sorted(
    path for path in (Path(__file__).parents[2] / "content").glob("*.yaml") if path.stem not in {"sources", "documents"}
)


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_questions_come_back_exactly(path: Path) -> None:
    bank = read(path).bank
    assert bank and bank.questions
    for question in bank.questions:
        assert unpack(pack(question)) == question
        assert sorted(text.en for text in texts(question) if text) == sorted(
            text.en for _, text in every_text(question)
        )
