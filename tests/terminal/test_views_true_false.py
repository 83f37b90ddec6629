"""Statements, as drawn by hand."""

from __future__ import annotations

from dataclasses import replace

from terminal.samples import judged, screen, turn

from dlquiz.core.exercise import Drawn


def test_asked() -> None:
    assert (
        screen(turn("batch-norm/neighbours"))
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  true?     In training mode,
            adding an image to the batch leaves the other outputs unchanged.

            y true   n false   space answer   h hint   l 中文   ? keys

"""
    )


def test_taken_for_true() -> None:
    assert (
        screen(judged("batch-norm/neighbours", True))
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  true?     In training mode,
            adding an image to the batch leaves the other outputs unchanged.

  yours   ✗ true
  right   ✓ false

  true is   In evaluation mode, adding an image to the batch leaves the other
            outputs unchanged.

  why       Batch statistics tie the samples together in training; fixed
            averages do not.

          › 1 Again          2 Hard           3 Good           4 Easy
            10 min           1 day            4 days           9 days

            space next card   u undo   i sources   e edit   l 中文   ? keys

"""
    )


def test_seen_through() -> None:
    shown = screen(judged("batch-norm/neighbours", False))
    assert "  yours   ✓ false\n\n  true is   In evaluation mode" in shown
    assert "› 3 Good" in shown


def test_a_true_statement_is_not_repeated() -> None:
    true = replace(turn("batch-norm/neighbours", revealed=True), drawn=Drawn(statement=True))
    shown = screen(true)
    assert "  right   ✓ true\n\n  why       Batch statistics" in shown
    assert "true is" not in shown
