"""Several labels per sample: one sigmoid and one binary cross-entropy each, and the scores that go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@demo(
    topic="losses-metrics",
    title=Text("How is a multi-label output scored?", "多标签输出怎么打分？"),
    bounds={
        "logits": between(-1000, 1000),
        "labels": between(0, 1),
        "classes": between(1, 64),
        "threshold": between(0, 1),
    },
    outputs=[
        Output("loss", Text("mean binary cross-entropy", "BCE（取平均）")),
        Output("found", Text("labels called", "判为有的标签数")),
        Output("true_positives", Text("rightly", "其中判对")),
        Output("micro_f1", Text("micro F1", "micro F1")),
        Output("macro_f1", Text("macro F1", "macro F1")),
        Output("subset_accuracy", Text("samples all right", "整条全对的比例")),
        Output("hamming_loss", Text("share of wrong labels", "判错标签的比例")),
        Output("softmax_found", Text("labels called by a softmax", "用 softmax 判为有的数")),
        Output("summed_loss", Text("summed, not averaged", "求和而未平均"), slip=True),
        Output("accuracy", Text("share of right labels", "判对标签的比例"), slip=True),
    ],
)
def multilabel_bce(
    logits: tuple[float, ...] = (2.0, 1.0, -3.0, 3.0, -1.0, -2.0, 1.0, -2.0, -1.0, 2.0, -1.0, -2.0),
    labels: tuple[int, ...] = (1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0),
    classes: int = 3,
    threshold: float = 0.5,
) -> Result:
    """Samples row by row, `classes` logits each. Loss: mean of −y ln σ(z) − (1 − y) ln(1 − σ(z)) over all entries;
    a label is called at σ(z) ≥ threshold. F1 = 2TP / (2TP + FP + FN), micro over all entries, macro as the mean over
    classes; 0 where a class neither occurs nor is called. Raises DemoError where the rows are not full.
    Sources: torch.nn.BCEWithLogitsLoss; sklearn.metrics.f1_score.
    """
    if len(logits) != len(labels) or len(logits) % classes:
        raise DemoError(
            f"{len(logits)} logits and {len(labels)} labels are no rows of {classes}",
            remedy="give as many labels as logits, full rows",
        )
    z, y = np.array(logits).reshape(-1, classes), np.array(labels).reshape(-1, classes)
    loss = np.logaddexp(0, z) - y * z
    p = np.exp(-np.logaddexp(0, -z))
    called = (p >= threshold).astype(int)
    hits, counted = (called * y).sum(axis=0), called.sum(axis=0) + y.sum(axis=0)
    f1 = [2 * int(h) / int(n) if n else 0.0 for h, n in zip(hits, counted, strict=True)]
    micro = 2 * int(hits.sum()) / max(int(counted.sum()), 1)
    wrong = float((called != y).mean())
    return Result(
        outputs={
            "loss": float(loss.mean()),
            "found": int(called.sum()),
            "true_positives": int(hits.sum()),
            "micro_f1": micro,
            "macro_f1": sum(f1) / classes,
            "subset_accuracy": float((called == y).all(axis=1).mean()),
            "hamming_loss": wrong,
            "softmax_found": int((softmax(z) >= threshold).sum()),
            "summed_loss": float(loss.sum()),
            "accuracy": 1 - wrong,
        },
        steps=(
            Step(
                Text("loss of the first label", "第一个标签的损失"),
                f"z = {z[0, 0]:g}, y = {y[0, 0]}",
                float(loss[0, 0]),
            ),
            Step(Text("mean of all", "全部取平均"), f"{loss.sum():.4g} / {loss.size}", float(loss.mean())),
            Step(Text("micro F1", "micro F1"), f"2·{hits.sum()} / ({called.sum()} + {y.sum()})", micro),
            Step(
                Text("macro F1", "macro F1"),
                f"({' + '.join(f'{one:.3g}' for one in f1[:6])}) / {classes}",
                sum(f1) / classes,
            ),
        ),
        pictures=(
            Grid(Text("Probabilities", "概率"), tuple(tuple(row) for row in p.tolist()), numbers=True),
            Grid(Text("Labels", "标签"), tuple(tuple(map(float, row)) for row in y.tolist()), numbers=True),
        ),
    )


def softmax(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Row by row: the labels of a sample then share one unit of probability."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))
