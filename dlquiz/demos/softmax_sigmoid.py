"""Softmax against independent sigmoids on the same logits."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="activations",
    title=Text("Softmax or sigmoids on the same logits?", "同样的 logit，softmax 与 sigmoid 有何不同？"),
    bounds={"logits": between(-10000, 10000), "shift": between(-10000, 10000)},
    outputs=[
        Output("softmax", Text("softmax", "softmax")),
        Output("sigmoid", Text("sigmoids", "sigmoid")),
        Output("softmax_first", Text("softmax, first class", "第一类的 softmax")),
        Output("sigmoid_first", Text("sigmoid, first class", "第一类的 sigmoid")),
        Output("sigmoid_sum", Text("sum of the sigmoids", "sigmoid 之和")),
        Output("labels", Text("sigmoids of at least 0.5", "sigmoid 不低于 0.5 的个数")),
        Output("two_class_softmax", Text("softmax of the first two only", "只取前两类的 softmax")),
        Output("sigmoid_of_difference", Text("sigmoid of their difference", "两 logit 之差的 sigmoid")),
    ],
)
def softmax_sigmoid(logits: tuple[float, ...] = (2.0, 1.0, 0.0), shift: float = 0.0) -> Result:
    """softmax(z)_k = e^{z_k} / Σ e^{z_j}, computed after subtracting the largest logit; sigmoid(z) = 1/(1 + e^{−z}).

    `shift` is added to every logit: softmax does not notice, sigmoids do. Raises DemoError for a single logit.
    Source: Goodfellow et al. 2016, chapters 4 and 6.
    """
    if len(logits) < 2:
        raise DemoError("softmax over one logit is always 1", remedy="give at least two logits")
    z = np.array(logits) + shift
    e = np.exp(z - z.max())
    softmax = e / e.sum()
    sigmoid = np.exp(-np.logaddexp(0, -z))
    two = np.exp(z[:2] - z[:2].max())
    two_class = float(two[0] / two.sum())
    difference = float(np.exp(-np.logaddexp(0, z[1] - z[0])))
    return Result(
        outputs={
            "softmax": tuple(softmax.tolist()),
            "sigmoid": tuple(sigmoid.tolist()),
            "softmax_first": float(softmax[0]),
            "sigmoid_first": float(sigmoid[0]),
            "sigmoid_sum": float(sigmoid.sum()),
            "labels": int((sigmoid >= 0.5).sum()),
            "two_class_softmax": two_class,
            "sigmoid_of_difference": difference,
        },
        steps=(
            Step(Text("largest logit, subtracted", "先减去最大 logit"), "max z", float(z.max())),
            Step(Text("softmax, first class", "第一类 softmax"), f"{e[0]:.4g} / {e.sum():.4g}", float(softmax[0])),
            Step(Text("sigmoid, first class", "第一类 sigmoid"), f"1 / (1 + e^({-z[0]:g}))", float(sigmoid[0])),
            Step(Text("sum of the sigmoids", "sigmoid 之和"), "not 1 in general", float(sigmoid.sum())),
            Step(
                Text("softmax of the first two", "前两类的 softmax"),
                f"sigmoid({z[0]:g} − ({z[1]:g}))",
                difference,
            ),
        ),
        pictures=(
            Grid(
                Text("Class by class", "逐类对照"),
                (tuple(z.tolist()), tuple(softmax.tolist()), tuple(sigmoid.tolist())),
                numbers=True,
                row_labels=("logit", "softmax", "sigmoid"),
            ),
        ),
    )
