"""Golden records of the demos on transfer and adversarial training: PyTorch modules, losses and autograd."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

Record = dict[str, Any]
torch.set_default_dtype(torch.float64)


def record(demo: str, oracle: str, inputs: Record, outputs: Record) -> Record:
    return {"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle}


def gan_value() -> list[Record]:
    records = []
    for data, fake, d in (
        ([4, 3, 2, 1], [1, 2, 3, 4], [0.5]),
        ([1, 1], [1, 3], [0.7, 0.2]),
        ([5], [5], [0.01]),
        ([1, 2, 1, 4], [2, 1, 3, 2], [0.3, 0.9, 0.5, 0.6]),
    ):
        p, q = (torch.tensor(x, dtype=torch.float64) / sum(x) for x in (data, fake))
        given = torch.tensor(d).expand(len(p)) if len(d) == 1 else torch.tensor(d)
        logit = torch.logit(given).clone().requires_grad_()
        best = nn.Parameter(torch.zeros(len(p)))
        search = torch.optim.LBFGS([best], max_iter=500, tolerance_grad=1e-14, tolerance_change=1e-18)

        def loss(at: torch.Tensor, p: torch.Tensor = p, q: torch.Tensor = q) -> torch.Tensor:
            """Cross-entropy of a judge told real (1) or generated (0): the value with its sign turned."""
            real = functional.binary_cross_entropy_with_logits(at, torch.ones_like(at), p, reduction="sum")
            return real + functional.binary_cross_entropy_with_logits(at, torch.zeros_like(at), q, reduction="sum")

        def closure(at: nn.Parameter = best, loss: Any = loss, search: Any = search) -> torch.Tensor:
            search.zero_grad()
            result: torch.Tensor = loss(at)
            result.backward()
            return result

        search.step(closure)
        middle = ((p + q) / 2).log()
        js = (functional.kl_div(middle, p, reduction="sum") + functional.kl_div(middle, q, reduction="sum")) / 2
        [saturating] = torch.autograd.grad((q * torch.log1p(-torch.sigmoid(logit))).sum(), logit)
        [other] = torch.autograd.grad(-(q * functional.logsigmoid(logit)).sum(), logit)
        outputs = {
            "value": -loss(logit).item(),
            "optimal_d": torch.sigmoid(best).tolist(),
            "optimal_value": -loss(best).item(),
            "js_divergence": js.item(),
            "saturating_gradient": saturating.abs().sum().item(),
            "non_saturating_gradient": other.abs().sum().item(),
        }
        inputs = {"p_data": data, "p_g": fake, "d": d}
        records.append(record("gan_value", "binary_cross_entropy, LBFGS, kl_div, autograd", inputs, outputs))
    return records


def vgg16(classes: int) -> list[nn.Module]:
    """Thirteen convolutions in five stages, and three linear layers, each a stage."""
    stages, channels = [], 3
    for width, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        stage = nn.Sequential()
        for _ in range(times):
            stage.append(nn.Conv2d(channels, width, 3))
            channels = width
        stages.append(stage)
    return [*stages, nn.Linear(512 * 49, 4096), nn.Linear(4096, 4096), nn.Linear(4096, classes)]


def conv_bn(c_in: int, c_out: int, kernel: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(c_in, c_out, kernel, bias=False), nn.BatchNorm2d(c_out))


def resnet50(classes: int) -> list[nn.Module]:
    """Stem, four stages of bottlenecks, head."""
    stages: list[nn.Module] = [conv_bn(3, 64, 7)]
    channels = 64
    for width, times in ((64, 3), (128, 4), (256, 6), (512, 3)):
        stage = nn.Sequential()
        for block in range(times):
            layers = [conv_bn(channels, width, 1), conv_bn(width, width, 3), conv_bn(width, 4 * width, 1)]
            stage.extend(layers if block else [*layers, conv_bn(channels, 4 * width, 1)])
            channels = 4 * width
        stages.append(stage)
    return [*stages, nn.Linear(channels, classes)]


def frozen_params() -> list[Record]:
    records = []
    for arch, build, frozen, classes, tasks in (
        ("resnet50", resnet50, 5, 10, 1),
        ("resnet50", resnet50, 4, 37, 3),
        ("resnet50", resnet50, 0, 1000, 2),
        ("vgg16", vgg16, 7, 10, 1),
        ("vgg16", vgg16, 5, 20, 4),
    ):
        net = nn.ModuleList(build(classes))
        for stage in net[:frozen]:
            stage.requires_grad_(False)
        heads = nn.ModuleList(nn.Linear(net[-1].in_features, classes) for _ in range(tasks))
        shared = nn.ModuleList([*net[:-1], *heads])
        trained = [parameter for parameter in net.parameters() if parameter.requires_grad]
        total = sum(parameter.numel() for parameter in net.parameters())
        outputs = {
            "params": total,
            "trainable": sum(parameter.numel() for parameter in trained),
            "frozen": sum(parameter.numel() for parameter in net.parameters() if not parameter.requires_grad),
            "head_params": sum(parameter.numel() for parameter in heads[0].parameters()),
            "hard_params": sum(parameter.numel() for parameter in shared.parameters()),
            "separate_params": sum(total for _ in range(tasks)),
        }
        inputs = {"arch": arch, "frozen_stages": frozen, "num_classes": classes, "tasks": tasks}
        records.append(record("frozen_params", "torch modules with requires_grad", inputs, outputs))
    return records


def main() -> None:
    records = [entry for demo in (gan_value, frozen_params) for entry in demo()]
    Path(__file__).with_name("learning_paradigms.json").write_text(json.dumps(records, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
