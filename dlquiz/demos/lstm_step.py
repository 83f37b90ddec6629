"""One LSTM step with the gates given, what the cell keeps over many steps, and the size of a layer."""

from __future__ import annotations

from math import tanh

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="rnn-attention",
    title=Text("What do an LSTM's gates do?", "LSTM 的门各做什么？"),
    bounds={
        "forget_gate": between(0, 1),
        "input_gate": between(0, 1),
        "output_gate": between(0, 1),
        "candidate": between(-1, 1),
        "cell": between(-1000, 1000),
        "steps": between(1, 10000),
        "input_size": between(1, 65536),
        "hidden_size": between(1, 65536),
        "bias_vectors": between(0, 2),
    },
    outputs=[
        Output("cell_after", Text("new cell", "新的细胞状态")),
        Output("hidden_after", Text("new hidden state", "新的隐藏状态")),
        Output("kept", Text("share of the cell kept", "细胞状态保留的比例")),
        Output("params", Text("parameters of a layer", "一层的参数量")),
        Output("params_of_three_gates", Text("of three gates", "只算三个门"), slip=True),
        Output("cell_tied", Text("with i = 1 − f", "误用 i = 1 − f"), slip=True),
        Output("hidden_without_tanh", Text("o times c", "漏掉 tanh"), slip=True),
    ],
)
def lstm_step(
    forget_gate: float = 0.9,
    input_gate: float = 0.5,
    output_gate: float = 0.8,
    candidate: float = 0.6,
    cell: float = 1.0,
    steps: int = 100,
    input_size: int = 1,
    hidden_size: int = 1,
    bias_vectors: int = 1,
) -> Result:
    """c' = f c + i g and h' = o tanh(c') for scalars; f^steps is what the cell path keeps of c, gradient included.

    A layer with `input_size` d, `hidden_size` n and `bias_vectors` biases a block (PyTorch: 2) has
    4(dn + n² + biases · n) parameters: three gates and the candidate, no peepholes. Source: torch.nn.LSTM.
    """
    kept, written = forget_gate * cell, input_gate * candidate
    after = kept + written
    block = hidden_size * (input_size + hidden_size + bias_vectors)
    shown = range(0, steps + 1, max(1, steps // 100))
    return Result(
        outputs={
            "cell_after": after,
            "hidden_after": output_gate * tanh(after),
            "kept": forget_gate**steps,
            "params": 4 * block,
            "params_of_three_gates": 3 * block,
            "cell_tied": kept + (1 - forget_gate) * candidate,
            "hidden_without_tanh": output_gate * after,
        },
        steps=(
            Step(Text("kept of the old cell", "旧细胞状态保留"), f"{forget_gate:g} · {cell:g}", kept),
            Step(Text("written", "写入"), f"{input_gate:g} · {candidate:g}", written),
            Step(Text("new cell", "新的细胞状态"), f"{kept:.4g} + {written:.4g}", after),
            Step(
                Text("new hidden state", "新的隐藏状态"),
                f"{output_gate:g} · tanh({after:.4g})",
                output_gate * tanh(after),
            ),
            Step(Text("kept over the steps", "多步之后保留"), f"{forget_gate:g}^{steps}", forget_gate**steps),
            Step(
                Text("parameters", "参数量"),
                f"4 · {hidden_size} · ({input_size} + {hidden_size} + {bias_vectors})",
                4 * block,
            ),
        ),
        pictures=(
            Curves(
                Text("What is left of the cell", "细胞状态剩余多少"),
                (
                    Curve(
                        Text("share kept", "保留比例"),
                        tuple(map(float, shown)),
                        tuple(forget_gate**t for t in shown),
                    ),
                ),
                Text("steps", "步数"),
            ),
        ),
    )
