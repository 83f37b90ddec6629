"""Steps to be put in order, as drawn by hand."""

from __future__ import annotations

from terminal.samples import judged, screen, turn

from dlquiz.terminal.controls import fresh, press

CARD = "batch-norm/forward"
ASKED = turn(CARD)


def test_the_order_drawn_is_the_one_drawn_below() -> None:
    assert ASKED.drawn.order == (2, 3, 4, 0, 1)


def test_being_placed_by_number() -> None:
    ui = fresh(ASKED)
    for digit in "45":
        ui = press(ASKED, ui, digit).ui
    assert (
        screen(ASKED, ui)
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  order     Put the training-time forward pass of batch norm in order.

            4  Take the mean of each channel over N, H, W
            5  Take the variance of each channel
            1  Normalise with both
            2  Update the running averages
            3  Scale by γ and shift by β

            1–5 next step   backspace take back   space answer   ? keys

"""
    )


def test_a_line_on_its_way() -> None:
    ui = fresh(ASKED)
    for key in ("down", "down", "down", " ", "up"):
        ui = press(ASKED, ui, key).ui
    assert (
        screen(ASKED, ui)
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  order     Put the training-time forward pass of batch norm in order.

            1  Normalise with both
          › 3  Scale by γ and shift by β
            2  Update the running averages
            4  Take the mean of each channel over N, H, W
            5  Take the variance of each channel

            enter check   ↑ ↓ move   space put it down   esc back   ? keys

"""
    )


def test_a_wrong_order() -> None:
    assert (
        screen(judged(CARD, (0, 2, 1, 3, 4)))
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  order     Put the training-time forward pass of batch norm in order.

  yours   ✗ 4 1 5 2 3

  right   ✓ 4  Take the mean of each channel over N, H, W
          ✗ 5  Take the variance of each channel
          ✗ 1  Normalise with both
          ✓ 2  Update the running averages
               these 2 in any order
          ✓ 3  Scale by γ and shift by β

  answer    Each channel is normalised, then scaled and shifted by two
            learned numbers:

                      x − μ
               x̂ = ───────────      y = γ x̂ + β
                    √(σ² + ε)

          › 1 Again          2 Hard           3 Good           4 Easy
            10 min           1 day            4 days           9 days

            space next card   u undo   i sources   e edit   l 中文   ? keys

"""
    )


def test_either_order_within_a_step_is_right_and_shown_as_given() -> None:
    shown = screen(judged(CARD, (0, 1, 3, 2, 4)))
    assert "  yours   ✓ 4 5 2 1 3\n" in shown
    assert "✗" not in shown
    assert shown.index("Update the running averages") < shown.index("Normalise with both")
