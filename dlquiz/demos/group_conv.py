"""Grouped convolution as a block-diagonal one, and who is connected to whom after two grouped layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST_DRAWN = 32


@demo(
    topic="convolution-variants",
    title=Text("Which channels does a grouped convolution connect?", "分组卷积把哪些通道连在一起？"),
    bounds={
        "in_channels": between(1, 256),
        "out_channels": between(1, 256),
        "kernel_size": between(1, 7),
        "groups": between(1, 256),
        "second_groups": between(1, 256),
        "second_kernel_size": between(1, 7),
        "seed": between(0, 2**32 - 1),
    },
    outputs=[
        Output("params", Text("weights of the first layer", "第一层权重数")),
        Output("params_of_one_group", Text("weights of one group", "单组权重数")),
        Output("dense_params", Text("weights without groups", "不分组的权重数")),
        Output("share", Text("share of those left", "保留的比例")),
        Output("output", Text("outputs at one position", "某一位置的各通道输出")),
        Output("block_diagonal_differs_by", Text("gap to the block diagonal", "与分块对角核之差")),
        Output("order", Text("channel order afterwards", "混洗后的通道顺序")),
        Output("second_params", Text("weights of the second layer", "第二层权重数")),
        Output("chain_params", Text("weights of both layers", "两层权重总数")),
        Output("chain_share", Text("connected pairs, two layers", "两层后连通的通道对占比")),
        Output("inputs_reached", Text("inputs one output sees", "一个输出看到的输入通道数")),
    ],
)
def group_conv(
    in_channels: int = 6,
    out_channels: int = 6,
    kernel_size: int = 3,
    groups: int = 3,
    shuffle: bool = True,
    second_groups: int = 2,
    second_kernel_size: int = 1,
    seed: int = 0,
) -> Result:
    """A grouped k × k layer on a k × k patch, channels shuffled if asked, then a second grouped layer of equal width.

    Weights C_out·(C_in/g)·k². The shuffle sends channel j of group i to place j·g + i. Raises DemoError where
    groups do not divide. Sources: Krizhevsky et al. 2012; Zhang et al. 2017, Interleaved Group Convolutions.
    """
    if in_channels % groups or out_channels % groups or out_channels % second_groups:
        raise DemoError(
            f"{groups} and {second_groups} groups do not divide {in_channels} and {out_channels} channels",
            remedy="groups must divide both, second_groups the output channels",
        )
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(in_channels, kernel_size, kernel_size))
    weight = rng.normal(size=(out_channels, in_channels // groups, kernel_size, kernel_size))
    output = grouped(x, weight, groups)
    dense = np.einsum("ochw,chw->o", block_diagonal(weight, groups), x)

    order = np.arange(out_channels)
    if shuffle:
        order = order.reshape(groups, -1).T.ravel()
    first = connections(out_channels, in_channels, groups)
    both = np.minimum(connections(out_channels, out_channels, second_groups) @ first[order], 1)
    reads, writes = in_channels // groups, out_channels // groups
    one_group, dense_size = weight.size // groups, weight.size * groups
    seen = int(both[0].sum())
    second = out_channels * (out_channels // second_groups) * second_kernel_size**2
    return Result(
        outputs={
            "params": weight.size,
            "params_of_one_group": one_group,
            "dense_params": dense_size,
            "share": weight.size / dense_size,
            "output": tuple(output.tolist()),
            "block_diagonal_differs_by": float(np.abs(output - dense).max()),
            "order": tuple(order.tolist()),
            "second_params": second,
            "chain_params": weight.size + second,
            "chain_share": float(both.mean()),
            "inputs_reached": seen,
        },
        steps=(
            Step(Text("channels a group reads", "每组读取的通道数"), f"{in_channels} / {groups}", reads),
            Step(Text("channels a group writes", "每组输出的通道数"), f"{out_channels} / {groups}", writes),
            Step(Text("weights of one group", "单组权重数"), f"{kernel_size}² × {reads} × {writes}", one_group),
            Step(Text("weights of all groups", "各组权重总数"), f"{groups} × {one_group}", weight.size),
            Step(
                Text("weights of the second layer", "第二层权重数"),
                f"{second_kernel_size}² × {out_channels // second_groups} × {out_channels}",
                second,
            ),
            Step(Text("weights of both layers", "两层权重总数"), f"{weight.size} + {second}", weight.size + second),
            Step(Text("inputs one output sees", "一个输出看到的输入通道数"), f"{seen // reads} × {reads}", seen),
            Step(
                Text("connected after two layers", "两层后的连通比例"),
                f"{int(both.sum())} / {in_channels}·{out_channels}",
                float(both.mean()),
            ),
        ),
        pictures=()
        if max(in_channels, out_channels) > LARGEST_DRAWN
        else (
            picture(Text("First layer: output × input", "第一层：输出 × 输入"), first),
            picture(Text("Both layers: output × input", "两层合计：输出 × 输入"), both),
        ),
    )


def grouped(x: NDArray[np.float64], weight: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    """Each group of kernels meets its own channels only; the results are concatenated."""
    parts = zip(np.split(x, groups), np.split(weight, groups), strict=True)
    return np.concatenate([np.einsum("ochw,chw->o", kernels, channels) for channels, kernels in parts])


def block_diagonal(weight: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    """The ungrouped kernel that does the same: the groups' kernels on the diagonal, zeros elsewhere."""
    outs, depth = len(weight) // groups, weight.shape[1]
    dense = np.zeros((len(weight), depth * groups, *weight.shape[2:]))
    for group in range(groups):
        rows = slice(group * outs, (group + 1) * outs)
        dense[rows, group * depth : (group + 1) * depth] = weight[rows]
    return dense


def connections(out_channels: int, in_channels: int, groups: int) -> NDArray[np.int64]:
    """1 where an output channel reads an input channel."""
    block = np.ones((out_channels // groups, in_channels // groups), dtype=np.int64)
    connected: NDArray[np.int64] = np.kron(np.eye(groups, dtype=np.int64), block)
    return connected


def picture(title: Text, connected: NDArray[np.int64]) -> Grid:
    """Connections as shades."""
    return Grid(title, tuple(tuple(map(float, row)) for row in connected.tolist()))
