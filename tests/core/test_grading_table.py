"""Typed answers as people give them, in both languages: what is right, what is a near miss, what is wrong.

A row: the blank in English and in Chinese, as a bank has them; then, parted by `;`, answers that are right, those that
are near misses, and those that are simply wrong.
"""

from __future__ import annotations

import re

import pytest

from dlquiz.core.grading import grade_cloze
from dlquiz.core.questions import Text

TABLE = """
reset | 重置,重置门 | reset; Reset; RESET; ｒｅｓｅｔ; the reset;  reset. ; "reset"; 重置; 重置门; 重置 门; 重置门。 | rest; resett; resret | update; set; 更新; 更新门; 门
update gate | 更新门 | update gate; Update-Gate; updategate; UPDATE GATE; an update gate; 更新门 | updat gate; update gat; updaet gate; 更新闷 | reset gate; gate; 重置门; 更新
batch norm,BN,batch normalization | 批归一化,BN | BN; bn; ＢＮ; b.n.; B N; Batch Norm; batch-norm; BatchNorm; batch normalization; 批归一化; 批 归一化; 「批归一化」 | batch nrom; batchnorms; batch normalisation; 批规一化 | layer norm; 批归一; norm; LN; 归一化; 层归一化
layer norm,LN | 层归一化,LN | LN; Layer Norm; layer-norm; 层归一化 | layernom; 层规一化 | batch norm; BN; 实例归一化
gradient | 梯度 | gradient; Gradient; the gradient; GRADIENT,; 梯度; （梯度） | gradients; gradiant; grdient | loss; weights; 损失; 度; 梯
weights,parameters | 权重,参数 | weights; Weights; parameters; PARAMETERS; 权重; 参数; 参 数 | weight; weigths; parameter; paramters | bias; gradients; 偏置; 权
variance,var | 方差 | variance; Var; var.; Variance; 方差 | varaince; variances | mean; deviation; 均值; 标准差
standard deviation,std | 标准差 | std; STD; standard deviation; Standard-Deviation; the standard deviation; 标准差 | standard deviaton; 标准误 | variance; mean; 方差
overfitting | 过拟合 | overfitting; over-fitting; Over fitting; OVERFITTING; 过拟合 | overfiting; overfittng; 过拟和 | underfitting; fitting; 拟合; 欠拟和
underfitting | 欠拟合 | underfitting; under-fitting; Under Fitting; 欠拟合 | underfiting; 欠拟和 | overfitting; 拟合
learning rate | 学习率 | learning rate; Learning-rate; learningrate; the learning rate; 学习率 | learing rate; learning rates; 学习旅 | rate; momentum; 动量; 率
momentum | 动量 | momentum; Momentum; ＭＯＭＥＮＴＵＭ; 动量 | momentun; momentm | velocity; 速度; 惯性
weight decay | 权重衰减 | weight decay; Weight-Decay; weightdecay; 权重衰减; 权重 衰减 | weight decays; wieght decay; 权重衰简; 权值衰减 | decay; L1; 衰减
dropout | 随机失活,dropout | dropout; Dropout; drop-out; drop out; 随机失活 | dropuot; droput; 随即失活 | dropconnect; 失活
softmax | softmax | softmax; Softmax; soft max; soft-max; SOFTMAX; ｓｏｆｔｍａｘ | sofmax; softmx | sigmoid; softmin; max; 最大
sigmoid | sigmoid,S 形函数 | sigmoid; Sigmoid; S 形函数; S形函数; s形函数 | sigmod; S 型函数 | tanh; softmax; 双曲正切
encoder | 编码器 | encoder; Encoder; the encoder; 编码器 | encodr; encoders; 编码气 | code; decoder; 解码器; transformer; 编码
residual | 残差,残差连接 | residual; Residual; 残差; 残差连接 | residul; residuals; 残差链接 | dense; 稠密; 差
depthwise | 逐通道,深度 | depthwise; depth-wise; Depth wise; 逐通道; 深度 | dephtwise; 逐通到 | pointwise; 逐点
pointwise | 逐点,1×1 | pointwise; point-wise; 逐点; 1×1; 1x1; 1*1; １×１; 1·1 | pointwse | depthwise; 3x3; 11; 逐通道
receptive field | 感受野 | receptive field; Receptive-Field; 感受野 | receptive fields; receptve field; 感受也 | field; stride; 步幅; 视野
vanishing | 消失,梯度消失 | vanishing; Vanishing; 消失; 梯度消失 | vanishng; vanish ing s; 梯度消逝 | exploding; 剃度消失; 爆炸; 梯度爆炸
orthogonal,perpendicular | 正交 | orthogonal; Orthogonal; perpendicular; 正交 | orthognal; perpendiculr | parallel; 平行
Xavier,Glorot | Xavier,Glorot | Xavier; xavier; XAVIER; Glorot; glorot | Xaveir; Xavir; Glorott | He; Kaiming; LeCun
He,Kaiming | He,Kaiming,何恺明 | He; he; Kaiming; kaiming; 何恺明 | Kaming; 何凯明 | Xavier; she; 恺明
ResNet-50 | ResNet-50 | ResNet-50; ResNet50; resnet 50; RESNET-50; resnet_50; ResNet−50 | Resnt-50; ResNett50 | ResNet; ResNet-101; ResNet-152; VGG-16; 50
top-5 | top-5,前五 | top-5; top 5; Top5; TOP-5; 前五 | | top-1; 5; 五
F1 | F1 | F1; f1; Ｆ１; F 1; F₁; $F_1$ | | F2; 1; F
k-means | k-means,k 均值 | k-means; K-Means; kmeans; k means; k 均值; K均值; k-均值 | kmens; k-mean; k-medians | knn; means; 均值
L2,L2 norm | L2,L2 范数 | L2; l2; L_2; L²; ℓ2; L2 norm; L2-norm; L2 范数; L2范数 | L2 nrom | L1; 2; L1 范数
zero-mean | 零均值 | zero-mean; zero mean; Zero Mean; zeromean; 零均值 | zero-men; 零均直 | unit variance; mean; 均值
input/output | 输入输出 | input/output; input output; Input-Output; 输入输出; 输入/输出; 输入、输出 | input/outputs; 输入输岀 | input; output; 输入
naïve | 朴素 | naive; naïve; Naïve; NAIVE; nai\u0308ve; 朴素 | naiive | native approach; 素
Poincaré | 庞加莱 | Poincare; Poincaré; poincare\u0301; POINCARÉ; 庞加莱 | Poincar; 庞加来 | Euclid; 欧几里得
0.9 | 0.9 | 0.9; .9; 0.90; ０．９; 9/10; 90%; 9e-1; 90 % | | 0.09; 9; 0.99; 0,9; 1
0.999 | 0.999 | 0.999; .999; 99.9%; 0.9990; ９９９/１０００ | | 0.99; 0.9; 999; 9.99
1e-8 | 1e-8,10^{-8} | 1e-8; 1E-8; 10^-8; 10^{-8}; 10^(-8); 0.00000001; 1×10^-8; 1*10^-8; 1e−8; １ｅ－８ | | 1e8; 1e-6; 10^8; 8; -8
3 | 3 | 3; ３; three; Three; 三; 3.0; +3; 6/2; 3. | | 3.1; 13; 2; two; 二; 33
2 | 2 | 2; two; 二; 两; TWO; ２; 4/2 | | 22; 12; half; 三
1/2 | 1/2,一半 | 1/2; 0.5; .5; 50%; half; Half; 一半; ½; １／２; 2/4 | | 2; 12; 1-2; 0.05; 1/4
256 | 256 | 256; ２５６; 256.0; +256 | | 265; 2560; 25.6; -256; 0.256
100000 | 10 万,100000 | 100000; 100,000; 100k; 1e5; 10^5; 10万; 10 万; 0.1M | | 10000; 1e4; 1万; 10
-1 | -1 | -1; −1; －1; –1; -1.0; -100% | | 1; +1; 0; 11
10% | 10% | 10%; 0.1; 1/10; １０％; 10 % | | 10; 1%; 0.01; 100%
σ | σ | σ; Σ; sigma; Sigma; \\sigma; $\\sigma$ | | τ; s; 0; δ; mu
β₁ | β₁ | β₁; β1; beta1; beta_1; Beta 1; \\beta_1; \\beta_{1} | | β₂; β; b1; 1; alpha1
γ | γ | γ; gamma; Gamma; $\\gamma$ | | y; β; g; r
1 - \\beta_2^t | 1-β2^t | 1-β2^t; 1-beta2^t; 1 - beta_2^t; 1−β₂ᵗ; $1 - \\beta_2^t$; (1 - β2^t) | | 1+β2^t; β2^t; 1-β1^t; 1/β2^t; 1-2^t
1-p | 1-p | 1-p; 1 - p; 1−p; １－ｐ; (1-p); 1–P; $1-p$ | | 1+p; p; p-1; 1/p; 1p
n-1 | n-1 | n-1; N - 1; n−1; (n-1) | | n+1; n; 1-n; n/1; n1
x+1 | x+1 | x+1; x + 1; X+1; ｘ＋１ | | x-1; x1; 1; x/1
a/b | a/b | a/b; a / b; A/B; $a/b$ | | a-b; ab; b/a; a+b; a*b
\\sqrt{d_k},sqrt(dk) | √d_k | √d_k; √dk; sqrt(d_k); sqrt(dk); Sqrt d_k; √(d_k); √dₖ; \\sqrt{d_k} | | dk; d_k; d; 1/√dk; √d
2x,2*x | 2x | 2x; 2*x; 2 x; 2×x; 2·x; $2x$ | | x2; 2+x; x; 2/x; 2
C_{out},C_out | C_out | C_out; Cout; c_out; C_{out}; C out; $C_{out}$ | | C_in; out; C; Cin
3×3 | 3×3 | 3×3; 3x3; 3*3; 3 x 3; ３×３; 3 × 3; 3·3; 3X3 | | 33; 3+3; 9; 5×5; 3
H×W | H×W | H×W; HxW; H*W; h x w; H · W; H\\times W | | H+W; H/W; W; 2H
x^2 | x^2 | x^2; x²; X^2; x^{2}; x**2; $x^2$ | | x^3; 2x; x; 2
> | > | >; ＞; $>$ | | <; =; ≥; greater
≠ | ≠ | ≠; = \u0338 | | =; <; ==
+ | + | +; ＋ | | -; ×; plus
c_t | c_t | c_t; c_{t}; ct; C_t; c t; cₜ | | h_t; c; t; c_{t-1}; c_{t+1}
c_{t-1} | c_{t-1} | c_{t-1}; c_{t−1}; c_t-1; C_{T-1} | | c_t; c_{t+1}; c1; ct1
transposed convolution,deconvolution | 转置卷积,反卷积 | transposed convolution; Transposed-Convolution; deconvolution; De-Convolution; 转置卷积; 反卷积 | transpose convolution; deconvoluton; 转至卷积; 转置卷机 | convolution; 返卷积; 卷积; 空洞卷积
cross-entropy | 交叉熵 | cross-entropy; cross entropy; Cross Entropy; crossentropy; 交叉熵; 交叉 熵; 交叉熵， | cross entopy; 交叉商 | entropy; KL; 熵; 均方误差
early stopping | 早停,提前停止 | early stopping; Early-stopping; earlystopping; 早停; 提前停止 | early stoping; 提前停滞 | stopping; 停止; 停
cosine | 余弦 | cosine; Cosine; COSINE; the cosine; 余弦 | cosin; cosines | sine; 正弦; cos x
halved,halves | 减半,缩小一半 | halved; halves; Halved; 减半; 缩小一半; 减 半 | halve; havled; 缩小一班 | doubled; 加倍; 不变
"""  # noqa: E501


def rows() -> list[tuple[Text, str, str]]:
    """(the cloze text, what is typed, its verdict)."""
    found = []
    for line in TABLE.strip().split("\n"):
        english, chinese, *columns = re.split(r" *\| *", line)
        blank = Text(*(f"It is [[{forms.replace(',', '|')}]]." for forms in (english, chinese)))
        for verdict, typed in zip(("right", "near", "wrong"), columns, strict=True):
            found += [(blank, answer.strip(), verdict) for answer in typed.split(";") if answer.strip()]
    return found


@pytest.mark.parametrize(("blank", "typed", "expected"), rows(), ids=str)
def test_a_typed_answer(blank: Text, typed: str, expected: str) -> None:
    verdict = grade_cloze(blank, [typed])
    said = "right" if verdict.right else "near" if verdict.near else "wrong"
    assert said == expected


def test_the_table_has_hundreds_of_answers_in_both_languages() -> None:
    typed = [answer for _, answer, _ in rows()]
    han = [answer for answer in typed if any("\u4e00" <= char <= "\u9fff" for char in answer)]
    assert len(typed) > 500
    assert len(han) > 150
