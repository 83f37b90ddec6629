"""A recurrent network with one unit, unrolled: its states, what is left of the start, and the same read backwards."""

from __future__ import annotations

from math import exp, tanh

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo

SHOWN = 6


@demo(
    topic="rnn-attention",
    title=Text("What does an RNN carry along?", "RNN 一路传递的是什么？"),
    bounds={
        "inputs": between(-100, 100),
        "hidden": between(-1, 1),
        "weight_ih": between(-100, 100),
        "weight_hh": between(-100, 100),
        "bias": between(-100, 100),
        "weight_out": between(-100, 100),
        "input_size": between(1, 65536),
        "hidden_size": between(1, 65536),
        "bias_vectors": between(0, 2),
    },
    outputs=[
        Output("states", Text("states", "各步状态")),
        Output("last_state", Text("last state", "最后的状态")),
        Output("backward_states", Text("states, read backwards", "反向读的各步状态")),
        Output("first_forward", Text("first step, forward", "第一步：正向")),
        Output("first_backward", Text("first step, backward", "第一步：反向")),
        Output("probability", Text("sigmoid of last state times v", "由最后状态得的概率")),
        Output("gradient", Text("d last state / d start", "最后状态对初态的导数")),
        Output("first_input_effect", Text("d last state / d first input", "最后状态对首个输入的导数")),
        Output("params", Text("parameters of a layer", "一层的参数量")),
        Output("bidirectional_params", Text("of a bidirectional layer", "双向一层的参数量")),
        Output("last_without_tanh", Text("without tanh", "漏掉 tanh"), slip=True),
        Output("last_without_memory", Text("without the old state", "漏掉旧状态"), slip=True),
        Output("unrolled_params", Text("weights of every step", "每步各有一份权重"), slip=True),
    ],
)
def rnn_step(
    inputs: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0),
    hidden: float = 0.0,
    weight_ih: float = 1.0,
    weight_hh: float = 0.5,
    bias: float = 0.0,
    weight_out: float = 1.0,
    input_size: int = 1,
    hidden_size: int = 1,
    bias_vectors: int = 1,
) -> Result:
    """h_t = tanh(w x_t + u h_{t−1} + b) for scalars, with w = weight_ih and u = weight_hh, from h_0 = `hidden`.

    ∂h_T/∂h_0 = Π u (1 − h_t²). The backward reader has the same weights and starts at the end. Parameters of a layer
    with `input_size` d, `hidden_size` n and `bias_vectors` biases (PyTorch: 2): dn + n² + biases · n.
    Sources: Elman 1990; torch.nn.RNN.
    """
    weights = weight_ih, weight_hh, bias
    states = unrolled(inputs, hidden, *weights)
    backward = unrolled(inputs[::-1], hidden, *weights)[::-1]
    straight = hidden
    for x in inputs:
        straight = weight_ih * x + weight_hh * straight + bias
    gradient = 1.0
    for state in states:
        gradient *= weight_hh * (1 - state**2)
    after_first = 1.0
    for state in states[1:]:
        after_first *= weight_hh * (1 - state**2)
    params = hidden_size * (input_size + hidden_size + bias_vectors)
    last = states[-1]
    return Result(
        outputs={
            "states": states,
            "last_state": last,
            "backward_states": backward,
            "first_forward": states[0],
            "first_backward": backward[0],
            "probability": 1 / (1 + exp(-weight_out * last)),
            "gradient": gradient,
            "first_input_effect": weight_ih * (1 - states[0] ** 2) * after_first,
            "params": params,
            "bidirectional_params": 2 * params,
            "last_without_tanh": straight,
            "last_without_memory": tanh(weight_ih * inputs[-1] + bias),
            "unrolled_params": params * len(inputs),
        },
        steps=(
            *worked(Text(), inputs, (hidden, *states), *weights),
            Step(
                Text("probability at the end", "最后的概率"),
                f"sigmoid({weight_out:g} · {last:.4g})",
                1 / (1 + exp(-weight_out * last)),
            ),
            Step(
                Text("parameters", "参数量"),
                f"{hidden_size} · ({input_size} + {hidden_size} + {bias_vectors})",
                params,
            ),
            *worked(Text(", backward", "（反向）"), inputs, (*backward[1:], hidden), *weights)[::-1],
        ),
        pictures=(
            Curves(
                Text("States over the sequence", "状态随时间的变化"),
                (over_time(Text("forward", "正向"), states), over_time(Text("backward", "反向"), backward)),
                Text("step", "时间步"),
                Text.same("h"),
            ),
        ),
    )


def unrolled(
    inputs: tuple[float, ...], hidden: float, weight_ih: float, weight_hh: float, bias: float
) -> tuple[float, ...]:
    """The state after each input, the same three weights at every step."""
    states = []
    for x in inputs:
        hidden = tanh(weight_ih * x + weight_hh * hidden + bias)
        states.append(hidden)
    return tuple(states)


def worked(
    reader: Text,
    inputs: tuple[float, ...],
    before: tuple[float, ...],
    weight_ih: float,
    weight_hh: float,
    bias: float,
) -> list[Step]:
    """How the states at the first inputs follow from the ones that the reader had before them."""
    return [
        Step(
            Text(f"state {t}{reader.en}", f"第 {t} 步状态{reader.zh}"),
            f"tanh({weight_ih:g}·{x:g} + {weight_hh:g}·{old:.4g} + {bias:g})",
            tanh(weight_ih * x + weight_hh * old + bias),
        )
        for t, (x, old) in enumerate(zip(inputs[:SHOWN], before, strict=False), 1)
    ]


def over_time(label: Text, states: tuple[float, ...]) -> Curve:
    return Curve(label, tuple(float(t) for t in range(1, len(states) + 1)), states)
