"""What channel and context attention add to a network: SE, global context and non-local blocks."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="architectures",
    title=Text("What do attention blocks add?", "注意力模块增加多少开销？"),
    bounds={
        "in_channels": between(1, 65536),
        "blocks": between(1, 1000),
        "reduction": between(1, 1024),
        "height": between(1, 4096),
        "width": between(1, 4096),
    },
    outputs=[
        Output("se_params", Text("SE: weights", "SE：权重数")),
        Output("se_biases", Text("SE: biases, if any", "SE：偏置数（若有）")),
        Output("last_stage_params", Text("SE: weights of the last stage", "SE：最后阶段的权重数")),
        Output("gc_params", Text("global context: parameters", "GC：参数量")),
        Output("gc_map", Text("global context: weights drawn", "GC：注意力权重数")),
        Output("nonlocal_params", Text("non-local: weights", "非局部：权重数")),
        Output("nonlocal_map", Text("non-local: attention weights", "非局部：注意力权重数")),
        Output("one_layer_params", Text("one of SE's two layers", "只算一个全连接层"), slip=True),
        Output("no_reduction_params", Text("SE without reduction", "不做降维的 SE"), slip=True),
    ],
)
def attention_cost(
    in_channels: tuple[int, ...] = (256, 512, 1024, 2048),
    blocks: tuple[int, ...] = (3, 4, 6, 3),
    reduction: int = 16,
    height: int = 14,
    width: int = 14,
) -> Result:
    """Extra parameters of one attention block after each of `blocks` blocks, stage by stage; maps: one block on H × W.

    SE: C → C/r → C, 2C²/r weights. Global context: a 1×1 to one map (C), C → C/r → C with biases left out, and layer
    norm's 2C/r. Non-local (embedded, C/2 inside): four 1×1 layers, 2C². Raises DemoError where the lists differ or r
    does not divide. Sources: Hu et al. 2018, §4; Cao et al. 2019; Wang et al. 2018.
    """
    if len(in_channels) != len(blocks):
        raise DemoError(f"{len(in_channels)} widths for {len(blocks)} stages", remedy="give one width per stage")
    if any(channels % reduction or channels % 2 for channels in in_channels):
        raise DemoError(
            f"{', '.join(map(str, in_channels))} channels cannot be divided by {reduction} and 2",
            remedy="choose even channels and a reduction that divides them",
        )
    stages = list(zip(in_channels, blocks, strict=True))
    se = [number * 2 * channels**2 // reduction for channels, number in stages]
    context = sum(number * (channels + 2 * channels // reduction) for channels, number in stages) + sum(se)
    nonlocal_params = sum(number * 2 * channels**2 for channels, number in stages)
    positions = height * width
    return Result(
        outputs={
            "se_params": sum(se),
            "se_biases": sum(number * (channels + channels // reduction) for channels, number in stages),
            "last_stage_params": se[-1],
            "gc_params": context,
            "gc_map": positions,
            "nonlocal_params": nonlocal_params,
            "nonlocal_map": positions**2,
            "one_layer_params": sum(se) // 2,
            "no_reduction_params": sum(se) * reduction,
        },
        steps=(
            *(
                Step(Text(f"SE, stage {i}", f"SE，第 {i} 阶段"), f"{number} × 2 × {channels}² / {reduction}", weights)
                for i, ((channels, number), weights) in enumerate(zip(stages, se, strict=True), 1)
            ),
            Step(Text("SE, all stages", "SE，各阶段合计"), "+".join(map(str, se[:6])), sum(se)),
            Step(Text("global context: one map", "GC：一张注意力图"), f"{height} × {width}", positions),
            Step(Text("non-local: a map per position", "非局部：每个位置一张"), f"({height}·{width})²", positions**2),
        ),
        pictures=(
            Bars(
                Text("Added parameters", "增加的参数量"),
                (
                    (Text("SE", "SE"), float(sum(se))),
                    (Text("global context", "GC"), float(context)),
                    (Text("non-local", "非局部"), float(nonlocal_params)),
                ),
            ),
        ),
    )
