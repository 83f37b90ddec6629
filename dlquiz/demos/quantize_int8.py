"""Numbers stored as small integers with a scale, after pruning the smallest of them if asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FLOAT_BITS = 32


@demo(
    topic="efficient-compression",
    title=Text("What do 8-bit numbers cost and save?", "8 位整数省多少、误差多大？"),
    bounds={
        "values": between(-1e6, 1e6),
        "scheme": one_of("affine", "symmetric"),
        "bits": between(2, 16),
        "sparsity": between(0, 0.95),
    },
    outputs=[
        Output("scale", Text("scale", "缩放因子 scale")),
        Output("zero_point", Text("zero point", "零点 zero point")),
        Output("quantized", Text("stored integers", "存下的整数")),
        Output("first_quantized", Text("the first of them", "其中第一个")),
        Output("dequantized", Text("read back", "还原的数值")),
        Output("max_error", Text("largest error", "最大误差")),
        Output("error_bound", Text("half a step", "半个步长")),
        Output("rms_error", Text("root mean square error", "均方根误差")),
        Output("expected_error", Text("scale / √12", "scale / √12")),
        Output("kept", Text("values not pruned", "剪枝后保留的个数")),
        Output("pruning_error", Text("root mean square, pruning", "剪枝的均方根误差")),
        Output("total_error", Text("root mean square, both", "两者合计的均方根误差")),
        Output("compression", Text("float bits over stored bits", "压缩倍数（只量化）")),
        Output("pruned_compression", Text("with pruning and a bitmap", "压缩倍数（加剪枝、位图）")),
        Output("scale_of_levels", Text("divided by 2^bits", "除以 2^bits"), slip=True),
        Output("unsigned_zero_point", Text("on 0 to 2^bits − 1", "按无符号整数算零点"), slip=True),
        Output("half_range_scale", Text("one-sided range", "只取单边范围"), slip=True),
        Output("mask_free_compression", Text("without the bitmap", "漏了位图"), slip=True),
    ],
)
def quantize_int8(
    values: tuple[float, ...] = (-0.9, -0.423, -0.137, 0, 0.032, 0.254, 0.618, 1.65),
    scheme: str = "affine",
    bits: int = 8,
    sparsity: float = 0,
) -> Result:
    """q = clamp(round(x / scale) + zero_point), read back as scale · (q − zero_point).

    affine: [min, max], widened to hold 0, on −2^(b−1) … 2^(b−1) − 1. symmetric: ±max|x| on ±(2^(b−1) − 1), zero point
    0. Pruning first zeroes the share `sparsity` of smallest magnitude; those kept take b bits each, and a bitmap one
    bit per value. Rounding halves go to even. Sources: Jacob et al. 2018, section 2.1; Han et al. 2016.
    """
    x = np.array(values, float)
    pruned, kept = prune(x, sparsity)
    top = 2 ** (bits - 1) - 1
    low, high = (float(min(pruned.min(), 0)), float(max(pruned.max(), 0)))
    widest = max(-low, high)
    span = (high - low if scheme == "affine" else 2 * widest) or 1.0
    levels = 2**bits - 1 if scheme == "affine" else 2 * top
    scale = span / levels
    zero_point = round(-top - 1 - low / scale) if scheme == "affine" else 0
    stored = np.clip(np.round(pruned / scale) + zero_point, -top - 1, top)
    restored: Array = scale * (stored - zero_point)
    stored_bits = kept * bits + len(x)
    return Result(
        outputs={
            "scale": scale,
            "zero_point": zero_point,
            "quantized": tuple(int(q) for q in stored),
            "first_quantized": int(stored[0]),
            "dequantized": tuple(restored.tolist()),
            "max_error": float(np.abs(restored - pruned).max()),
            "error_bound": scale / 2,
            "rms_error": rms(restored - pruned),
            "expected_error": scale / 12**0.5,
            "kept": kept,
            "pruning_error": rms(pruned - x),
            "total_error": rms(restored - x),
            "compression": FLOAT_BITS / bits,
            "pruned_compression": len(x) * FLOAT_BITS / stored_bits,
            "scale_of_levels": span / 2**bits,
            "unsigned_zero_point": zero_point + top + 1,
            "half_range_scale": widest / levels,
            "mask_free_compression": len(x) * FLOAT_BITS / max(kept * bits, 1),
        },
        steps=(
            Step(Text("kept after pruning", "剪枝后保留"), f"{len(x)} − ⌊{sparsity:g} · {len(x)}⌋", kept),
            Step(Text("scale", "scale"), f"{span:.4g} / {levels}", scale),
            Step(
                Text("zero point", "zero point"),
                f"round({-top - 1} − {low:.4g} / {scale:.4g})" if scheme == "affine" else "symmetric",
                zero_point,
            ),
            Step(
                Text("first integer", "第一个整数"),
                f"round({pruned[0]:.4g} / {scale:.4g}) + {zero_point}",
                int(stored[0]),
            ),
            Step(Text("read back", "还原"), f"{scale:.4g} · ({int(stored[0])} − {zero_point})", float(restored[0])),
            Step(
                Text("pruned, with a bitmap", "剪枝加位图后的倍数"),
                f"{len(x)} · {FLOAT_BITS} / ({kept} · {bits} + {len(x)})",
                len(x) * FLOAT_BITS / stored_bits,
            ),
            Step(Text("half a step", "半个步长"), f"{scale:.4g} / 2", scale / 2),
        ),
        pictures=(errors(x, restored, scale),),
    )


def prune(x: Array, sparsity: float) -> tuple[Array, int]:
    """`x` with its smallest magnitudes set to zero, and how many values are kept."""
    dropped = int(sparsity * len(x))
    pruned = x.copy()
    pruned[np.argsort(np.abs(x), kind="stable")[:dropped]] = 0
    return pruned, len(x) - dropped


def rms(error: Array) -> float:
    return float(np.sqrt(np.mean(error**2)))


def errors(x: Array, restored: Array, scale: float) -> Bars:
    """The error of each of the first values, in steps of the scale."""
    pairs = zip(x[:16].tolist(), restored[:16].tolist(), strict=True)
    return Bars(
        Text("Error in steps of the scale", "误差（以 scale 为单位）"),
        tuple((Text(f"{value:.4g}", f"{value:.4g}"), round(abs(back - value) / scale, 9)) for value, back in pairs),
    )
