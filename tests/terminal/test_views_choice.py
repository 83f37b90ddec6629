"""Choices, as drawn by hand."""

from __future__ import annotations

from dataclasses import replace

from terminal.samples import judged, screen, turn

from dlquiz.terminal.controls import Ui

ASKED = turn("attention-scale/why")


def test_asked() -> None:
    assert (
        screen(ASKED)
        == """
  RNN and attention · core                                                7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  choice    Scaled dot-product attention divides QKᵀ by √dₖ. Why?

            1  It makes every row of attention weights sum to 1.
            2  It keeps the variance of the logits near 1, so that the softmax
               does not saturate.
            3  It lowers the cost from n² to n · dₖ.
            4  It gives every key unit length.

            1–4 choose   space answer   h hint   l 中文   u undo Good   ? keys

"""
    )


def test_a_wrong_choice() -> None:
    assert (
        screen(judged("attention-scale/why", (0,)))
        == """
  RNN and attention · core                                                7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  choice    Scaled dot-product attention divides QKᵀ by √dₖ. Why?

  yours   ✗ 1  It makes every row of attention weights sum to 1.
               The softmax does that, with or without the scale.

  right   ✓ 2  It keeps the variance of the logits near 1, so that the softmax
               does not saturate.
               If the components of q and k are independent, with mean 0 and
               variance 1, then q · k has variance dₖ.

            3  It lowers the cost from n² to n · dₖ.
               QKᵀ is still n × n; the division only adds work.

            4  It gives every key unit length.
               All logits are divided by one constant, whatever the
               keys' lengths.

          › 1 Again          2 Hard           3 Good           4 Easy
            10 min           1 day            4 days           9 days

            space next card   u undo   e edit   l 中文   ? keys

"""
    )


def test_a_wrong_choice_in_chinese() -> None:
    assert (
        screen(judged("attention-scale/why", (0,)), lang="zh")
        == """
  循环网络与注意力 · 核心                                                 7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  选择      缩放点积注意力把 QKᵀ 除以 √dₖ，为什么？

  你答    ✗ 1  让每一行注意力权重之和为 1。
               softmax 保证和为 1，与缩放无关。

  正解    ✓ 2  让 logits 的方差保持在 1 附近，避免 softmax 饱和。
               若 q、k 的各分量独立、均值为 0、方差为 1，则 q · k
               的方差为 dₖ。

            3  把计算量从 n² 降到 n · dₖ。
               QKᵀ 仍是 n × n，除法只会多花一步。

            4  把每个 key 变成单位长度。
               所有 logits 除以同一个常数，与 key 的长度无关。

          › 1 重来           2 困难           3 良好           4 简单
            10 分钟          1 天             4 天             9 天

            空格 下一张   u 撤销   e 编辑   l English   ? 按键

"""
    )


def test_several_are_right() -> None:
    assert (
        screen(turn("attention-scale/after"), Ui(picked=(0, 2)))
        == """
  RNN and attention · core                                                7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  choice    What does a softmax over logits keep?

            Choose all that are right.

          › 1  The order of the values
            2  Their differences
          › 3  The result under a shift

            1–3 choose   enter check   h hint   l 中文   u undo Good   ? keys

"""
    )


def test_several_and_one_missed() -> None:
    assert (
        screen(judged("attention-scale/after", (0, 1)), columns=40)
        == """
 RNN and attention · core          7/15
 ━━━━━━━━━━━━━━━───────────────────────

   What does a softmax
   over logits keep?

 yours
 ✓ 1  The order of the values
      It increases.

 yours
 ✗ 2  Their differences
      No.

 right
 ✓ 3  The result under a shift
      It cancels.

 › 1 Again  2 Hard   3 Good   4 Easy
   10 min   1 day    4 days   9 days

   space next card  u undo  ? keys

"""
    )


def test_given_up_nothing_is_called_yours() -> None:
    given_up = screen(replace(ASKED, revealed=True))
    assert "yours" not in given_up
    assert "right   ✓ 2" in given_up
    assert "› 1 Again" in given_up
