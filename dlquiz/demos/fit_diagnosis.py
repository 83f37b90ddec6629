"""Training and validation error of polynomial fits: too simple, too flexible, or as good as the noise allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

VALIDATION = 500
DRAWN = 100


@demo(
    topic="training-practice",
    title=Text("Underfitting or overfitting?", "欠拟合还是过拟合？"),
    bounds={
        "degree": between(0, 12),
        "weight_decay": between(0, 100),
        "samples": between(5, 500),
        "noise": between(0.01, 2),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("train_error", Text("training error (MSE)", "训练误差（MSE）")),
        Output("val_error", Text("validation error (MSE)", "验证误差（MSE）")),
        Output("gap", Text("validation minus training", "验证误差减训练误差")),
        Output("noise_floor", Text("least possible error", "可达的最低误差")),
        Output("avoidable", Text("training error minus floor", "训练误差减最低误差")),
        Output("diagnosis", Text("diagnosis", "诊断")),
        Output("best_degree", Text("degree of least val error", "验证误差最小的次数")),
    ],
)
def fit_diagnosis(
    degree: int = 1, weight_decay: float = 0.0, samples: int = 30, noise: float = 0.2, seed: int = 0
) -> Result:
    """Fits a polynomial in x ∈ [−1, 1] to sin(πx) + N(0, noise²) by least squares + weight_decay · Σ c², c₀ free.

    Validation: 500 fresh samples. The floor is the noise's variance, what even sin(πx) itself would leave.
    diagnosis, by a rule of thumb: underfit if the training error is beyond twice the floor, else overfit if the
    validation error is, else good. Source: Goodfellow et al. (2016), §5.2.
    """
    rng = np.random.default_rng(seed)
    x, y = sample(rng, samples, noise)
    x_val, y_val = sample(rng, VALIDATION, noise)

    def errors(n: int) -> tuple[float, float]:
        c = fit(x, y, n, weight_decay)
        return mse(c, x, y), mse(c, x_val, y_val)

    train, val = errors(degree)
    floor = noise**2
    by_degree = [errors(n) for n in range(13)]
    found = "underfit" if train > 2 * floor else "overfit" if val > 2 * floor else "good"
    return Result(
        outputs={
            "train_error": train,
            "val_error": val,
            "gap": val - train,
            "noise_floor": floor,
            "avoidable": train - floor,
            "diagnosis": found,
            "best_degree": min(range(13), key=lambda n: by_degree[n][1]),
        },
        steps=(
            Step(Text("training error", "训练误差"), f"n = {samples}, x^{degree}", train),
            Step(Text("validation error", "验证误差"), f"n = {VALIDATION}", val),
            Step(Text("least possible error", "可达的最低误差"), f"{noise:g}²", floor),
            Step(Text("avoidable error", "可避免的误差"), f"{train:.4g} − {floor:.4g}", train - floor),
            Step(Text("gap", "差距"), f"{val:.4g} − {train:.4g}", val - train),
        ),
        pictures=(fitted(fit(x, y, degree, weight_decay), x, y), error_curves(by_degree)),
    )


def sample(rng: np.random.Generator, count: int, noise: float) -> tuple[Vector, Vector]:
    """Points about sin(πx)."""
    x = rng.uniform(-1, 1, count)
    return x, np.sin(np.pi * x) + noise * rng.standard_normal(count)


def fit(x: Vector, y: Vector, degree: int, weight_decay: float) -> Vector:
    """Coefficients c₀, c₁, … of the penalised least squares; the penalty is written as extra rows."""
    penalty = np.sqrt(weight_decay) * np.eye(degree + 1)
    penalty[0, 0] = 0
    rows = np.vstack([np.vander(x, degree + 1, increasing=True), penalty])
    solution = np.linalg.lstsq(rows, np.concatenate([y, np.zeros(degree + 1)]), rcond=None)[0]
    return np.asarray(solution)


def values(c: Vector, x: Vector) -> Vector:
    """The polynomial at x."""
    return np.asarray(np.vander(x, len(c), increasing=True) @ c)


def mse(c: Vector, x: Vector, y: Vector) -> float:
    """Mean squared error."""
    return float(((values(c, x) - y) ** 2).mean())


def fitted(c: Vector, x: Vector, y: Vector) -> Curves:
    """The fit and the curve behind the data, cut where the fit leaves ±2."""
    line = np.linspace(-1, 1, DRAWN)
    heights = np.clip(values(c, line), -2, 2)
    return Curves(
        Text("The fit and the true curve", "拟合曲线与真实曲线"),
        (
            Curve(Text("fit", "拟合"), tuple(line.tolist()), tuple(heights.tolist())),
            Curve(Text("true", "真实"), tuple(line.tolist()), tuple(np.sin(np.pi * line).tolist())),
        ),
        Text.same("x"),
        Text.same("y"),
    )


def error_curves(by_degree: list[tuple[float, float]]) -> Curves:
    """log₁₀ of both errors over the degree."""
    degrees = tuple(float(n) for n in range(len(by_degree)))
    train, val = (tuple(np.log10(np.maximum(errors, 1e-12)).tolist()) for errors in zip(*by_degree, strict=True))
    return Curves(
        Text("Error over the degree, log₁₀", "误差随次数的变化（log₁₀）"),
        (Curve(Text("training", "训练"), degrees, train), Curve(Text("validation", "验证"), degrees, val)),
        Text("degree", "次数"),
        Text.same("log₁₀"),
    )
