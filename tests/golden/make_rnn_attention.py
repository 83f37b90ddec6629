"""Writes rnn_attention.json: PyTorch's recurrent cells and attention, with the demos' weights put in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as nnf
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

torch.set_default_dtype(torch.float64)
RECORDS: list[dict[str, Any]] = []


def record(demo: str, inputs: dict[str, Any], outputs: dict[str, Any], oracle: str) -> None:
    RECORDS.append({"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle})


def filled(module: nn.Module, values: dict[str, Any]) -> None:
    for name, parameter in module.named_parameters():
        parameter.data = torch.as_tensor(values[name], dtype=torch.float64).reshape(parameter.shape)


def rnn(inputs: list[float], hidden: float, w: float, u: float, b: float, v: float) -> None:
    net = nn.RNN(1, 1, bidirectional=True)
    halves = {"weight_ih_l0": w, "weight_hh_l0": u, "bias_ih_l0": b, "bias_hh_l0": 0.0}
    filled(net, halves | {f"{name}_reverse": value for name, value in halves.items()})
    x = torch.tensor(inputs, requires_grad=True)
    start = torch.full((2, 1), hidden, requires_grad=True)
    states, last = net(x[:, None], start)
    to_input, to_start = torch.autograd.grad(last[0, 0], [x, start])
    outputs = {
        "states": states[:, 0].tolist(),
        "last_state": last[0, 0].item(),
        "backward_states": states[:, 1].tolist(),
        "first_forward": states[0, 0].item(),
        "first_backward": last[1, 0].item(),
        "probability": torch.sigmoid(v * last[0, 0]).item(),
        "gradient": to_start[0, 0].item(),
        "first_input_effect": to_input[0].item(),
    }
    given = {"inputs": inputs, "hidden": hidden, "weight_ih": w, "weight_hh": u, "bias": b, "weight_out": v}
    record("rnn_step", given, outputs, f"torch.nn.RNN bidirectional {inputs[:3]} {u}")


def size(input_size: int, hidden_size: int) -> None:
    def count(module: nn.Module, *, biases: int) -> int:
        return sum(p.numel() for name, p in module.named_parameters() if biases == 2 or "bias_hh" not in name)

    for biases in (1, 2):
        given = {"input_size": input_size, "hidden_size": hidden_size, "bias_vectors": biases}
        plain = count(nn.RNN(input_size, hidden_size), biases=biases)
        both = count(nn.RNN(input_size, hidden_size, bidirectional=True), biases=biases)
        gru = count(nn.GRU(input_size, hidden_size), biases=biases)
        lstm = count(nn.LSTM(input_size, hidden_size), biases=biases)
        oracle = f"numel of torch.nn modules {input_size} {hidden_size} {biases}"
        record("rnn_step", given, {"params": plain, "bidirectional_params": both}, oracle)
        record("gru_step", given, {"params": gru, "rnn_params": plain, "lstm_params": lstm}, oracle)
        record("lstm_step", given, {"params": lstm}, oracle)


def lstm(f: float, i: float, o: float, g: float, c: float, steps: int) -> None:
    """Zero weights; the biases are the gates' logits, so that the gates are the numbers given."""
    cell = nn.LSTMCell(1, 1)
    filled(cell, {"weight_ih": [0.0] * 4, "weight_hh": [0.0] * 4, "bias_hh": [0.0] * 4, "bias_ih": [0.0] * 4})
    gates = torch.logit(torch.tensor([i, f, o]))
    cell.bias_ih.data = torch.stack([gates[0], gates[1], torch.atanh(torch.tensor(g)), gates[2]])
    start = torch.tensor([[c]], requires_grad=True)
    hidden, after = cell(torch.zeros(1, 1), (torch.zeros(1, 1), start))
    late_hidden, late = torch.zeros(1, 1), start
    for _ in range(steps):
        late_hidden, late = cell(torch.zeros(1, 1), (late_hidden, late))
    outputs = {
        "cell_after": after.item(),
        "hidden_after": hidden.item(),
        "kept": torch.autograd.grad(late, start)[0].item(),
    }
    given = {"forget_gate": f, "input_gate": i, "output_gate": o, "candidate": g, "cell": c, "steps": steps}
    record("lstm_step", given, outputs, f"torch.nn.LSTMCell and its autograd {f} {i} {o}")


