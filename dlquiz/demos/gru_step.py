"""How a GRU mixes old state and candidate under both conventions, and its size beside an RNN and an LSTM."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of


@demo(
    topic="rnn-attention",
    title=Text("How does a GRU form its new state?", "GRU 怎样得到新状态？"),
    bounds={
        "update_gate": between(0, 1),
        "hidden": between(-1, 1),
        "candidate": between(-1, 1),
        "convention": one_of("pytorch", "chung"),
        "input_size": between(1, 65536),
        "hidden_size": between(1, 65536),
        "bias_vectors": between(0, 2),
    },
    outputs=[
        Output("hidden_after", Text("new state", "新状态")),
        Output("weight_of_old", Text("weight of the old state", "旧状态的权重")),
        Output("params", Text("parameters of a GRU layer", "GRU 一层的参数量")),
        Output("rnn_params", Text("of a plain RNN layer", "普通 RNN 一层的参数量")),
        Output("lstm_params", Text("of an LSTM layer", "LSTM 一层的参数量")),
        Output("params_of_two_gates", Text("of two gates", "只算两个门"), slip=True),
    ],
)
def gru_step(
    update_gate: float = 0.9,
    hidden: float = 0.5,
    candidate: float = -0.5,
    convention: str = "pytorch",
    input_size: int = 1,
    hidden_size: int = 1,
    bias_vectors: int = 1,
) -> Result:
    """h' = z h + (1 − z) n in PyTorch and in Cho et al.; `chung` swaps the weights. Scalars.

    One block with `input_size` d, `hidden_size` n and `bias_vectors` biases (PyTorch: 2) has dn + n² + biases · n
    parameters; a plain RNN has one block, a GRU three, an LSTM four.
    Sources: Cho et al. 2014, eq. 7; Chung et al. 2014; torch.nn.GRU.
    """
    old = update_gate if convention == "pytorch" else 1 - update_gate
    after = old * hidden + (1 - old) * candidate
    block = hidden_size * (input_size + hidden_size + bias_vectors)
    return Result(
        outputs={
            "hidden_after": after,
            "weight_of_old": old,
            "params": 3 * block,
            "rnn_params": block,
            "lstm_params": 4 * block,
            "params_of_two_gates": 2 * block,
        },
        steps=(
            Step(Text("old state's part", "旧状态的份额"), f"{old:.4g} · ({hidden:g})", old * hidden),
            Step(Text("candidate's part", "候选的份额"), f"{1 - old:.4g} · ({candidate:g})", (1 - old) * candidate),
            Step(Text("new state", "新状态"), f"{old * hidden:.4g} + ({(1 - old) * candidate:.4g})", after),
            Step(
                Text("one block of weights", "一组权重"),
                f"{hidden_size} · ({input_size} + {hidden_size} + {bias_vectors})",
                block,
            ),
            Step(Text("parameters", "参数量"), f"3 · {block}", 3 * block),
        ),
        pictures=(
            Bars(
                Text("Parameters of one layer", "一层的参数量"),
                (
                    (Text.same("RNN"), float(block)),
                    (Text.same("GRU"), float(3 * block)),
                    (Text.same("LSTM"), float(4 * block)),
                ),
            ),
        ),
    )
