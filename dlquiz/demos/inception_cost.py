"""An Inception module, branch by branch, with and without its 1×1 reductions."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo

CHANNELS = between(1, 4096)


@demo(
    topic="architectures",
    title=Text("What does an Inception module cost?", "一个 Inception 模块的开销是多少？"),
    bounds={
        "in_channels": CHANNELS,
        "out_1x1": CHANNELS,
        "reduce_3x3": CHANNELS,
        "out_3x3": CHANNELS,
        "reduce_5x5": CHANNELS,
        "out_5x5": CHANNELS,
        "out_pool": CHANNELS,
        "height": between(1, 1024),
        "width": between(1, 1024),
    },
    outputs=[
        Output("out_channels", Text("output channels", "输出通道数")),
        Output("params", Text("weights", "权重数")),
        Output("macs", Text("multiply-adds (MACs)", "乘加次数（MAC）")),
        Output("branch_params", Text("weights of each branch", "各分支的权重数")),
        Output("naive_out_channels", Text("channels without any 1×1", "不用 1×1 时的通道数")),
        Output("naive_params", Text("weights without reduction", "不降维的权重数")),
        Output("naive_macs", Text("MACs without reduction", "不降维的乘加次数")),
        Output("saved_share", Text("share saved by reduction", "降维省下的比例")),
        Output("params_5x5", Text("5×5 branch", "5×5 分支权重数")),
        Output("naive_params_5x5", Text("5×5 branch, no reduction", "5×5 分支（不降维）")),
        Output("params_5x5_as_3x3", Text("branch with two 3×3 instead", "5×5 换成两个 3×3 的分支")),
        Output("largest_branch_channels", Text("widest branch", "最宽分支的通道数"), slip=True),
        Output("params_5x5_without_reduction_layer", Text("5×5 alone", "只算 5×5 本身"), slip=True),
    ],
)
def inception_cost(
    in_channels: int = 192,
    out_1x1: int = 64,
    reduce_3x3: int = 96,
    out_3x3: int = 128,
    reduce_5x5: int = 16,
    out_5x5: int = 32,
    out_pool: int = 32,
    height: int = 28,
    width: int = 28,
) -> Result:
    """Weights (no biases) and multiply-adds of four branches that see the same input and are concatenated.

    1×1; 1×1 then 3×3; 1×1 then 5×5; 3×3 max pooling then 1×1: all keep height and width. Without reduction the 3×3 and
    5×5 read all input channels, and the pooling branch passes all of them on; its 1×1 is then missing as well.
    The defaults are module 3a of GoogLeNet. `params_5x5_as_3x3`: 1×1, then two 3×3 of `out_5x5` channels.
    Source: Szegedy et al. (2015), Figure 2 and Table 1.
    """
    reduced_5x5 = in_channels * reduce_5x5
    branches = (
        in_channels * out_1x1,
        in_channels * reduce_3x3 + 9 * reduce_3x3 * out_3x3,
        reduced_5x5 + 25 * reduce_5x5 * out_5x5,
        in_channels * out_pool,
    )
    naive_branches = (in_channels * out_1x1, 9 * in_channels * out_3x3, 25 * in_channels * out_5x5)
    params, naive, positions = sum(branches), sum(naive_branches), height * width
    convolved = out_1x1 + out_3x3 + out_5x5
    return Result(
        outputs={
            "out_channels": convolved + out_pool,
            "params": params,
            "macs": params * positions,
            "branch_params": branches,
            "naive_out_channels": convolved + in_channels,
            "naive_params": naive,
            "naive_macs": naive * positions,
            "saved_share": 1 - params / naive,
            "params_5x5": branches[2],
            "naive_params_5x5": naive_branches[2],
            "params_5x5_as_3x3": reduced_5x5 + 9 * out_5x5 * (reduce_5x5 + out_5x5),
            "largest_branch_channels": max(out_1x1, out_3x3, out_5x5, out_pool),
            "params_5x5_without_reduction_layer": branches[2] - reduced_5x5,
        },
        steps=(
            Step(Text("1×1 branch", "1×1 分支"), f"{in_channels}·{out_1x1}", branches[0]),
            Step(Text("3×3 branch", "3×3 分支"), f"{in_channels}·{reduce_3x3} + 9·{reduce_3x3}·{out_3x3}", branches[1]),
            Step(
                Text("5×5 branch", "5×5 分支"), f"{in_channels}·{reduce_5x5} + 25·{reduce_5x5}·{out_5x5}", branches[2]
            ),
            Step(Text("pooling branch", "池化分支"), f"{in_channels}·{out_pool}", branches[3]),
            Step(
                Text("channels that come out", "输出通道数"),
                f"{out_1x1} + {out_3x3} + {out_5x5} + {out_pool}",
                convolved + out_pool,
            ),
            Step(Text("multiply-adds", "乘加次数"), f"{params}·{height}·{width}", params * positions),
            Step(Text("5×5 without reduction", "5×5 不降维"), f"25·{in_channels}·{out_5x5}", naive_branches[2]),
        ),
        pictures=(
            bars(Text("Weights with reduction", "降维后的权重数"), branches),
            bars(Text("Weights without", "不降维的权重数"), naive_branches),
        ),
    )


def bars(title: Text, counts: tuple[int, ...]) -> Bars:
    """One bar per branch; without reduction the pooling branch has no weights."""
    names = ("1×1", "3×3", "5×5", "pool")
    return Bars(title, tuple((Text(name, name), float(count)) for name, count in zip(names, counts, strict=False)))
