"""Clipping a gradient by value and by norm: what each does to length and direction."""

from __future__ import annotations

from math import hypot

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

SHOWN = 8


@demo(
    topic="gradients-init",
    title=Text("What does clipping do to a gradient?", "梯度裁剪改变了什么？"),
    bounds={
        "grads": between(-1e9, 1e9),
        "max_norm": between(1e-6, 1e6),
        "clip_value": between(1e-6, 1e6),
    },
    outputs=[
        Output("norm", Text("norm before", "裁剪前的范数")),
        Output("scale", Text("factor of norm clipping", "按范数裁剪的系数")),
        Output("by_norm", Text("clipped by norm", "按范数裁剪后")),
        Output("by_value", Text("clipped by value", "按值裁剪后")),
        Output("first_by_norm", Text("first one, by norm", "首个分量（按范数）")),
        Output("first_by_value", Text("first one, by value", "首个分量（按值）")),
        Output("norm_by_norm", Text("norm after norm clipping", "按范数裁剪后的范数")),
        Output("norm_by_value", Text("norm after value clipping", "按值裁剪后的范数")),
        Output("cosine_by_norm", Text("cosine with before, by norm", "与原梯度的余弦（按范数）")),
        Output("cosine_by_value", Text("cosine with before, by value", "与原梯度的余弦（按值）")),
    ],
)
def grad_clip(grads: tuple[float, ...] = (30.0, 4.0, 0.5), max_norm: float = 1.0, clip_value: float = 1.0) -> Result:
    """By norm: g · min(1, max_norm / ‖g‖), ‖g‖ over all parameters together. By value: each g_i into ±clip_value.

    Cosine 1 means the direction is unchanged. Sources: Pascanu, Mikolov and Bengio (2013), Algorithm 1;
    torch.nn.utils.clip_grad_norm_ and clip_grad_value_.
    """
    norm = hypot(*grads)
    if norm == 0:
        raise DemoError("all gradients are zero", remedy="give a gradient that is not")
    scale = min(1.0, max_norm / norm)
    by_norm = tuple(g * scale for g in grads)
    by_value = tuple(max(-clip_value, min(clip_value, g)) for g in grads)
    norm_by_value = hypot(*by_value)
    cosine = sum(g * c for g, c in zip(grads, by_value, strict=True)) / norm / norm_by_value
    return Result(
        outputs={
            "norm": norm,
            "scale": scale,
            "by_norm": by_norm,
            "by_value": by_value,
            "first_by_norm": by_norm[0],
            "first_by_value": by_value[0],
            "norm_by_norm": hypot(*by_norm),
            "norm_by_value": norm_by_value,
            "cosine_by_norm": 1.0,
            "cosine_by_value": cosine,
        },
        steps=(
            Step(Text("norm", "范数"), "√(" + " + ".join(f"{g:g}²" for g in grads[:SHOWN]) + ")", norm),
            Step(Text("factor", "系数"), f"min(1, {max_norm:g} / {norm:.4g})", scale),
            Step(Text("first one, by norm", "首个分量（按范数）"), f"{grads[0]:g} × {scale:.4g}", by_norm[0]),
            Step(Text("first one, by value", "首个分量（按值）"), f"{grads[0]:g} → ±{clip_value:g}", by_value[0]),
            Step(
                Text("norm after value clipping", "按值裁剪后的范数"),
                "√(" + " + ".join(f"({g:g})²" for g in by_value[:SHOWN]) + ")",
                norm_by_value,
            ),
            Step(Text("cosine after value clipping", "按值裁剪后的余弦"), "g · g' / (‖g‖ ‖g'‖)", cosine),
        ),
        pictures=(
            shares(Text("Direction by norm", "按范数裁剪后的方向"), by_norm),
            shares(Text("Direction by value", "按值裁剪后的方向"), by_value),
        ),
    )


def shares(title: Text, grads: tuple[float, ...]) -> Bars:
    """Each component's size relative to the largest."""
    largest = max(map(abs, grads))
    return Bars(title, tuple((Text.same(f"g{i}"), abs(g) / largest) for i, g in enumerate(grads[:SHOWN], 1)))
