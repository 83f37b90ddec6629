from __future__ import annotations

from dlquiz.core.queue import EARLY_MS, Queue, asked, next_card, one_per_question, without


def test_learning_that_is_due_comes_first_then_reviews_then_new() -> None:
    queue = Queue(learning=((100, "l"),), due=("d",), new=("n",))
    assert next_card(queue, 100) == "l"
    assert next_card(queue, 99) == "d"
    assert next_card(without(queue, "d"), 99) == "n"


def test_learning_comes_early_only_when_nothing_else_is_left() -> None:
    queue = Queue(learning=((EARLY_MS, "l"),))
    assert next_card(queue, 0) == "l"
    assert next_card(queue, -1) is None


def test_a_card_is_not_asked_twice_in_a_row_unless_it_is_alone() -> None:
    alone = asked(Queue(due=("a",)), "a", 0)
    assert next_card(alone, 0) == "a"
    company = asked(Queue(due=("a",), new=("b",)), "a", 0)
    assert next_card(company, 0) == "b"


def test_siblings_wait_until_tomorrow() -> None:
    queue = asked(Queue(due=("q", "q/x", "r"), new=("q/y",)), "q", None)
    assert queue.due == ("r",)
    assert queue.new == ()


def test_the_first_card_of_each_question_is_kept() -> None:
    assert one_per_question(("q/a", "q", "r/b", "s"), {"s"}) == ("q/a", "r/b")
