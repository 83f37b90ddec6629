"""Samples, batches, iterations, updates and epochs: how one gives the other."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="training-practice",
    title=Text("How many iterations make an epoch?", "一个 epoch 有多少次迭代？"),
    bounds={
        "samples": between(1, 10**9),
        "batch_size": between(1, 10**6),
        "devices": between(1, 4096),
        "accumulation": between(1, 4096),
        "epochs": between(1, 10**4),
    },
    outputs=[
        Output("iterations", Text("iterations per epoch", "每个 epoch 的迭代次数")),
        Output("updates", Text("weight updates per epoch", "每个 epoch 的更新次数")),
        Output("total_iterations", Text("iterations in all", "迭代总次数")),
        Output("total_updates", Text("weight updates in all", "更新总次数")),
        Output("global_batch", Text("samples per weight update", "每次更新的样本数")),
        Output("last_batch", Text("size of the last batch", "最后一批的大小")),
        Output("dropped", Text("samples dropped per epoch", "每个 epoch 丢弃的样本")),
        Output("rounded_down", Text("iterations, rounded down", "迭代次数（向下取整）"), slip=True),
        Output("one_device", Text("iterations on one device", "按单设备计的迭代次数"), slip=True),
    ],
)
def iterations_per_epoch(
    samples: int = 1000,
    batch_size: int = 10,
    devices: int = 1,
    accumulation: int = 1,
    epochs: int = 1,
    drop_last: bool = False,
) -> Result:
    """An iteration is one forward and backward pass on every device, `batch_size` samples each; an epoch sees all once.

    Each device gets ceil(samples / devices), a few of them twice if that does not divide, as PyTorch's
    DistributedSampler does; batches are rounded up, or down with `drop_last`. A weight update follows every
    `accumulation` iterations and at the end of the epoch. `last_batch` and `dropped` are per device; the last batch
    is 0 if none is left. Sources: torch.utils.data.DataLoader; Goyal et al. (2017), §2.
    """
    share = -(-samples // devices)
    full, rest = divmod(share, batch_size)
    iterations = full if drop_last or not rest else full + 1
    updates = -(-iterations // accumulation)
    return Result(
        outputs={
            "iterations": iterations,
            "updates": updates,
            "total_iterations": iterations * epochs,
            "total_updates": updates * epochs,
            "global_batch": batch_size * devices * accumulation,
            "last_batch": rest if iterations > full else batch_size * min(full, 1),
            "dropped": rest if drop_last else 0,
            "rounded_down": full,
            "one_device": -(-samples // batch_size),
        },
        steps=(
            Step(Text("samples per device", "每个设备的样本数"), f"⌈{samples} / {devices}⌉", share),
            Step(
                Text("iterations per epoch", "每个 epoch 的迭代次数"),
                f"⌊{share} / {batch_size}⌋" if drop_last else f"⌈{share} / {batch_size}⌉",
                iterations,
            ),
            Step(
                Text("weight updates per epoch", "每个 epoch 的更新次数"), f"⌈{iterations} / {accumulation}⌉", updates
            ),
            Step(
                Text("samples per update", "每次更新的样本数"),
                f"{batch_size} × {devices} × {accumulation}",
                batch_size * devices * accumulation,
            ),
            Step(Text("weight updates in all", "更新总次数"), f"{updates} × {epochs}", updates * epochs),
        ),
        pictures=(
            Bars(
                Text("Per epoch", "每个 epoch"),
                (
                    (Text("iterations", "迭代"), float(iterations)),
                    (Text("weight updates", "更新"), float(updates)),
                ),
            ),
        ),
    )
