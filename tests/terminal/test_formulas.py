from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dlquiz.errors import TexError
from dlquiz.terminal import formulas

DRAWN = r"""
# \ell_{i_t}(\theta)
ℓ  (θ)
 iₜ

# \begin{aligned} y &= b & g &= \frac{c}{d} \end{aligned}
             c
y = b   g = ───
             d

# O=\left\lfloor\frac{H+2P-D(K-1)-1}{S}\right\rfloor+1
    ⎢ H + 2P − D(K − 1) − 1 ⎥
O = ⎢───────────────────────⎥ + 1
    ⎣           S           ⎦

# \hat{x}=\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}
       x − μ
x̂ = ───────────
     √(σ² + ε)

# \mathrm{Attention}(Q,K,V)=\mathrm{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V
                            ⎛ QKᵀ ⎞
Attention(Q, K, V) = softmax⎜─────⎟V
                            ⎝ √dₖ ⎠

# L=-\frac{1}{N}\sum_{i=1}^{N} y_i\log \hat{y}_i
      1   N
L = −───  ∑  yᵢ log ŷᵢ
      N  i=1

# \frac{\partial L}{\partial w}=\delta x^\top
 ∂L
──── = δxᵀ
 ∂w

# \theta_{t+1}=\theta_t-\eta\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon}
                 m̂ₜ
θₜ₊₁ = θₜ − η ─────────
               √v̂ₜ + ε

# \mathrm{ReLU}(x)=\begin{cases} x & \text{if } x>0 \\ 0 & \text{otherwise}\end{cases}
          ⎧ x   if x > 0
ReLU(x) = ⎨
          ⎩ 0   otherwise

# A=\begin{bmatrix}1 & 2\\3 & 4\end{bmatrix}
A = ⎡1  2⎤
    ⎣3  4⎦

# D_{\mathrm{KL}}(P\|Q)=\sum_{x\in\mathcal{X}} P(x)\log\frac{P(x)}{Q(x)}
                          P(x)
D_KL(P‖Q) =  ∑  P(x) log ──────
            x∈𝒳           Q(x)

# \theta^*=\arg\min_{\theta}\mathbb{E}_{x\sim p}[\ell(f_\theta(x),y)]
θ* = arg min 𝔼   [ℓ(f_θ(x), y)]
          θ   x∼p

# \text{准确率}=\frac{\text{正确数}}{\text{总数}}
          正确数
准确率 = ────────
           总数

# \sigma(z)=\frac{1}{1+e^{-z}}
           1
σ(z) = ─────────
        1 + e⁻ᶻ

# p_i=\frac{e^{z_i}}{\sum_{j=1}^{K}e^{z_j}}
         zᵢ
        e
pᵢ = ─────────
       K   zⱼ
       ∑  e
      j=1

# \nabla_\theta J(\theta)=\mathbb{E}_{\pi_\theta}\left[\nabla_\theta\log\pi_\theta(a|s)\,Q^{\pi}(s,a)\right]
               ⎡                  π      ⎤
∇_θ J(θ) = 𝔼   ⎣∇_θ log π_θ(a|s) Q (s, a)⎦
            π_θ

# \begin{aligned} f_t&=\sigma(W_f[h_{t-1},x_t]+b_f)\\ c_t&=f_t\odot c_{t-1}+i_t\odot\tilde{c}_t\end{aligned}
fₜ = σ(W_f[hₜ₋₁, xₜ] + b_f)
cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ

# \mathcal{L}=\frac{1}{N}\sum_{i=1}^N\left(y_i-\hat{y}_i\right)^2
     1   N
ℒ = ───  ∑  (yᵢ − ŷᵢ)²
     N  i=1

# \lim_{x\to 0}\frac{\sin x}{x}=1
     sin x
lim ─────── = 1
x→0    x

# \int_0^\infty e^{-x^2}dx=\frac{\sqrt{\pi}}{2}
 ∞  −x²       √π
∫₀ e    dx = ────
              2

# PE_{(pos,2i)}=\sin\left(\frac{pos}{10000^{2i/d_{model}}}\right)
                 ⎛       pos       ⎞
PE_(pos,2i) = sin⎜─────────────────⎟
                 ⎜      2i/d_model ⎟
                 ⎝ 10000           ⎠

# P(A\mid B)=\frac{P(B\mid A)P(A)}{P(B)}
            P(B | A)P(A)
P(A | B) = ──────────────
                P(B)

# \text{F1}=2\cdot\frac{\text{P}\cdot\text{R}}{\text{P}+\text{R}}
          P · R
F1 = 2 · ───────
          P + R

# \left\|\mathbf{x}\right\|_2=\sqrt{\sum_{i}x_i^2}
        ┌─────
‖x‖₂ =  │∑ xᵢ²
       ╲│i

# x\in\mathbb{R}^{n\times d}
     n×d
x ∈ ℝ

# \underbrace{a+b}_{\text{sum}}
a + b
╰─┬─╯
 sum

# H(p,q)=-\sum_x p(x)\log q(x)
H(p, q) = −∑ p(x) log q(x)
           x

# \overline{x}=\frac1n\sum_{i=1}^n x_i
     1   n
x̅ = ───  ∑  xᵢ
     n  i=1

# \frac{d}{dx}\left(\frac{u}{v}\right)=\frac{u'v-uv'}{v^2}
 d   ⎛ u ⎞    u′v − uv′
──── ⎜───⎟ = ───────────
 dx  ⎝ v ⎠       v²

# \mathrm{LayerNorm}(x)=\frac{x-\mathrm{E}[x]}{\sqrt{\mathrm{Var}[x]+\epsilon}}\cdot\gamma+\beta
                  x − E[x]
LayerNorm(x) = ─────────────── · γ + β
                √(Var[x] + ε)

# \prod_{t=1}^T p(x_t\mid x_{<t})
 T
 ∏  p(xₜ | x  )
t=1         <t

# \binom{n}{k}=\frac{n!}{k!(n-k)!}
⎛n⎞        n!
⎜ ⎟ = ────────────
⎝k⎠    k!(n − k)!

# \operatorname*{arg\,max}_{y} p(y|x)
arg max p(y|x)
   y

# \text{RF}_l=\text{RF}_{l-1}+(K_l-1)\prod_{i=1}^{l-1}S_i
                       l−1
RFₗ = RFₗ₋₁ + (Kₗ − 1)  ∏  Sᵢ
                       i=1

# \frac{1}{1+\frac{1}{1+x}}
      1
─────────────
        1
 1 + ───────
      1 + x

# \Delta w = -\eta \, \frac{\partial L}{\partial w}
         ∂L
Δw = −η ────
         ∂w

# \boxed{x}
┌───┐
│ x │
└───┘

# e^{i\pi}+1=0
 iπ
e   + 1 = 0

# \begin{aligned} f_t &= \sigma(W_f x_t + U_f h_{t-1} + b_f) \\ i_t &= \sigma(W_i x_t + U_i h_{t-1} + b_i) \end{aligned}
fₜ = σ(W_f xₜ + U_f hₜ₋₁ + b_f)
iₜ = σ(Wᵢxₜ + Uᵢhₜ₋₁ + bᵢ)

# \begin{aligned} \text{equivariant:} && f(T x) &= T f(x) \\ \text{invariant:} && f(T x) &= f(x) \end{aligned}
equivariant:   f(Tx) = Tf(x)
  invariant:   f(Tx) = f(x)

# r_L = 1 + \sum_{l=1}^{L} (k_l - 1)\, d_l \prod_{i=1}^{l-1} s_i
           L              l−1
r_L = 1 +  ∑  (kₗ − 1) dₗ  ∏  sᵢ
          l=1             i=1

# z_y - z_k = \ln \frac{1 - \varepsilon + \varepsilon/K}{\varepsilon/K}
               1 − ε + ε/K
z_y − zₖ = ln ─────────────
                   ε/K

# \hat m_t = \frac{m_t}{1 - \beta_1^t} \qquad \hat v_t = \frac{v_t}{1 - \beta_2^t}
        mₜ                vₜ
m̂ₜ = ─────────    v̂ₜ = ─────────
      1 − β₁ᵗ           1 − β₂ᵗ

# \frac{a}{b}c
 a
─── c
 b

# \frac{a}{b}^2
⎛ a ⎞²
⎜───⎟
⎝ b ⎠

# \left(\frac{a}{b}\right)^2
⎛ a ⎞²
⎜───⎟
⎝ b ⎠

# \frac{\frac ab}{c}
  a
 ───
  b
─────
  c

# \frac{1}{2x}
 1
────
 2x

# \frac{x_1x_2}{2}
 x₁x₂
──────
  2

# -\frac{1}{2}
  1
−───
  2

# a/\frac{b}{c}
   b
a/───
   c

# \sin\frac{x}{2}
     x
sin ───
     2

# 2^{\frac12}
 1/2
2

# \sqrt{\frac{a}{b}}
 ┌───
 │ a
 │───
╲│ b

# \frac{1}{\sqrt{2\pi}\sigma}e^{-\frac{(x-\mu)^2}{2\sigma^2}}
   1      −(x−μ)²/(2σ²)
──────── e
 √(2π)σ

# \sigma_B^2 = \frac{1}{m}\sum_{i=1}^m (x_i-\mu_{\mathcal{B}})^2
        1   m
σ²_B = ───  ∑  (xᵢ − μ_ℬ)²
        m  i=1

# W_{i,j} x_j
W    xⱼ
 i,j

# \mathbb{E}_{\pi_\theta}[R]
𝔼   [R]
 π_θ

# \underbrace{x W_Q}_{n \times d_k} \cdot \overbrace{y}^{\text{键}}
       键
       ┴
xW_Q · y
╰┬─╯
n×dₖ

# \text{准确率} = \frac{TP+TN}{TP+TN+FP+FN}
               TP + TN
准确率 = ───────────────────
          TP + TN + FP + FN

# q_k = \begin{cases} 1 - \varepsilon + \varepsilon/K & k = y \\ \varepsilon/K & k \ne y \end{cases}
     ⎧ 1 − ε + ε/K   k = y
qₖ = ⎨
     ⎩ ε/K           k ≠ y

# f(x)=\begin{cases} x & x>0 \\ \alpha(e^x-1) & x \le 0\end{cases}
       ⎧ x           x > 0
f(x) = ⎨
       ⎩ α(eˣ − 1)   x ≤ 0

# \begin{aligned} a &= \frac{1}{2} \\ b &= c \end{aligned}
     1
a = ───
     2

b = c

# \widehat{xy} + \overline{AB} + \vec{v} + \tilde{\mathbf{x}}
^    ‾‾
xy + AB + v⃗ + x̃

# \left.\frac{\partial f}{\partial x}\right|_{x=0}
 ∂f │
────│
 ∂x │ₓ₌₀

# \hat{y}=\arg\max_k z_k
ŷ = arg max zₖ
         k

# \int_{-\infty}^{\infty} f(x)\,dx
 ∞
∫   f(x) dx
 −∞

# \sum_{i} \sum_{j} a_{ij}
∑ ∑ aᵢⱼ
i j

# \frac{n(n-1)}{2}
 n(n − 1)
──────────
    2

# \frac{P(x)}{Q(x)}
 P(x)
──────
 Q(x)

# \frac{a \cdot b}{\|a\|\|b\|}
 a · b
────────
 ‖a‖‖b‖

# \frac{2}{|A|+|B|}
     2
───────────
 |A| + |B|

# \overset{\text{def}}{=}
def
 =

# \underset{\theta}{\arg\min}
arg min
   θ

# \begin{vmatrix}a&b\\c&d\end{vmatrix}
│a  b│
│c  d│

# N = C_{out} \cdot \frac{C_{in}}{g} \cdot k^2
            Cᵢₙ
N = Cₒᵤₜ · ───── · k²
             g

# a^{b^c}
 bᶜ
a

# \left[\begin{matrix}1\\2\\3\end{matrix}\right]
⎡1⎤
⎢2⎥
⎣3⎦
"""
"""Every formula after a #, below it as a reader should see it."""

