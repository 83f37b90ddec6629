"""The update rules of twelve optimisers for one parameter, as PyTorch computes them.

Each rule takes the gradient g of step t (from 1), brings its memory s up to date and returns a direction and a
scale; the parameter then moves by −lr · direction / scale. Everything is element-wise, so one number tells it all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Settings:
    """The hyperparameters, under PyTorch's names; each rule reads its own."""

    lr: float
    momentum: float
    alpha: float
    rho: float
    beta1: float
    beta2: float
    eps: float
    weight_decay: float
    momentum_decay: float
    final_lr: float
    gamma: float
    bias_correction: bool


@dataclass(slots=True)
class Memory:
    """What an optimiser keeps of one parameter: m of the gradients, v of their squares (or sizes)."""

    m: float = 0.0
    v: float = 0.0
    v_max: float = 0.0
    squared_steps: float = 0.0
    mu_product: float = 1.0


Rule = Callable[[float, int, Memory, Settings], tuple[float, float]]


def sgd(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """Robbins and Monro 1951."""
    return g, 1.0


def momentum(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """torch.optim.SGD(momentum): a sum of gradients that fades, not an average. Polyak 1964."""
    s.m = h.momentum * s.m + g
    return s.m, 1.0


def nesterov(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """torch.optim.SGD(nesterov=True): the new velocity is applied once more. Sutskever et al. 2013."""
    s.m = h.momentum * s.m + g
    return g + h.momentum * s.m, 1.0


def adagrad(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """v is a sum that only grows. Duchi et al. 2011."""
    s.v += g * g
    return g, sqrt(s.v) + h.eps


def adadelta(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """The steps' own average size takes the place of the rate (lr = 1). Zeiler 2012."""
    s.v = h.rho * s.v + (1 - h.rho) * g * g
    direction, scale = g * sqrt(s.squared_steps + h.eps), sqrt(s.v + h.eps)
    s.squared_steps = h.rho * s.squared_steps + (1 - h.rho) * (direction / scale) ** 2
    return direction, scale


def rmsprop(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """AdaGrad's sum becomes a running average. Tieleman and Hinton 2012."""
    s.v = h.alpha * s.v + (1 - h.alpha) * g * g
    return g, sqrt(s.v) + h.eps


def adam(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """Kingma and Ba 2015, Algorithm 1. AdamW adds its decay outside this rule."""
    average(g, s, h)
    return corrected(s.m, h.beta1, t, h), sqrt(corrected(s.v, h.beta2, t, h)) + h.eps


def adamax(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """The largest fading |g| takes the place of the root of v. Kingma and Ba 2015, Algorithm 2."""
    s.m = h.beta1 * s.m + (1 - h.beta1) * g
    s.v = max(h.beta2 * s.v, abs(g) + h.eps)
    return corrected(s.m, h.beta1, t, h), s.v


def nadam(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """The next step's share of momentum is applied now; a large momentum_decay makes μ = β1. Dozat 2016."""
    now, after = (h.beta1 * (1 - 0.5 * 0.96 ** (n * h.momentum_decay)) for n in (t, t + 1))
    average(g, s, h)
    s.mu_product *= now
    ahead = after * s.m / (1 - s.mu_product * after) if h.bias_correction else after * s.m
    fresh = (1 - now) * g / (1 - s.mu_product) if h.bias_correction else (1 - now) * g
    return ahead + fresh, sqrt(corrected(s.v, h.beta2, t, h)) + h.eps


def amsgrad(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """Adam that divides by the largest v so far. Reddi et al. 2018."""
    average(g, s, h)
    s.v_max = max(s.v_max, s.v)
    return corrected(s.m, h.beta1, t, h), sqrt(corrected(s.v_max, h.beta2, t, h)) + h.eps


def adabound(g: float, t: int, s: Memory, h: Settings) -> tuple[float, float]:
    """Adam whose rate is clipped to bounds that close in on final_lr. Luo et al. 2019, as in the authors' code."""
    average(g, s, h)
    lower, upper = rate_bounds(t, h)
    rate = corrected(h.lr, h.beta1, t, h) / (sqrt(corrected(s.v, h.beta2, t, h)) + h.eps)
    return s.m, h.lr / min(max(rate, lower), upper)


def rate_bounds(t: int, h: Settings) -> tuple[float, float]:
    """Between what AdaBound's rate may lie at step t."""
    return h.final_lr * (1 - 1 / (h.gamma * t + 1)), h.final_lr * (1 + 1 / (h.gamma * t))


def average(g: float, s: Memory, h: Settings) -> None:
    """The two running averages of the Adam family."""
    s.m = h.beta1 * s.m + (1 - h.beta1) * g
    s.v = h.beta2 * s.v + (1 - h.beta2) * g * g


def corrected(value: float, beta: float, t: int, h: Settings) -> float:
    """An average that started at zero, divided by the weight it has gathered so far."""
    return value / (1 - beta**t) if h.bias_correction else value


RULES: dict[str, Rule] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "adadelta": adadelta,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
    "adamax": adamax,
    "nadam": nadam,
    "amsgrad": amsgrad,
    "adabound": adabound,
}
