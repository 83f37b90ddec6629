"""The ROC curve of a few scores, its area, and the same number as a share of well-ordered pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@demo(
    topic="losses-metrics",
    title=Text("What do ROC and AUC measure?", "ROC 与 AUC 衡量什么？"),
    bounds={
        "scores": between(-1e6, 1e6),
        "labels": between(0, 1),
        "threshold": between(-1e6, 1e6),
        "negative_copies": between(1, 10**6),
    },
    outputs=[
        Output("auc", Text("area, by trapezoids", "AUC（梯形法）")),
        Output("auc_rank", Text("share of pairs in order", "排对的正负对占比")),
        Output("pairs", Text("pairs", "正负对总数")),
        Output("pairs_won", Text("pairs in order", "排对的对数")),
        Output("pairs_tied", Text("pairs with equal scores", "同分的对数")),
        Output("tpr", Text("true positive rate", "真正率 TPR")),
        Output("fpr", Text("false positive rate", "假正率 FPR")),
        Output("precision", Text("precision", "精确率")),
        Output("average_precision", Text("average precision", "平均精确率 AP")),
        Output("roc_fpr", Text("curve: FPR", "曲线：FPR")),
        Output("roc_tpr", Text("curve: TPR", "曲线：TPR")),
        Output("auc_ties_lost", Text("ties as lost", "同分算输"), slip=True),
        Output("auc_ties_won", Text("ties as won", "同分算赢"), slip=True),
        Output("false_discovery_rate", Text("1 − precision", "1 − 精确率"), slip=True),
    ],
)
def roc_auc(
    scores: tuple[float, ...] = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4),
    labels: tuple[int, ...] = (1, 1, 0, 1, 0, 0),
    threshold: float = 0.5,
    negative_copies: int = 1,
) -> Result:
    """A sample counts as positive at score ≥ threshold: TPR = TP / P, FPR = FP / N, and the curve runs from (0, 0) over
    every distinct score, from the highest down, to (1, 1). Equal scores make one slanted piece, so a tie counts ½.

    `negative_copies` puts every negative in that many times: the ROC curve stays, precision does not. Precision is 0
    where nothing is called positive. Raises DemoError unless both classes occur.
    Sources: Fawcett 2006; sklearn.metrics.roc_curve, average_precision_score.
    """
    if len(scores) != len(labels):
        raise DemoError(f"{len(scores)} scores for {len(labels)} labels", remedy="give one label per score")
    if not 0 < sum(labels) < len(labels):
        raise DemoError("both classes must occur", remedy="give at least one label 1 and one label 0")
    s, y = np.array(scores), np.array(labels)
    positives, negatives = s[y == 1], s[y == 0]
    cuts = np.unique(s)[::-1]
    tpr = rates(positives, cuts)
    fpr = rates(negatives, cuts)
    auc = float((np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2).sum())
    difference = positives[:, None] - negatives[None, :]
    won, tied, pairs = int((difference > 0).sum()), int((difference == 0).sum()), difference.size
    called = tpr * len(positives) + fpr * len(negatives) * negative_copies
    precisions = tpr[1:] * len(positives) / called[1:]
    hits = int((positives >= threshold).sum())
    alarms = int((negatives >= threshold).sum()) * negative_copies
    precision = hits / max(hits + alarms, 1)
    return Result(
        outputs={
            "auc": auc,
            "auc_rank": (won + tied / 2) / pairs,
            "pairs": pairs,
            "pairs_won": won,
            "pairs_tied": tied,
            "tpr": hits / len(positives),
            "fpr": alarms / (len(negatives) * negative_copies),
            "precision": precision,
            "average_precision": float((np.diff(tpr) * precisions).sum()),
            "roc_fpr": tuple(fpr.tolist()),
            "roc_tpr": tuple(tpr.tolist()),
            "auc_ties_lost": won / pairs,
            "auc_ties_won": (won + tied) / pairs,
            "false_discovery_rate": alarms / max(hits + alarms, 1),
        },
        steps=(
            Step(Text("TPR at the threshold", "阈值处的 TPR"), f"{hits} / {len(positives)}", hits / len(positives)),
            Step(
                Text("FPR at the threshold", "阈值处的 FPR"),
                f"{alarms} / {len(negatives) * negative_copies}",
                alarms / (len(negatives) * negative_copies),
            ),
            Step(Text("precision", "精确率"), f"{hits} / ({hits} + {alarms})", precision),
            Step(Text("pairs", "正负对数"), f"{len(positives)} × {len(negatives)}", pairs),
            Step(Text("AUC from pairs", "由正负对得 AUC"), f"({won} + {tied} / 2) / {pairs}", auc),
        ),
        pictures=(
            Curves(
                Text.same("ROC"),
                (
                    Curve(Text("these scores", "当前打分"), tuple(fpr.tolist()), tuple(tpr.tolist())),
                    Curve(Text("chance", "随机"), (0.0, 1.0), (0.0, 1.0)),
                ),
                Text.same("FPR"),
                Text.same("TPR"),
            ),
        ),
    )


def rates(scores: NDArray[np.float64], cuts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of scores that reach each cut, after a 0 for a cut above them all."""
    reached = (scores[None, :] >= cuts[:, None]).mean(axis=1)
    return np.concatenate([[0.0], reached])
