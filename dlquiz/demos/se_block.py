"""Squeeze, excitation and scaling on a small map."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos._maps import rectangle
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="architectures",
    title=Text("How does an SE block weigh channels?", "SE 模块怎样给通道加权？"),
    bounds={
        "values": between(-1000, 1000),
        "in_channels": between(1, 64),
        "fc1": between(-100, 100),
        "fc2": between(-100, 100),
        "channel": between(0, 63),
    },
    outputs=[
        Output("squeeze", Text("squeeze: mean of each channel", "压缩：各通道的均值")),
        Output("hidden", Text("after the first layer and ReLU", "第一层和 ReLU 之后")),
        Output("logits", Text("after the second layer", "第二层之后")),
        Output("gates", Text("excitation: a gate per channel", "激励：各通道的门")),
        Output("output", Text("the map, scaled", "缩放后的特征图")),
        Output("gate", Text("gate of the chosen channel", "所选通道的门")),
        Output("first_output", Text("its first value, scaled", "该通道首个值缩放后")),
        Output("gate_sum", Text("sum of the gates", "各门之和")),
        Output("softmax_gate", Text("if softmax replaced sigmoid", "误用 softmax"), slip=True),
        Output("gate_without_relu", Text("without the ReLU", "漏了 ReLU"), slip=True),
        Output("first_plus_gate", Text("if the gate were added", "误把门加上去"), slip=True),
    ],
)
def se_block(
    values: tuple[float, ...] = (4, 2, 2, 0, 1, 1, 0, 2, 0, 0, 1, 3, 5, 3, 4, 4),
    in_channels: int = 4,
    fc1: tuple[float, ...] = (1, 0, -1, 0, -1, 1, 0, 1),
    fc2: tuple[float, ...] = (1, 0, 0, -1, -2, 0, 0, 1),
    channel: int = 0,
) -> Result:
    """Gates s = σ(W2 ReLU(W1 z)) with z the mean of each channel, then every value times its channel's gate.

    `values` holds the channels one after another; `fc1` is W1 (C/r × C) and `fc2` is W2 (C × C/r), row by row, no
    biases. Raises DemoError where the lists do not fit. Source: Hu et al. 2018, §3.
    """
    if len(values) % in_channels or len(fc1) % in_channels or len(fc2) != len(fc1) or channel >= in_channels:
        raise DemoError(
            f"{len(values)} values, {len(fc1)} and {len(fc2)} weights, channel {channel}: not {in_channels} channels",
            remedy="give whole channels, W1 and W2 of equal size, and a channel that exists",
        )
    x = rectangle(values, len(values) // in_channels)
    squeeze = x.mean(axis=1)
    before = rectangle(fc1, in_channels) @ squeeze
    second = rectangle(fc2, len(fc2) // in_channels)
    hidden = np.maximum(before, 0)
    logits = second @ hidden
    gates = 0.5 * (1 + np.tanh(logits / 2))
    output = gates[:, None] * x
    softmax = np.exp(logits - logits.max())
    first = float(x[channel, 0])
    weighted = " + ".join(
        f"{weight:g}·{unit:.4g}" for weight, unit in zip(second[channel][:4], hidden[:4], strict=True)
    )
    return Result(
        outputs={
            "squeeze": tuple(squeeze.tolist()),
            "hidden": tuple(hidden.tolist()),
            "logits": tuple(logits.tolist()),
            "gates": tuple(gates.tolist()),
            "output": tuple(output.ravel().tolist()),
            "gate": float(gates[channel]),
            "first_output": float(output[channel, 0]),
            "gate_sum": float(gates.sum()),
            "softmax_gate": float(softmax[channel] / softmax.sum()),
            "gate_without_relu": float(0.5 * (1 + np.tanh(second[channel] @ before / 2))),
            "first_plus_gate": first + float(gates[channel]),
        },
        steps=(
            Step(Text("squeeze", "压缩"), f"mean of {x.shape[1]} values", float(squeeze[channel])),
            Step(
                Text("logit of the channel", "该通道的 logit"),
                weighted + (" + …" if len(hidden) > 4 else ""),
                float(logits[channel]),
            ),
            Step(Text("gate", "门"), f"σ({logits[channel]:.4g})", float(gates[channel])),
            Step(
                Text("first value, scaled", "首个值缩放后"),
                f"{gates[channel]:.4g} × {first:g}",
                float(output[channel, 0]),
            ),
        ),
        pictures=(
            Bars(
                Text("Gates", "各通道的门"),
                tuple((Text(f"channel {i}", f"通道 {i}"), float(gate)) for i, gate in enumerate(gates[:16])),
            ),
        ),
    )
