"""How much of a network is trained: frozen stages, a new head, several heads on one trunk."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos._nets import NETS, build
from dlquiz.demos.count_params import by_stage
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

IMAGE_SIZE = 224
TRAINING_BYTES = 12


@demo(
    topic="learning-paradigms",
    title=Text("How many parameters does fine-tuning train?", "微调要训练多少参数？"),
    bounds={
        "arch": one_of(*NETS),
        "frozen_stages": between(0, 16),
        "num_classes": between(1, 100_000),
        "tasks": between(1, 1000),
    },
    outputs=[
        Output("params", Text("parameters, one head", "总参数量（一个头）")),
        Output("trunk_params", Text("shared trunk", "主干参数量")),
        Output("head_params", Text("one head", "一个头的参数量")),
        Output("frozen", Text("frozen", "冻结的参数量")),
        Output("trainable", Text("trained", "训练的参数量")),
        Output("trainable_share", Text("share that is trained", "训练的比例")),
        Output("training_megabytes", Text("gradients and Adam's state", "梯度与 Adam 状态"), Text("MB", "MB")),
        Output("hard_params", Text("one trunk, a head per task", "硬共享：一个主干多个头")),
        Output("separate_params", Text("a network per task", "每个任务一个网络")),
        Output("separate_over_hard", Text("the second over the first", "后者是前者的几倍")),
        Output("head_weights", Text("head without biases", "头部漏了偏置"), slip=True),
        Output("old_head_params", Text("head of 1000 classes", "原来的 1000 类头部"), slip=True),
        Output("frozen_with_head", Text("frozen and head", "冻结部分加头部"), slip=True),
        Output("one_head_params", Text("one trunk, one head", "一个主干一个头"), slip=True),
    ],
)
def frozen_params(arch: str = "resnet50", frozen_stages: int = 5, num_classes: int = 10, tasks: int = 1) -> Result:
    """Freeze the first stages of a network whose last layer is replaced by one for `num_classes` classes.

    The stages are those count_params lists; the new head is always trained. Batch norm's scale and shift count with
    their layer. Training keeps a gradient and Adam's two averages, 4 bytes each, per trained parameter. Hard sharing:
    one trunk, `tasks` heads; a network per task is also what soft sharing stores. Raises DemoError where there are
    fewer stages. Sources: Yosinski et al. 2014; Ruder 2017, section 2.
    """
    *trunk, head = build(arch, IMAGE_SIZE, num_classes).layers
    stages = [(name, sum(layer.params for layer in inside)) for name, inside in by_stage(trunk)]
    if frozen_stages > len(stages):
        raise DemoError(f"{arch} has {len(stages)} stages before its head", remedy=f"freeze 0 to {len(stages)}")
    trunk_params = sum(count for _, count in stages)
    frozen = sum(count for _, count in stages[:frozen_stages])
    params = trunk_params + head.params
    trainable = params - frozen
    hard, separate = trunk_params + tasks * head.params, tasks * params
    return Result(
        outputs={
            "params": params,
            "trunk_params": trunk_params,
            "head_params": head.params,
            "frozen": frozen,
            "trainable": trainable,
            "trainable_share": trainable / params,
            "training_megabytes": trainable * TRAINING_BYTES / 1e6,
            "hard_params": hard,
            "separate_params": separate,
            "separate_over_hard": separate / hard,
            "head_weights": head.weights,
            "old_head_params": (head.in_channels + 1) * 1000,
            "frozen_with_head": frozen + head.params,
            "one_head_params": params,
        },
        steps=(
            Step(Text("new head", "新的头部"), f"({head.in_channels} + 1) · {num_classes}", head.params),
            Step(Text("frozen", "冻结"), " + ".join(name for name, _ in stages[:frozen_stages]) or "–", frozen),
            Step(Text("trained", "训练"), f"{params} − {frozen}", trainable),
            Step(
                Text("megabytes to train", "训练所需 MB"),
                f"{TRAINING_BYTES} · {trainable} / 10^6",
                trainable * TRAINING_BYTES / 1e6,
            ),
            Step(Text("one trunk, all heads", "一个主干，多个头"), f"{trunk_params} + {tasks}·{head.params}", hard),
            Step(Text("a network per task", "每任务一个网络"), f"{tasks} · {params}", separate),
        ),
        pictures=(
            Bars(
                Text("Parameters, millions", "参数量（百万）"),
                (
                    *(
                        (
                            Text(name, name) if number >= frozen_stages else Text(f"{name}, frozen", f"{name}（冻结）"),
                            n / 1e6,
                        )
                        for number, (name, n) in enumerate(stages)
                    ),
                    (Text("head", "头部"), head.params / 1e6),
                ),
            ),
        ),
    )
