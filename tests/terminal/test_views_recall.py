"""Recall, as drawn by hand."""

from __future__ import annotations

from dataclasses import replace

from terminal.samples import judged, screen, turn

from dlquiz.terminal.controls import Ui
from dlquiz.terminal.lineedit import Line

ASKED = turn("batch-norm")
ANSWERED = replace(ASKED, revealed=True)


def test_asked() -> None:
    assert (
        screen(ASKED)
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  recall    What does batch normalisation compute,
            and what changes between training and inference?

            space answer   h hint   t type   l 中文   u undo Good   ? keys

"""
    )


def test_hinted() -> None:
    assert (
        screen(replace(ASKED, hints=2))
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  recall    What does batch normalisation compute,
            and what changes between training and inference?

  hint    • one mean and one variance per channel, over batch and space
          • γ and β are learned; the running averages are not

            space answer   h one more hint   t type   l 中文   ? keys

"""
    )


def test_the_answer_fills_thirty_rows() -> None:
    assert (
        screen(ANSWERED, rows=30)
        == """
  Normalisation layers · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  recall    What does batch normalisation compute,
            and what changes between training and inference?

  answer    Each channel is normalised, then scaled and shifted by two
            learned numbers:

                      x − μ
               x̂ = ───────────      y = γ x̂ + β
                    √(σ² + ε)

            In training, μ and σ² come from the mini-batch: one pair per
            channel, over N × H × W values. At inference they are running
            averages kept in training, so the layer is a fixed affine map.

  points  • one mean and one variance per channel, over batch and space
          • γ and β are learned; the running averages are not
          • at inference it folds into the convolution before it

  traps   ! "PyTorch's momentum 0.1 keeps a tenth of the old average."
            It keeps nine tenths and takes one tenth from the new batch.

            1 Again          2 Hard           3 Good           4 Easy
            10 min           6 days           15 days          36 days

            u undo   i sources   e edit   l 中文   ? keys

"""
    )


def test_the_answer_in_chinese() -> None:
    assert (
        screen(ANSWERED, lang="zh")
        == """
  归一化 · 核心                                                           7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  问答      批归一化（BN）做的是什么计算？训练与推理时有什么不同？

  答案      先逐通道归一化，再用两个可学习的数缩放和平移：

                      x − μ
               x̂ = ───────────      y = γ x̂ + β
                    √(σ² + ε)

            训练时，μ 与 σ² 取自当前小批：每个通道一对，在 N × H × W 个值上统
            计。推理时改用训练中累积的滑动平均，这一层就成了固定的仿射变换。

  要点    • 每个通道一组均值和方差，在批与空间上统计
          • γ、β 由梯度学习；滑动平均不是
          • 推理时可以并入前一层卷积

  易错    ! 「PyTorch 的 momentum=0.1 表示旧值只留一成。」
            旧值保留九成，新批次占一成。

            1 重来           2 困难           3 良好           4 简单
            10 分钟          6 天             15 天            36 天

            u 撤销   i 出处   e 编辑   l English   ? 按键

"""
    )


def test_the_answer_on_a_narrow_terminal() -> None:
    assert (
        screen(ANSWERED, columns=40, rows=30)
        == """
 Normalisation layers · core       7/15
 ━━━━━━━━━━━━━━━───────────────────────

   What does batch normalisation
   compute, and what changes
   between training and inference?

 answer
   Each channel is normalised, then
   scaled and shifted by two learned
   numbers:

             x − μ
      x̂ = ───────────      y = γ x̂ + β
           √(σ² + ε)

   In training, μ and σ² come from the
   mini-batch: one pair per channel,
   over N × H × W values. At inference
   they are running averages kept in
   training, so the layer is a fixed
   affine map.
   space ↓ 14 more lines

   1 Again  2 Hard   3 Good   4 Easy
   10 min   6 days   15 days  36 days

   u undo  i sources  e edit  ? keys

"""
    )


def test_an_answer_being_typed() -> None:
    ui = Ui(lines=(Line("mean and variance", 17),), typing=True)
    assert (
        screen(turn("attention-scale"), ui)
        == """
  RNN and attention · core                                                7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  recall    Why is scaled dot-product attention scaled?

  yours   › mean and variance________________________________________________

            enter compare   esc other keys

"""
    )


def test_what_was_typed_stands_beside_the_points() -> None:
    assert (
        screen(judged("attention-scale", "to keep gradients alive"))
        == """
  RNN and attention · core                                                7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  recall    Why is scaled dot-product attention scaled?

  yours     to keep gradients alive

  points  • the variance of q · k is dₖ

  answer    The scale keeps the variance of the logits near 1, so that the
            softmax does not saturate.

            1 Again          2 Hard           3 Good           4 Easy
            10 min           6 days           15 days          36 days

            u undo   e edit   l 中文   ? keys

"""
    )