def gru(z: float, h: float, n: float) -> None:
    cell = nn.GRUCell(1, 1)
    filled(cell, {"weight_ih": [0.0] * 3, "weight_hh": [0.0] * 3, "bias_hh": [0.0] * 3, "bias_ih": [0.0] * 3})
    cell.bias_ih.data = torch.tensor([0.0, torch.logit(torch.tensor(z)).item(), torch.atanh(torch.tensor(n)).item()])
    after = cell(torch.zeros(1, 1), torch.tensor([[h]])).item()
    given = {"update_gate": z, "hidden": h, "candidate": n}
    record("gru_step", given, {"hidden_after": after}, f"torch.nn.GRUCell {z} {h} {n}")
    other = {"update_gate": 1 - z, "hidden": h, "candidate": n, "convention": "chung"}
    record("gru_step", other, {"hidden_after": after}, f"torch.nn.GRUCell, gate turned round {z} {h} {n}")


def attention(queries: list[float], keys: list[float], values: list[float], d: int, scale: bool, causal: bool) -> None:
    q, k = (torch.tensor(flat).reshape(1, -1, d) for flat in (queries, keys))
    v = torch.tensor(values).reshape(1, -1, 1)

    def run(value: torch.Tensor) -> torch.Tensor:
        factor = None if scale else 1.0
        return nnf.scaled_dot_product_attention(q, k, value, is_causal=causal, scale=factor)[0, 0]

    weights = run(torch.eye(len(values))[None])
    outputs = {
        "weights": weights.tolist(),
        "first_weight": weights[0].item(),
        "last_weight": weights[-1].item(),
        "largest_weight": weights.max().item(),
        "output": run(v).item(),
        "entropy": torch.distributions.Categorical(weights).entropy().item(),
    }
    given = {"queries": queries, "keys": keys, "values": values, "size": d, "scale": scale, "causal": causal}
    record("attention", given, outputs, f"torch scaled_dot_product_attention {queries[:2]} {scale} {causal}")


def cost(length: int, d: int, heads: int) -> None:
    """Half of what PyTorch's own counter says, two FLOPs being one multiply-add."""

    def macs(run: Any) -> int:
        with FlopCounterMode(display=False) as counter:
            run()
        return int(counter.get_total_flops()) // 2

    x = torch.zeros(1, heads, length, d // heads)
    layer, w = torch.zeros(length, d), torch.zeros(d, d)
    inner = macs(lambda: (x @ x.transpose(2, 3)) @ x)
    projections = macs(lambda: [layer @ w for _ in range(4)])
    plain = macs(lambda: [row[None] @ matrix for row in layer for matrix in (w, w)])
    outputs = {
        "attention_macs": inner,
        "projection_macs": projections,
        "total_macs": inner + projections,
        "rnn_macs": plain,
        "weights_per_layer": (x @ x.transpose(2, 3)).numel(),
        "attention_share": inner / (inner + projections),
    }
    given = {"length": length, "d_model": d, "num_heads": heads}
    record("self_attention_cost", given, outputs, f"torch FlopCounterMode {length} {d} {heads}")


if __name__ == "__main__":
    rnn([1.0, 0.0, 0.0, 0.0], 0.0, 1.0, 0.5, 0.0, 1.0)
    rnn([0.5, -1.0, 2.0], 0.3, -0.7, 1.4, 0.2, -3.0)
    rnn([2.0], -1.0, 0.1, 0.9, 0.0, 2.0)
    for d, n in ((1, 1), (64, 128), (300, 512)):
        size(d, n)
    lstm(0.9, 0.5, 0.8, 0.6, 1.0, 100)
    lstm(0.2, 0.99, 0.3, -0.9, -5.0, 4)
    gru(0.9, 0.5, -0.5)
    gru(0.25, -0.2, 0.9)
    for scale in (False, True):
        for causal in (False, True):
            attention([1.0, 0.0, 0.0, 1.0], [2.0, 0.0, 0.0, 2.0, 1.0, 1.0], [1.0, 2.0, 4.0], 2, scale, causal)
            attention([3.0, -8.0, 0.5], [1.0, 2.0, 0.5, -4.0, 4.0, 4.0], [-1.0, 7.0], 3, scale, causal)
    cost(16, 8, 2)
    cost(10, 64, 4)
    cost(64, 16, 1)
    Path(__file__).with_name("rnn_attention.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
