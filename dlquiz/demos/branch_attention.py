"""Softmax attention over branches (selective kernel) or over positions (global context), in one channel."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError


@demo(
    topic="architectures",
    title=Text("Softmax over branches or positions?", "对分支还是对位置做 softmax？"),
    bounds={"kind": one_of("sk", "gc"), "logits": between(-100, 100), "values": between(-1000, 1000)},
    outputs=[
        Output("weights", Text("softmax weights", "softmax 权重")),
        Output("largest_weight", Text("the largest of them", "其中最大的")),
        Output("fused", Text("weighted sum", "加权和")),
        Output("output", Text("what the block puts out", "模块的输出")),
        Output("mean", Text("plain average", "普通平均")),
        Output("plain_sum", Text("unweighted sum", "不加权的和"), slip=True),
        Output("sigmoid_sum", Text("with a sigmoid for each", "各自用 sigmoid"), slip=True),
        Output("hard_choice", Text("the winner alone", "只取得分最高的"), slip=True),
    ],
)
def branch_attention(
    kind: str = "sk",
    logits: tuple[float, ...] = (0, 1.0986),
    values: tuple[float, ...] = (2, 6),
) -> Result:
    """Weights a_i = exp(l_i) / Σ exp(l_j), then Σ a_i v_i.

    sk: i runs over the branches (kernel sizes) of one channel at one pixel; the sum is the output. gc: i runs over the
    positions of one channel; the sum is the context, and the same context is added at every position (its transform
    taken as the identity). Raises DemoError where the lists differ. Sources: Li et al. 2019; Cao et al. 2019.
    """
    if len(logits) != len(values):
        raise DemoError(f"{len(logits)} logits for {len(values)} values", remedy="give one logit per value")
    scores, v = np.array(logits, float), np.array(values, float)
    exponentials = np.exp(scores - scores.max())
    weights = exponentials / exponentials.sum()
    fused = float(weights @ v)
    output = v + fused if kind == "gc" else np.array([fused])
    place = Text("branch", "分支") if kind == "sk" else Text("position", "位置")
    shown = " + ".join(f"{weight:.4g}·{value:g}" for weight, value in zip(weights[:4], v[:4], strict=True))
    return Result(
        outputs={
            "weights": tuple(weights.tolist()),
            "largest_weight": float(weights.max()),
            "fused": fused,
            "output": tuple(output.tolist()),
            "mean": float(v.mean()),
            "plain_sum": float(v.sum()),
            "sigmoid_sum": float(v @ (0.5 * (1 + np.tanh(scores / 2)))),
            "hard_choice": float(v[scores.argmax()]),
        },
        steps=(
            Step(Text("largest weight", "最大的权重"), f"e^{scores.max():g} / Σ e^l", float(weights.max())),
            Step(Text("weighted sum", "加权和"), shown + (" + …" if len(v) > 4 else ""), fused),
            *(
                [Step(Text("first position", "第一个位置"), f"{v[0]:g} + {fused:.4g}", float(output[0]))]
                if kind == "gc"
                else []
            ),
        ),
        pictures=(
            Bars(
                Text("Weights", "权重"),
                tuple(
                    (Text(f"{place.en} {i}", f"{place.zh} {i}"), float(weight))
                    for i, weight in enumerate(weights[:16], 1)
                ),
            ),
        ),
    )
