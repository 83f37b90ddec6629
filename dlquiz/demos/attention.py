"""Scaled dot-product attention on a few tokens: scores, weights, weighted sum."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="rnn-attention",
    title=Text("How are attention weights made?", "注意力权重怎么来？"),
    bounds={
        "queries": between(-1000, 1000),
        "keys": between(-1000, 1000),
        "values": between(-1000, 1000),
        "size": between(1, 64),
    },
    outputs=[
        Output("scores", Text("scores, first query", "第一个 query 的得分")),
        Output("weights", Text("weights, first query", "第一个 query 的权重")),
        Output("first_weight", Text("weight of the first key", "第一个 key 的权重")),
        Output("last_weight", Text("weight of the last key", "最后一个 key 的权重")),
        Output("largest_weight", Text("largest weight", "最大的权重")),
        Output("output", Text("output, first query", "第一个 query 的输出")),
        Output("entropy", Text("entropy of the weights", "权重的熵"), Text.same("nat")),
        Output("mean_value", Text("mean of the values", "value 的平均"), slip=True),
        Output("value_of_best", Text("value of the best key", "得分最高者的 value"), slip=True),
        Output("unnormalised", Text("sum weighed by the scores", "未做 softmax 的加权和"), slip=True),
    ],
)
def attention(
    queries: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0, 1.0, 1.0),
    keys: tuple[float, ...] = (2.0, 0.0, 0.0, 2.0, 1.0, 1.0),
    values: tuple[float, ...] = (1.0, 2.0, 4.0),
    size: int = 2,
    scale: bool = True,
    causal: bool = False,
) -> Result:
    """softmax(Q Kᵀ / √d) V: token by token, `size` = d numbers in each query and key, one number in each value.

    scale: divide by √d. causal: query i sees keys 0 … i. Raises DemoError where the lists do not make full tokens or
    keys and values differ in number. Source: Vaswani et al. 2017, §3.2.1; PyTorch scaled_dot_product_attention.
    """
    if len(queries) % size or len(keys) != size * len(values):
        raise DemoError(
            f"{len(queries)} and {len(keys)} numbers are no tokens of {size} for {len(values)} values",
            remedy="give `size` numbers per query and key, one per value",
        )
    q, k = (np.array(tokens).reshape(-1, size) for tokens in (queries, keys))
    v = np.array(values)
    scores = q @ k.T / (size**0.5 if scale else 1)
    seen = np.where(np.tri(*scores.shape), scores, -np.inf) if causal else scores
    e = np.exp(seen - seen.max(axis=1, keepdims=True))
    weights = e / e.sum(axis=1, keepdims=True)
    outputs = weights @ v
    first = weights[0]
    return Result(
        outputs={
            "scores": tuple(scores[0].tolist()),
            "weights": tuple(first.tolist()),
            "first_weight": float(first[0]),
            "last_weight": float(first[-1]),
            "largest_weight": float(first.max()),
            "output": float(outputs[0]),
            "entropy": float(-(first * np.log(np.maximum(first, 1e-300))).sum()) + 0.0,
            "mean_value": float(v.mean()),
            "value_of_best": float(v[first.argmax()]),
            "unnormalised": float(scores[0] @ v),
        },
        steps=(
            Step(
                Text("score of the first key", "第一个 key 的得分"),
                f"{q[0] @ k[0]:g} / √{size}" if scale else f"{q[0] @ k[0]:g}",
                float(scores[0, 0]),
            ),
            Step(
                Text("its weight", "它的权重"),
                f"e^{scores[0, 0]:.4g} / Σ e^s",
                float(first[0]),
            ),
            Step(
                Text("output", "输出"),
                " + ".join(f"{weight:.3g}·{value:g}" for weight, value in zip(first[:4], v, strict=False)),
                float(outputs[0]),
            ),
        ),
        pictures=(
            Grid(
                Text("Weights, query by key", "权重（行 query，列 key）"),
                tuple(tuple(row) for row in weights.tolist()),
                numbers=True,
            ),
        ),
    )