INLINE = [
    (r"N_{std} = W_{oc}\, x", "N_std = W_oc x"),
    (r"\ell_{i_t}(\theta)", "ℓ_(iₜ)(θ)"),
    (r"w \mathrel{+}= x, \; a := b", "w += x, a := b"),
    (r"O=\left\lfloor\frac{H+2P-D(K-1)-1}{S}\right\rfloor+1", "O = ⌊(H + 2P − D(K − 1) − 1)/S⌋ + 1"),
    (r"\hat{x}=\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}", "x̂ = (x − μ)/√(σ² + ε)"),
    (
        r"\mathrm{Attention}(Q,K,V)=\mathrm{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V",
        "Attention(Q, K, V) = softmax(QKᵀ/√dₖ)V",
    ),
    (r"\mathrm{Attention}(Q,K,V)=\mathrm{softmax}(QK^T/\sqrt{d_k})V", "Attention(Q, K, V) = softmax(QKᵀ/√dₖ)V"),
    (r"L=-\frac{1}{N}\sum_{i=1}^{N} y_i\log \hat{y}_i", "L = −(1/N) ∑ᵢ₌₁ᴺ yᵢ log ŷᵢ"),
    (r"\frac{\partial L}{\partial w}=\delta x^\top", "∂L/∂w = δxᵀ"),
    (r"\theta_{t+1}=\theta_t-\eta\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon}", "θₜ₊₁ = θₜ − η m̂ₜ/(√v̂ₜ + ε)"),
    (
        r"\mathrm{ReLU}(x)=\begin{cases} x & \text{if } x>0 \\ 0 & \text{otherwise}\end{cases}",
        "ReLU(x) = {x, if x > 0; 0, otherwise}",
    ),
    (r"A=\begin{bmatrix}1 & 2\\3 & 4\end{bmatrix}", "A = [1 2; 3 4]"),
    (
        r"D_{\mathrm{KL}}(P\|Q)=\sum_{x\in\mathcal{X}} P(x)\log\frac{P(x)}{Q(x)}",
        "D_KL(P‖Q) = ∑_(x∈𝒳) P(x) log(P(x)/Q(x))",
    ),
    (r"\theta^*=\arg\min_{\theta}\mathbb{E}_{x\sim p}[\ell(f_\theta(x),y)]", "θ* = arg min_θ 𝔼_(x∼p)[ℓ(f_θ(x), y)]"),
    (r"\|w\|_2^2 \le \lambda", "‖w‖₂² ≤ λ"),
    (r"\text{准确率}=\frac{\text{正确数}}{\text{总数}}", "准确率 = 正确数/总数"),
    (r"\sigma(z)=\frac{1}{1+e^{-z}}", "σ(z) = 1/(1 + e⁻ᶻ)"),
    (r"p_i=\frac{e^{z_i}}{\sum_{j=1}^{K}e^{z_j}}", "pᵢ = e^zᵢ/(∑ⱼ₌₁ᴷ e^zⱼ)"),
    (
        r"\nabla_\theta J(\theta)=\mathbb{E}_{\pi_\theta}\left[\nabla_\theta\log\pi_\theta(a|s)\,Q^{\pi}(s,a)\right]",
        "∇_θ J(θ) = 𝔼_(π_θ)[∇_θ log π_θ(a|s) Q^π(s, a)]",
    ),
    (r"y=\gamma\hat{x}+\beta", "y = γx̂ + β"),
    (r"h_t=\tanh(W_{hh}h_{t-1}+W_{xh}x_t+b_h)", "hₜ = tanh(Wₕₕhₜ₋₁ + Wₓₕxₜ + bₕ)"),
    (
        r"\begin{aligned} f_t&=\sigma(W_f[h_{t-1},x_t]+b_f)\\ c_t&=f_t\odot c_{t-1}+i_t\odot\tilde{c}_t\end{aligned}",
        "fₜ = σ(W_f[hₜ₋₁, xₜ] + b_f); cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ",
    ),
    (r"\mathcal{L}=\frac{1}{N}\sum_{i=1}^N\left(y_i-\hat{y}_i\right)^2", "ℒ = (1/N) ∑ᵢ₌₁ᴺ (yᵢ − ŷᵢ)²"),
    (r"\lim_{x\to 0}\frac{\sin x}{x}=1", "lim_(x→0) (sin x)/x = 1"),
    (r"\int_0^\infty e^{-x^2}dx=\frac{\sqrt{\pi}}{2}", "∫₀^∞ e^(−x²) dx = √π/2"),
    (r"\sqrt[3]{x^2+1}", "∛(x² + 1)"),
    (r"PE_{(pos,2i)}=\sin\left(\frac{pos}{10000^{2i/d_{model}}}\right)", "PE_(pos,2i) = sin(pos/10000^(2i/d_model))"),
    (r"w\leftarrow w-\eta\left(\nabla L+\lambda w\right)", "w ← w − η(∇L + λw)"),
    (r"P(A\mid B)=\frac{P(B\mid A)P(A)}{P(B)}", "P(A | B) = P(B | A)P(A)/P(B)"),
    (r"\text{F1}=2\cdot\frac{\text{P}\cdot\text{R}}{\text{P}+\text{R}}", "F1 = 2 · (P · R)/(P + R)"),
    (r"\left\|\mathbf{x}\right\|_2=\sqrt{\sum_{i}x_i^2}", "‖x‖₂ = √(∑ᵢ xᵢ²)"),
    (r"x\in\mathbb{R}^{n\times d}", "x ∈ ℝ^(n×d)"),
    (r"\underbrace{a+b}_{\text{sum}}", "(a + b)ₛᵤₘ"),
    (r"H(p,q)=-\sum_x p(x)\log q(x)", "H(p, q) = −∑ₓ p(x) log q(x)"),
    (r"\overline{x}=\frac1n\sum_{i=1}^n x_i", "x̅ = (1/n) ∑ᵢ₌₁ⁿ xᵢ"),
    (r"\frac{d}{dx}\left(\frac{u}{v}\right)=\frac{u'v-uv'}{v^2}", "(d/dx)(u/v) = (u′v − uv′)/v²"),
    (
        r"\mathrm{LayerNorm}(x)=\frac{x-\mathrm{E}[x]}{\sqrt{\mathrm{Var}[x]+\epsilon}}\cdot\gamma+\beta",
        "LayerNorm(x) = (x − E[x])/√(Var[x] + ε) · γ + β",
    ),
    (r"\prod_{t=1}^T p(x_t\mid x_{<t})", "∏ₜ₌₁ᵀ p(xₜ | x_(<t))"),
    (r"O(n\log n)", "O(n log n)"),
    (r"\binom{n}{k}=\frac{n!}{k!(n-k)!}", "C(n, k) = n!/(k!(n − k)!)"),
    (r"\operatorname*{arg\,max}_{y} p(y|x)", "arg max_y p(y|x)"),
    (r"x_t=\sqrt{\bar{\alpha}_t}x_0+\sqrt{1-\bar{\alpha}_t}\,\epsilon", "xₜ = √ᾱₜ x₀ + √(1 − ᾱₜ) ε"),
    (r"\text{RF}_l=\text{RF}_{l-1}+(K_l-1)\prod_{i=1}^{l-1}S_i", "RFₗ = RFₗ₋₁ + (Kₗ − 1) ∏ᵢ₌₁ˡ⁻¹ Sᵢ"),
    (r"\frac{1}{1+\frac{1}{1+x}}", "1/(1 + 1/(1 + x))"),
    (r"f: \mathbb{R}^n \to \mathbb{R}", "f : ℝⁿ → ℝ"),
    (r"\mathbf{W}^{(l)}", "W⁽ˡ⁾"),
    (r"\Delta w = -\eta \, \frac{\partial L}{\partial w}", "Δw = −η ∂L/∂w"),
    (r"\boxed{x}", "[x]"),
    (r"e^{i\pi}+1=0", "e^(iπ) + 1 = 0"),
    (r"A^{-1}B^\top", "A⁻¹Bᵀ"),
    (r"\alpha_{ij}=\mathrm{softmax}_j(e_{ij})", "αᵢⱼ = softmaxⱼ(eᵢⱼ)"),
    (r"\dot{x}=Ax+Bu", "ẋ = Ax + Bu"),
    (r"10^{-3}", "10⁻³"),
    (r"50\%", "50%"),
    (r"\{x \mid x > 0\}", "{x | x > 0}"),
    (
        r"\begin{aligned} \text{equivariant:} && f(T x) &= T f(x) \\ \text{invariant:} && f(T x) &= f(x) \end{aligned}",
        "equivariant: f(Tx) = Tf(x); invariant: f(Tx) = f(x)",
    ),
    (r"r_L = 1 + \sum_{l=1}^{L} (k_l - 1)\, d_l \prod_{i=1}^{l-1} s_i", "r_L = 1 + ∑ₗ₌₁ᴸ (kₗ − 1) dₗ ∏ᵢ₌₁ˡ⁻¹ sᵢ"),
    (r"z_y - z_k = \ln \frac{1 - \varepsilon + \varepsilon/K}{\varepsilon/K}", "z_y − zₖ = ln((1 − ε + ε/K)/(ε/K))"),
    (
        r"\hat m_t = \frac{m_t}{1 - \beta_1^t} \qquad \hat v_t = \frac{v_t}{1 - \beta_2^t}",
        "m̂ₜ = mₜ/(1 − β₁ᵗ)    v̂ₜ = vₜ/(1 − β₂ᵗ)",
    ),
    (r"\frac{a}{b}c", "(a/b)c"),
    (r"\frac{a}{b}^2", "(a/b)²"),
    (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
    (r"\frac{\frac ab}{c}", "(a/b)/c"),
    (r"\frac{1}{2x}", "1/(2x)"),
    (r"\frac{x_1x_2}{2}", "x₁x₂/2"),
    (r"-\frac{1}{2}", "−1/2"),
    (r"a/\frac{b}{c}", "a/(b/c)"),
    (r"\sin\frac{x}{2}", "sin(x/2)"),
    (r"2^{\frac12}", "2^(1/2)"),
    (r"\sqrt{\frac{a}{b}}", "√(a/b)"),
    (r"\frac{1}{\sqrt{2\pi}\sigma}e^{-\frac{(x-\mu)^2}{2\sigma^2}}", "(1/(√(2π)σ))e^(−(x−μ)²/(2σ²))"),
    (r"\log_2 8", "log₂ 8"),
    (r"\max(0, x)", "max(0, x)"),
    (r"\sigma_B^2 = \frac{1}{m}\sum_{i=1}^m (x_i-\mu_{\mathcal{B}})^2", "σ²_B = (1/m) ∑ᵢ₌₁ᵐ (xᵢ − μ_ℬ)²"),
    (r"W_{i,j} x_j", "W_(i,j) xⱼ"),
    (r"\mathbb{E}_{\pi_\theta}[R]", "𝔼_(π_θ)[R]"),
    (
        r"\mathrm{MultiHead}(Q,K,V) = \mathrm{Concat}(\mathrm{head}_1,\dots,\mathrm{head}_h)W^O",
        "MultiHead(Q, K, V) = Concat(head₁, …, headₕ)Wᴼ",
    ),
    (r"\text{准确率} = \frac{TP+TN}{TP+TN+FP+FN}", "准确率 = (TP + TN)/(TP + TN + FP + FN)"),
    (
        r"q_k = \begin{cases} 1 - \varepsilon + \varepsilon/K & k = y \\ \varepsilon/K & k \ne y \end{cases}",
        "qₖ = {1 − ε + ε/K, k = y; ε/K, k ≠ y}",
    ),
    (r"f(x)=\begin{cases} x & x>0 \\ \alpha(e^x-1) & x \le 0\end{cases}", "f(x) = {x, x > 0; α(eˣ − 1), x ≤ 0}"),
    (r"\begin{aligned} a &= \frac{1}{2} \\ b &= c \end{aligned}", "a = 1/2; b = c"),
    (r"\lVert W \rVert_F^2", "‖W‖²_F"),
    (r"\left.\frac{\partial f}{\partial x}\right|_{x=0}", "∂f/∂x|ₓ₌₀"),
    (r"\hat{y}=\arg\max_k z_k", "ŷ = arg maxₖ zₖ"),
    (r"\lceil n/2 \rceil", "⌈n/2⌉"),
    (r"\sqrt{d_{\text{model}}}\,x", "√d_model x"),
    (r"x \bmod 2", "x mod 2"),
    (r"\|\nabla f\|^2", "‖∇f‖²"),
    (r"-x + (-y) \cdot -z = -1", "−x + (−y) · −z = −1"),
    (r"a \times -b", "a × −b"),
    (r"\int_{-\infty}^{\infty} f(x)\,dx", "∫_(−∞)^∞ f(x) dx"),
    (r"\sum_{i} \sum_{j} a_{ij}", "∑ᵢ ∑ⱼ aᵢⱼ"),
    (r"\mathrm{FL}(p_t) = -\alpha_t (1-p_t)^\gamma \log p_t", "FL(pₜ) = −αₜ(1 − pₜ)ᵞ log pₜ"),
    (r"v^\top W u", "vᵀWu"),
    (r"\frac{n(n-1)}{2}", "n(n − 1)/2"),
    (r"\frac{P(x)}{Q(x)}", "P(x)/Q(x)"),
    (r"\frac{a \cdot b}{\|a\|\|b\|}", "(a · b)/(‖a‖‖b‖)"),
    (r"\frac{2}{|A|+|B|}", "2/(|A| + |B|)"),
    (r"p(y \mid x; \theta)", "p(y | x; θ)"),
    (r"x_1, \ldots, x_n", "x₁, …, xₙ"),
    (r"\theta \leftarrow \theta - \eta\,\nabla_\theta L(\theta)", "θ ← θ − η ∇_θ L(θ)"),
    (r"f \circ g", "f ∘ g"),
    (r"0.9^{10}", "0.9¹⁰"),
    (r"L_{\mathrm{CE}} = -\log p_y", "L_CE = −log p_y"),
    (r"\underset{\theta}{\arg\min}", "arg min_θ"),
    (r"\mathbf{1}[x>0]", "1[x > 0]"),
    (r"(1-\beta_1^t)^{2}", "(1 − β₁ᵗ)²"),
    (r"r_l = r_{l-1} + (\text{____})\, d_l", "rₗ = rₗ₋₁ + (____) dₗ"),
    (r"10{,}000", "10,000"),
    (r"N = C_{out} \cdot \frac{C_{in}}{g} \cdot k^2", "N = Cₒᵤₜ · Cᵢₙ/g · k²"),
    (r"a^{b^c}", "a^bᶜ"),
    (r"x^{*}, x^{\prime}, f'(x), y_{t}^{(i)}", "x*, x′, f′(x), yₜ⁽ⁱ⁾"),
    (r"\left[\begin{matrix}1\\2\\3\end{matrix}\right]", "[1; 2; 3]"),
    (r"\operatorname{Var}(X) = \mathbb{E}[X^2]-\mathbb{E}[X]^2", "Var(X) = 𝔼[X²] − 𝔼[X]²"),
]


def blocks() -> list[tuple[str, tuple[str, ...]]]:
    found = [block.split("\n") for block in DRAWN.strip("\n").split("\n\n# ")]
    return [(latex.removeprefix("# "), tuple(rows)) for latex, *rows in found]


@pytest.mark.parametrize(("latex", "rows"), blocks(), ids=[latex for latex, _ in blocks()])
def test_two_dimensions(latex: str, rows: tuple[str, ...]) -> None:
    assert formulas.draw(latex) == rows


@pytest.mark.parametrize(("latex", "line"), INLINE, ids=[latex for latex, _ in INLINE])
def test_one_line(latex: str, line: str) -> None:
    assert formulas.inline(latex) == line


def test_what_needs_one_row_looks_the_same_both_ways() -> None:
    drawn = {latex for latex, _ in blocks()}
    assert all(formulas.draw(latex) == (line,) for latex, line in INLINE if latex not in drawn)


def test_aligned_equations_one_by_one() -> None:
    assert formulas.equations(r"\begin{aligned} a &= \frac{1}{2} \\ b &= c \end{aligned}") == ("a = 1/2", "b = c")
    assert formulas.equations(r"\frac{1}{2}") == ("1/2",)


def test_width_counts_han_twice_and_accents_not_at_all() -> None:
    assert formulas.width(r"\text{准确率}") == 6
    assert formulas.width(r"\hat{x}") == 1


def test_what_cannot_be_drawn_is_refused() -> None:
    for draw in (formulas.draw, formulas.inline, formulas.width, formulas.equations):
        with pytest.raises(TexError, match="unknown command"):
            draw(r"a \foo b")


@pytest.mark.parametrize(
    "level", ["x^{%s}", "x_{%s}y", "\\sqrt{%s}", "\\hat{%s}", "\\frac{%s}{2}", "{%s}", "\\left(%s\\right)^2"]
)
def test_deep_nesting_takes_no_longer_than_its_depth(level: str) -> None:
    """What drew every part twice would need 2³⁵ steps here."""
    latex = "x"
    for _ in range(35):
        latex = level % latex
    assert formulas.width(latex) == max(map(cell_len, formulas.draw(latex)))
    assert formulas.inline(latex)


ATOMS = st.sampled_from(
    ["x", "12", "\\alpha", "\\text{准确}", "\\hat{y}", "\\sum_{i=1}^{N}", "-", "+", "=", ",", "\\log", "(", ")"]
)


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(lambda two: rf"\frac{{{two[0]}}}{{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: rf"{{{two[0]}}}^{{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: rf"{{{two[0]}}}_{{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: rf"\begin{{cases}}{two[0]} & {two[1]} \\ {two[1]}\end{{cases}}"),
        inner.map(lambda one: rf"\sqrt{{{one}}}"),
        inner.map(lambda one: rf"\left[{one}\right)"),
        inner.map(lambda one: rf"\overline{{{one}}}"),
        inner.map(lambda one: rf"\underbrace{{{one}}}_{{n}}"),
        inner.map(lambda one: rf"\boxed{{{one}}}"),
    )


@given(st.recursive(ATOMS, wider, max_leaves=12))
def test_every_row_of_a_box_is_as_wide_as_the_box(latex: str) -> None:
    box = formulas.box(latex)
    assert {cell_len(row) for row in box.rows} == {box.width}
    assert 0 <= box.base < box.height
    assert "\n" not in formulas.inline(latex)
