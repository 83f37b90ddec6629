"""Which epoch a rule with patience stops at, and which weights it should hand back."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="regularization",
    title=Text("When does training stop early?", "提前终止停在哪一轮？"),
    bounds={"val_losses": between(-1e6, 1e6), "patience": between(1, 64), "min_delta": between(0, 1000)},
    outputs=[
        Output("stop_epoch", Text("last epoch that is run", "最后训练的一轮")),
        Output("best_epoch", Text("epoch whose weights to keep", "应恢复的权重所在轮")),
        Output("best_loss", Text("validation loss there", "该轮的验证损失")),
        Output("last_loss", Text("validation loss at the stop", "停止时的验证损失")),
        Output("stopped", Text("stopped before the end", "是否提前停止")),
        Output("epochs_after_best", Text("epochs after the best one", "最佳轮之后又训练的轮数")),
        Output("lowest_epoch", Text("lowest loss of the whole curve", "整条曲线的最低轮")),
        Output("lowest_loss", Text("its validation loss", "其验证损失")),
        Output("first_rise", Text("epoch of the first rise", "第一次变差的轮"), slip=True),
        Output("one_too_late", Text("stop, one epoch later", "晚一轮停止"), slip=True),
        Output("best_plus_patience", Text("lowest epoch plus patience", "最低轮加 patience"), slip=True),
    ],
)
def early_stopping(
    val_losses: tuple[float, ...] = (0.9, 0.7, 0.6, 0.62, 0.58, 0.59, 0.61, 0.6, 0.57, 0.65),
    patience: int = 3,
    min_delta: float = 0.0,
) -> Result:
    """Epochs count from 1. An epoch is better if its loss is below the best so far minus min_delta.

    Training stops as soon as `patience` epochs in a row were not better. Without a stop the last epoch is the last
    loss given. Source: Goodfellow et al. (2016), Algorithm 7.1; Keras' EarlyStopping.
    """
    best = 0
    stop = len(val_losses) - 1
    for epoch, loss in enumerate(val_losses):
        if epoch and loss < val_losses[best] - min_delta:
            best = epoch
        elif epoch - best >= patience:
            stop = epoch
            break
    lowest = min(range(len(val_losses)), key=val_losses.__getitem__)
    stopped = stop - best >= patience
    rises = [e for e in range(1, len(val_losses)) if val_losses[e] >= val_losses[e - 1]]
    return Result(
        outputs={
            "stop_epoch": stop + 1,
            "best_epoch": best + 1,
            "best_loss": val_losses[best],
            "last_loss": val_losses[stop],
            "stopped": stopped,
            "epochs_after_best": stop - best,
            "lowest_epoch": lowest + 1,
            "lowest_loss": val_losses[lowest],
            "first_rise": rises[0] + 1 if rises else len(val_losses),
            "one_too_late": stop + 2,
            "best_plus_patience": lowest + 1 + patience,
        },
        steps=(
            Step(Text("better means", "何时算变好"), f"loss < best − {min_delta:g}"),
            Step(Text("best epoch", "最佳轮"), f"min = {val_losses[best]:g}", best + 1),
            Step(
                Text("stop", "停止"),
                f"{best + 1} + {patience}" if stopped else "patience not used up",
                stop + 1,
            ),
            Step(Text("restore", "恢复"), f"weights of epoch {best + 1}", val_losses[best]),
        ),
        pictures=(over_epochs(val_losses, stop),),
    )


def over_epochs(val_losses: tuple[float, ...], stop: int) -> Curves:
    """The losses that were seen, and those that never came to be."""
    epochs = tuple(float(i + 1) for i in range(len(val_losses)))
    lines = [Curve(Text("trained", "已训练"), epochs[: stop + 1], val_losses[: stop + 1])]
    if stop + 1 < len(val_losses):
        lines.append(Curve(Text("never reached", "未到达"), epochs[stop:], val_losses[stop:]))
    title = Text("Validation loss over the epochs", "验证损失随轮数的变化")
    return Curves(title, tuple(lines), Text("epoch", "轮"), Text("loss", "损失"))
