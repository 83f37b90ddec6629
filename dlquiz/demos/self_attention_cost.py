"""What self-attention costs as the sequence grows, beside a recurrent layer of the same width."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="rnn-attention",
    title=Text("What does self-attention cost?", "自注意力的开销是多少？"),
    bounds={"length": between(1, 10**7), "d_model": between(1, 10**5), "num_heads": between(1, 10**4)},
    outputs=[
        Output("attention_macs", Text("MACs of scores and sum", "得分与加权和的 MAC")),
        Output("projection_macs", Text("MACs of the projections", "四个投影的 MAC")),
        Output("total_macs", Text("MACs together", "MAC 合计")),
        Output("weights_per_layer", Text("attention weights", "注意力权重个数")),
        Output("rnn_macs", Text("MACs of a plain RNN layer", "普通 RNN 层的 MAC")),
        Output("attention_share", Text("share that grows with n²", "随 n² 增长的占比")),
        Output("sequential_steps", Text("steps in a row, RNN", "RNN 须依次走的步数")),
        Output("scores_only", Text("scores without the sum", "只算得分"), slip=True),
        Output("linear_guess", Text("if linear in n", "误作与 n 成正比"), slip=True),
    ],
)
def self_attention_cost(length: int = 512, d_model: int = 512, num_heads: int = 8) -> Result:
    """Multiply-adds of one layer on n = `length` tokens of d = `d_model` numbers, one sequence, softmax left out.

    Q Kᵀ: n² d, weights times V: n² d, whatever the number of heads; the projections of Q, K, V and the output: 4 n d².
    A plain RNN of width d: 2 n d². Attention weights: heads · n². Source: Vaswani et al. 2017, table 1.
    """
    attention, projections, rnn = costs(length, d_model)
    shown = [max(1, length * i // 40) for i in range(1, 81)]
    x = tuple(map(float, shown))
    by_length = [costs(n, d_model) for n in shown]
    labels = Text("scores and sum", "得分与加权和"), Text("projections", "投影"), Text("plain RNN", "普通 RNN")
    return Result(
        outputs={
            "attention_macs": attention,
            "projection_macs": projections,
            "total_macs": attention + projections,
            "weights_per_layer": num_heads * length**2,
            "rnn_macs": rnn,
            "attention_share": attention / (attention + projections),
            "sequential_steps": length,
            "scores_only": attention // 2,
            "linear_guess": 2 * length * d_model,
        },
        steps=(
            Step(Text("scores", "得分"), f"{length}² · {d_model}", attention // 2),
            Step(Text("weighted sum", "加权和"), f"{length}² · {d_model}", attention // 2),
            Step(Text("scores and sum", "得分与加权和"), f"2 · {length}² · {d_model}", attention),
            Step(Text("projections", "投影"), f"4 · {length} · {d_model}²", projections),
            Step(Text("attention weights", "注意力权重"), f"{num_heads} · {length}²", num_heads * length**2),
            Step(Text("plain RNN", "普通 RNN"), f"2 · {length} · {d_model}²", rnn),
        ),
        pictures=(
            Curves(
                Text("MACs against length", "MAC 随序列长度的变化"),
                tuple(Curve(label, x, tuple(float(one[i]) for one in by_length)) for i, label in enumerate(labels)),
                Text("tokens", "token 数"),
                Text.same("MAC"),
            ),
        ),
    )


def costs(length: int, d_model: int) -> tuple[int, int, int]:
    """Scores and sum, projections, plain RNN."""
    return 2 * length**2 * d_model, 4 * length * d_model**2, 2 * length * d_model**2
