from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.settings import DEFAULTS, Settings, changed, read, write
from dlquiz.errors import UsageError

settings = st.builds(
    Settings,
    lang=st.sampled_from(["", "en", "zh", "both"]),
    new_per_day=st.integers(0, 1000),
    retention=st.floats(0.7, 0.99),
    theme=st.sampled_from(["auto", "dark", "light", "terminal"]),
    interview=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    minutes=st.none() | st.integers(1, 1440),
    banks=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3).map(tuple),
)


@given(settings)
def test_what_is_written_is_read_back(some: Settings) -> None:
    assert read(tomllib.loads(write(some))) == some


def test_defaults_write_nothing() -> None:
    assert write(DEFAULTS) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("lang", "fr"), ("new_per_day", -1), ("new_per_day", "ten"), ("retention", 1.5), ("interview", "soon"),
     ("minutes", 0), ("theme", "pink"), ("retention", "high"), ("minutes", True), ("minutes", "²"),
     ("interview", datetime(2026, 12, 15, 10, tzinfo=UTC))],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_a_remedy(name: str, value: object) -> None:
    with pytest.raises(UsageError) as caught:
        changed(DEFAULTS, name, value)
    assert name in caught.value.cause
    assert caught.value.remedy.startswith("give ")


def test_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean new_per_day"):
        changed(DEFAULTS, "new_perday", 3)
