"""Real questions of every kind, and a desk that keeps its answers in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from dlquiz.core.exercise import Drawn, Solution, draw, solve
from dlquiz.core.grading import Answer, grade
from dlquiz.core.log import Entry, live, study_day
from dlquiz.core.memory import Memory, Outcomes, Scheduling, State, fold, preview
from dlquiz.core.questions import (
    Card,
    Choice,
    Citation,
    Cloze,
    DemoUse,
    Lang,
    Numeric,
    Option,
    Order,
    Question,
    Slip,
    Text,
    Trap,
    TrueFalse,
    cards,
)
from dlquiz.core.queue import Queue
from dlquiz.core.session import Extended, Presented, Session, Turn, Unavailable
from dlquiz.demos import Registry
from dlquiz.terminal.controls import Ui, fresh
from dlquiz.terminal.desk import Ahead, Outlook, Overlay, Reference
from dlquiz.terminal.mock import MockDesk
from dlquiz.terminal.page import Grid, Page, lay
from dlquiz.terminal.views import card
from dlquiz.terminal.views.scene import Scene
from dlquiz.terminal.words import Say

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)

BATCH_NORM = Question(
    id="batch-norm",
    topic="normalization",
    ask=Text(
        "What does batch normalisation compute, and what changes between training and inference?",
        "批归一化（BN）做的是什么计算？训练与推理时有什么不同？",
    ),
    answer=Text(
        "Each channel is normalised, then scaled and shifted by two learned numbers:\n\n"
        "In training, $\\mu$ and $\\sigma^2$ come from the mini-batch: one pair per channel, over "
        "$N \\times H \\times W$ values. At inference they are running averages kept in training, so the layer is a "
        "fixed affine map.",
        "先逐通道归一化，再用两个可学习的数缩放和平移：\n\n"
        "训练时，$\\mu$ 与 $\\sigma^2$ 取自当前小批：每个通道一对，在 $N \\times H \\times W$ 个值上统计。"
        "推理时改用训练中累积的滑动平均，这一层就成了固定的仿射变换。",
    ),
    formula=(r"\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}", r"y = \gamma\, \hat x + \beta"),
    points=(
        Text("one mean and one variance per channel, over batch and space", "每个通道一组均值和方差，在批与空间上统计"),
        Text(
            "$\\gamma$ and $\\beta$ are learned; the running averages are not",
            "$\\gamma$、$\\beta$ 由梯度学习；滑动平均不是",
        ),
        Text("at inference it folds into the convolution before it", "推理时可以并入前一层卷积"),
    ),
    traps=(
        Trap(
            Text(
                "PyTorch's momentum 0.1 keeps a tenth of the old average.", "PyTorch 的 momentum=0.1 表示旧值只留一成。"
            ),
            Text("It keeps nine tenths and takes one tenth from the new batch.", "旧值保留九成，新批次占一成。"),
        ),
    ),
    checks=(
        TrueFalse(
            id="neighbours",
            right=Text(
                "In evaluation mode, adding an image to the batch leaves the other outputs unchanged.",
                "在 eval 模式下，往一批里多放一张图，其他图的输出不变。",
            ),
            wrong=Text(
                "In training mode, adding an image to the batch leaves the other outputs unchanged.",
                "在 train 模式下，往一批里多放一张图，其他图的输出不变。",
            ),
            why=Text(
                "Batch statistics tie the samples together in training; fixed averages do not.",
                "训练时批统计量把样本绑在一起；推理时统计量固定，就没有这层牵连。",
            ),
        ),
        Order(
            id="forward",
            ask=Text("Put the training-time forward pass of batch norm in order.", "把 BN 训练时的前向步骤排好。"),
            steps=(
                (Text("Take the mean of each channel over N, H, W", "对每个通道在 N、H、W 上求均值"),),
                (Text("Take the variance of each channel", "对每个通道求方差"),),
                (
                    Text("Normalise with both", "用两者归一化"),
                    Text("Update the running averages", "更新滑动平均"),
                ),
                (Text("Scale by $\\gamma$ and shift by $\\beta$", "乘 $\\gamma$ 再加 $\\beta$"),),
            ),
        ),
    ),
    sources=(Citation("ioffe2015", "§3.1"),),
)

ATTENTION = Question(
    id="attention-scale",
    topic="attention",
    ask=Text("Why is scaled dot-product attention scaled?", "缩放点积注意力为什么要缩放？"),
    answer=Text(
        "The scale keeps the variance of the logits near 1, so that the softmax does not saturate.",
        "缩放让 logits 的方差保持在 1 附近，softmax 就不会饱和。",
    ),
    points=(Text("the variance of $q \\cdot k$ is $d_k$", "$q \\cdot k$ 的方差为 $d_k$"),),
    checks=(
        Choice(
            id="why",
            ask=Text(
                "Scaled dot-product attention divides $QK^\\top$ by $\\sqrt{d_k}$. Why?",
                "缩放点积注意力把 $QK^\\top$ 除以 $\\sqrt{d_k}$，为什么？",
            ),
            options=(
                Option(
                    Text("It makes every row of attention weights sum to 1.", "让每一行注意力权重之和为 1。"),
                    False,
                    Text("The softmax does that, with or without the scale.", "softmax 保证和为 1，与缩放无关。"),
                ),
                Option(
                    Text(
                        "It keeps the variance of the logits near 1, so that the softmax does not saturate.",
                        "让 logits 的方差保持在 1 附近，避免 softmax 饱和。",
                    ),
                    True,
                    Text(
                        "If the components of $q$ and $k$ are independent, with mean 0 and variance 1, then "
                        "$q \\cdot k$ has variance $d_k$.",
                        "若 $q$、$k$ 的各分量独立、均值为 0、方差为 1，则 $q \\cdot k$ 的方差为 $d_k$。",
                    ),
                ),
                Option(
                    Text("It lowers the cost from $n^2$ to $n \\cdot d_k$.", "把计算量从 $n^2$ 降到 $n \\cdot d_k$。"),
                    False,
                    Text(
                        "$QK^\\top$ is still $n \\times n$; the division only adds work.",
                        "$QK^\\top$ 仍是 $n \\times n$，除法只会多花一步。",
                    ),
                ),
                Option(
                    Text("It gives every key unit length.", "把每个 key 变成单位长度。"),
                    False,
                    Text(
                        "All logits are divided by one constant, whatever the keys' lengths.",
                        "所有 logits 除以同一个常数，与 key 的长度无关。",
                    ),
                ),
            ),
            shuffle=False,
        ),
        Choice(
            id="after",
            ask=Text("What does a softmax over logits keep?", "对 logits 做 softmax 会保持什么不变？"),
            options=(
                Option(Text("The order of the values", "各值的大小顺序"), True, Text("It increases.", "它递增。")),
                Option(Text("Their differences", "各值之差"), False, Text("No.", "不保持。")),
                Option(Text("The result under a shift", "整体平移后的结果"), True, Text("It cancels.", "它会抵消。")),
            ),
            shuffle=False,
        ),
        Cloze(
            id="gates",
            text=Text(
                "The [[reset]] gate controls how much of the old state enters the candidate; the [[update]] gate mixes "
                "old state and candidate.",
                "[[重置|重置门|reset]]门控制旧状态有多少进入候选状态，[[更新|更新门|update]]门决定旧状态与候选状态的比例。",
            ),
        ),
        Cloze(
            id="cell",
            text=Text.same("$c_t = [[f_t|f]] \\odot c_{t-1} + [[i_t|i]] \\odot g_t$"),
        ),
    ),
)

GROUPS = Question(
    id="group-conv-params",
    topic="convolution",
    ask=Text("How many weights does a grouped convolution have?", "分组卷积有多少个权重？"),
    answer=Text("Splitting into $g$ groups divides the weights by $g$.", "分成 $g$ 组后，权重数降到原来的 $1/g$。"),
    points=(Text("each filter reads $C/g$ channels", "每个卷积核只读 $C/g$ 个通道"),),
    demo=DemoUse("conv_cost", {}, {}),
    checks=(
        Numeric(
            id="count",
            ask=Text(
                "A {kernel_size}×{kernel_size} convolution maps {in_channels} channels to {out_channels} channels in "
                "{groups} groups, without bias. How many weights does it have?",
                "一个 {kernel_size}×{kernel_size} 卷积把 {in_channels} 个通道映射到 {out_channels} 个通道，"
                "分 {groups} 组，无偏置。它有多少个权重？",
            ),
            demo="conv_cost",
            vary=({"kernel_size": 3, "in_channels": 256, "out_channels": 256, "groups": 8},),
            with_={"bias": False},
            want="params",
            tolerance="0",
            slips=(
                Slip(
                    Text(
                        "That is the ungrouped layer. Divide by the number of groups.",
                        "这是不分组时的数目，还要除以组数。",
                    ),
                    {"groups": 1},
                ),
            ),
        ),
    ),
)

QUESTIONS = (BATCH_NORM, ATTENTION, GROUPS)
CARDS = {card.id: card for question in QUESTIONS for card in cards(question)}
TITLES = {
    "normalization": Text("Normalisation layers", "归一化"),
    "attention": Text("RNN and attention", "循环网络与注意力"),
    "convolution": Text("Convolution variants", "卷积变体"),
}
SCHEDULING = Scheduling(fuzz=False)


def turn(card_id: str, seed: int = 1, **changes: object) -> Turn:
    """A card being asked; of a statement, the false one."""
    card = CARDS[card_id]
    drawn = Drawn(statement=False) if card.kind == "true-false" else draw(card, Random(seed))
    asked = Turn(card, State(card.id), drawn, int(NOW.timestamp() * 1000))
    if isinstance(card.check, Numeric):
        asked = replace(asked, solution=solve(card.check, drawn, Registry()))
    return replace(asked, **changes)  # type: ignore[arg-type]


@dataclass
class FakeDesk:
    """A desk over the samples: real memories and demos, a log that is a list."""

    log: list[Entry] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    edited: Card | str = "editing is not for the samples"
    more: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(1))
    now: Callable[[], datetime] = lambda: NOW

    def refresh(self) -> Sequence[str]:
        notices, self.notices = self.notices, []
        return notices

    def present(self, card_id: str) -> Presented | Unavailable:
        self.calls.append(f"present {card_id}")
        if card_id not in CARDS:
            return Unavailable(card_id)
        return Presented(CARDS[card_id], self.state(card_id), turn(card_id).drawn)

    def state(self, card_id: str) -> State:
        return fold([entry for entry in self.log if entry.card == card_id], SCHEDULING, card_id)

    def solve(self, asked: Turn) -> Solution:
        assert isinstance(asked.card.check, Numeric)
        return solve(asked.card.check, asked.drawn, Registry())

    def outcomes(self, asked: Turn) -> Outcomes:
        now = self.now()
        return preview(asked.state.memory, asked.card.id, study_day(now), int(now.timestamp() * 1000), SCHEDULING)

    def append(self, entry: Entry) -> tuple[Entry, State]:
        self.calls.append(f"append {entry.kind} {entry.card} {entry.grade}")
        taken = {old.id for old in self.log}
        while entry.id in taken:
            entry = replace(entry, id=entry.id + 1)
        self.log.append(entry)
        return entry, self.state(entry.card)

    def refill(self, session: Session) -> Queue | None:
        return None

    def ahead(self, kind: Ahead) -> Extended | None:
        more, self.more = self.more, []
        return Extended(Queue(due=tuple(more))) if more else None

    def these(self, cards: Sequence[str]) -> Extended | None:
        return Extended(Queue(due=tuple(cards))) if cards else None

    def mock(self) -> MockDesk | None:
        return None

    def outlook(self) -> Outlook:
        counts = (12, 9, 4, 17, 11, 6, 8)
        coming = tuple((TODAY + timedelta(days=1 + n), count) for n, count in enumerate(counts))
        return Outlook(coming, 15, None, (0.71, 0.78, 0.83), 253)

    def title(self, topic: str) -> Text:
        return TITLES[topic]

    def sources(self, question: Question) -> Sequence[Reference]:
        return [Reference("Batch Normalization", "Ioffe, Szegedy", "2015", cited.where) for cited in question.sources]

    def history(self, card_id: str) -> Sequence[Entry]:
        return live(entry for entry in self.log if entry.card == card_id)

    def edit(self, card: Card) -> Card | str:
        return self.edited

    def demo(self, asked: Turn) -> Overlay | None:
        return None


MEMORY = Memory(
    card="batch-norm",
    state="review",
    step=None,
    stability=15.2,
    difficulty=5.0,
    due_day=TODAY,
    due_at=None,
    first_day=date(2026, 10, 1),
    last_day=date(2026, 11, 5),
    reps=4,
    lapses=1,
)

DAYS = {"recall": (10 / 1440, 6.0, 15.0, 36.0), "choice": (10 / 1440, 1.0, 4.0, 9.0)}


def judged(card_id: str, answer: Answer) -> Turn:
    """A card that was answered."""
    asked = turn(card_id)
    verdict = grade(asked.card, asked.drawn, answer, asked.solution) if asked.card.check else None
    return replace(asked, revealed=True, answer=answer, verdict=verdict)


def screen(asked: Turn, ui: Ui | None = None, columns: int = 80, rows: int = 36, lang: Lang = "en") -> str:
    """The 7th card of 15 as it stands on a terminal of this size; see `drawn`."""
    grid, say = Grid(columns, rows), Say(lang)
    waits = DAYS["choice" if asked.card.check else "recall"] if asked.revealed else ()
    scene = Scene(asked, ui or fresh(asked), grid, say, waits, say.grade(3))
    page = card.page(scene, say.of(TITLES[asked.card.question.topic]), 6, 15)
    return drawn(page, grid, say)


def drawn(page: Page, grid: Grid, say: Say) -> str:
    """A page as text, without the blanks at the ends of lines and with one blank row where there are several."""
    rows = "\n".join(row.plain.rstrip() for row in lay(page, grid, say).rows)
    return re.sub(r"\n{3,}", "\n\n", rows.replace("\u00a0", " ") + "\n")
